/** A copy of the text. A substring keeps its whole text in memory, so a cached name would keep its line. */
export const ownText = (text: string): string => Buffer.from(text).toString();
