const ASCII = /^[\0-\x7f]*$/;

/** A text without case. Its length stays the same, so that its indexes are valid in the original. */
export function foldCase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  let folded = '';
  for (const character of text) folded += foldCharacter(character);
  return folded;
}

/** Conversion via the capital letter makes both forms of a sigma, or of an s, equal. */
function foldCharacter(character: string): string {
  const folded = character.toUpperCase().toLowerCase();
  if (folded.length === character.length) return folded;
  const lower = character.toLowerCase();
  return lower.length === character.length ? lower : character;
}

/** Checks the characters directly before and after a word. Each is empty at an end of the text. */
export type Apart = (before: string, after: string) => boolean;

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const DIGIT = /\p{N}/u;

export const apartFromLetters: Apart = (before, after) =>
  !LETTER_OR_DIGIT.test(before) && !LETTER_OR_DIGIT.test(after);

export const apartFromDigits: Apart = (before, after) => !DIGIT.test(before) && !DIGIT.test(after);

/**
 * The first index, from `from` on, at which a word occurs separately in a text. -1 if there is none.
 * @param word not empty
 */
export function placeOfWord(text: string, word: string, isApart: Apart, from = 0): number {
  for (let at = text.indexOf(word, from); at !== -1; at = text.indexOf(word, at + 1)) {
    // A character has at most two code units, so two are enough.
    const before = [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? '';
    const end = at + word.length;
    const [after = ''] = text.slice(end, end + 2);
    if (isApart(before, after)) return at;
  }
  return -1;
}
