import { byCodeUnit } from './by-code-unit.ts';

/** A name without hardly visible differences. Similar letters of other alphabets stay different. */
export const appearance = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
    .toLowerCase();

/** Cyrillic and Greek letters that look like Latin ones, as small or as capital letters. */
const LATIN: ReadonlyMap<string, string> = new Map(
  [
    ['авеніјкморѕтухһԁ', 'abehijkmopstyxhd'],
    ['с', 'c'],
    ['αβεζηικμνορτυχ', 'abezhikmvoptyx'],
  ].flatMap(([similar, latin]) => [...similar!].map((letter, at): [string, string] => [letter, latin![at]!])),
);

const SIMILAR = /[\p{Script=Cyrillic}\p{Script=Greek}]/gu;
const QUOTES = /["'`´\p{Pi}\p{Pf}]/gu;
/** Blanks, underscores and all dashes. */
const SEPARATORS = '[\\s_\\p{Pd}\\u2212]+';
const BETWEEN_DIGITS = new RegExp(`(?<=\\d)${SEPARATORS}(?=\\d)`, 'gu');
const OTHER_SEPARATORS = new RegExp(`${SEPARATORS}`, 'gu');

/**
 * The same text for names that people may have meant as one. They differ in case, blanks, hyphens, underscores, quotes
 * or similar letters. A separator between digits counts, because version 1-1 is not version 11.
 */
function foldedName(name: string): string {
  const parts = appearance(name)
    .replace(QUOTES, '')
    .replace(SIMILAR, (letter) => LATIN.get(letter) ?? letter)
    .replace(BETWEEN_DIGITS, '\0')
    .replace(OTHER_SEPARATORS, '');
  // A name that consists only of separators or quotes resembles no other one.
  return parts === '' ? name : parts;
}

/** Maximum number of names that are compared. */
export const MAX_COMPARED_NAMES = 1000;

/**
 * The groups of names that people may have meant as one, each with at least two names. Groups and names are sorted by
 * code unit. Only the first {@link MAX_COMPARED_NAMES} names are compared.
 */
export function lookAlikes(names: Iterable<string>): string[][] {
  const groups = new Map<string, Set<string>>();
  let compared = 0;
  for (const name of names) {
    if (compared === MAX_COMPARED_NAMES) break;
    compared += 1;
    const key = foldedName(name);
    groups.set(key, (groups.get(key) ?? new Set()).add(name));
  }
  return [...groups.values()]
    .filter(({ size }) => size > 1)
    .map((group) => [...group].sort(byCodeUnit))
    .sort(([a], [b]) => byCodeUnit(a!, b!));
}

/** The characters of a name that are easily taken for others, as code points. */
export const confusableCodes = (name: string): string[] =>
  [...new Set(name)]
    .filter(
      (character) => character > '\x7f' && foldedName(`a${character}a`) !== `a${character.toLowerCase()}a`,
    )
    .map((character) => `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`);
