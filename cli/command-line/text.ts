/**
 * Makes text from outside safe for a terminal. Characters that could move the cursor or change the writing direction
 * become visible.
 */
export const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');

/** Applies {@link plain} to each line of a text such as a stack trace. */
export const plainLines = (text: string): string => text.split('\n').map(plain).join('\n');
