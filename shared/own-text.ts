/** The same text by itself. A part of a text keeps the whole of it: who remembers a name would remember its line. */
export const ownText = (text: string): string => Buffer.from(text).toString();
