const grouped = new Intl.NumberFormat('en-US');

/** A whole number with its digits in groups: 18,685. */
export const count = (value: number): string => grouped.format(value);

/** Text from outside for a terminal: characters that could move the cursor or turn the writing become visible. */
export const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');

/** The same for a text of several lines, as a stack trace is. */
export const plainLines = (text: string): string => text.split('\n').map(plain).join('\n');
