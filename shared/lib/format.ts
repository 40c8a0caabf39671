/** The sign for a missing number. */
export const NO_VALUE = '–';

/** A measured proportion in a table or a chart: always one decimal, for example `12.3%`. */
export const decimalPercent = (proportion: number | null): string =>
  proportion === null ? NO_VALUE : `${(100 * proportion).toFixed(1)}%`;

/** A measured proportion in a sentence: two digits at most, for example `31%` or `8.4%`. */
export const twoDigitPercent = (proportion: number): string => {
  const value = 100 * proportion;
  return `${value >= 9.95 ? value.toFixed(0) : Number(value.toFixed(1))}%`;
};

/** A measured proportion for places with little room. It has no decimals, for example `31%`. */
export const wholePercent = (proportion: number | null): string =>
  proportion === null ? NO_VALUE : `${Math.round(100 * proportion)}%`;

/** A proportion that people chose, such as a tolerance: without rounding, for example `5%` or `0.25%`. */
export const exactPercent = (proportion: number | null): string =>
  proportion === null ? NO_VALUE : `${Number((100 * proportion).toFixed(4))}%`;

/** Limits of a proportion, for example `9.1–15.8%`. */
export const percentInterval = (limits: readonly [number, number] | null): string =>
  limits === null ? NO_VALUE : `${(100 * limits[0]).toFixed(1)}–${(100 * limits[1]).toFixed(1)}%`;

/** A number with the given number of decimals and a true minus sign. */
export const decimal = (value: number | null, digits = 2): string =>
  value === null
    ? NO_VALUE
    : value
        .toFixed(digits)
        .replace(/^-(0\.?0*)$/, '$1')
        .replace('-', '−');

/** Limits of a number, for example `−0.10 to 0.62`. */
export const range = (limits: readonly [number, number] | null, digits = 2): string =>
  limits === null ? NO_VALUE : `${decimal(limits[0], digits)} to ${decimal(limits[1], digits)}`;

/** A count with commas between thousands, for example `18,685`. */
export const count = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** A change of a count, for example `+120` or `−3`. */
export const change = (value: number): string => (value < 0 ? `−${count(-value)}` : `+${count(value)}`);

/** The form of a noun that agrees with a number: `vote` with 1, `votes` with 2. */
export const noun = (value: number, one: string, many = `${one}s`): string => (value === 1 ? one : many);

/** A number with its noun, for example `1 vote` or `2 votes`. */
export const several = (value: number, one: string, many?: string): string =>
  `${count(value)} ${noun(value, one, many)}`;

/** A p-value, for example `0.031` or `< 0.001`. */
export const pValue = (p: number | null): string =>
  p === null ? NO_VALUE : p < 0.001 ? '< 0.001' : p.toFixed(3);

/** Characters that change the direction of the surrounding text, or break lines. */
const STEERING = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Makes text from outside safe to show: replaces characters that would rearrange the surrounding text. */
export const visible = (text: string): string => text.toWellFormed().replace(STEERING, '\ufffd');

/** Text from outside, shortened to the given number of characters. */
export function short(text: string, length: number): string {
  const characters = [...visible(text)];
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : characters.join('');
}

/** Joins names as "a, b and c". */
export const enumerated = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
