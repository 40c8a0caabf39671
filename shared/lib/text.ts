/** Characters without width. Copied text contains them, and no reader can see them. */
const WITHOUT_WIDTH = /[\u200B-\u200D\u2060\uFEFF]/g;

/** Printable ASCII without surrounding blanks. Nearly all names are such texts. */
const PLAIN_ASCII = /^[!-~](?:[ -~]*[!-~])?$/;

/** A text in one form: composed (NFC), and without surrounding blanks. */
export const normalised = (text: string): string => text.normalize('NFC').trim();

/** A name from outside in one form: {@link normalised}, and without invisible characters. */
export const plainName = (text: string): string =>
  PLAIN_ASCII.test(text) ? text : normalised(withoutInvisible(text));

export const withoutInvisible = (text: string): string => text.replace(WITHOUT_WIDTH, '');

const MAX_QUOTED_CHARACTERS = 60;

/** A text on one line. A replacement character stands for characters that break a line or change its direction. */
export const onOneLine = (text: string): string =>
  text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');

/** A short text from outside on one line, for an error message. */
export const quote = (text: string): string => {
  // A character has at most two code units. One character more shows whether the text is cut.
  const begin = text.slice(0, 2 * (MAX_QUOTED_CHARACTERS + 1));
  const points = [...onOneLine(begin)];
  const shown = points.slice(0, MAX_QUOTED_CHARACTERS).join('');
  return JSON.stringify(points.length > MAX_QUOTED_CHARACTERS ? `${shown}…` : shown);
};

/** The path of a field, as in `scores.model-a.harmlessness`. */
export const pathInWords = (path: readonly PropertyKey[]): string =>
  path.map(String).map(plainField).join('.');

const plainField = (part: string): string => (/^[\w-]{1,60}$/.test(part) ? part : quote(part));
