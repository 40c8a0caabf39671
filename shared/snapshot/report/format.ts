/** What stands where there is no number. */
export const NONE = '–';

/** A proportion as a percentage with one decimal, as `12.3%`. */
export const percent = (proportion: number | null): string =>
  proportion === null ? NONE : `${(100 * proportion).toFixed(1)}%`;

/** Limits of a proportion, as `9.1–15.8%`. */
export const percentInterval = (limits: readonly [number, number] | null): string =>
  limits === null ? NONE : `${(100 * limits[0]).toFixed(1)}–${(100 * limits[1]).toFixed(1)}%`;

/** A number to the given decimals, with a true minus sign. */
export const decimal = (value: number | null, digits = 2): string =>
  value === null
    ? NONE
    : value
        .toFixed(digits)
        .replace(/^-(0\.?0*)$/, '$1')
        .replace('-', '−');

/** Limits of a number, as `−0.10 to 0.62`. */
export const range = (limits: readonly [number, number] | null, digits = 2): string =>
  limits === null ? NONE : `${decimal(limits[0], digits)} to ${decimal(limits[1], digits)}`;

/** A count with thousands set apart, as `18,685`. */
export const count = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** A change of a count, as `+120` or `−3`. */
export const change = (value: number): string => (value < 0 ? `−${count(-value)}` : `+${count(value)}`);

/** The noun that goes with a number, as `vote` with 1 or `votes` with 2. */
export const noun = (value: number, one: string, many = `${one}s`): string => (value === 1 ? one : many);

/** A number of things, as `1 vote` or `2 votes`. */
export const several = (value: number, one: string, many?: string): string =>
  `${count(value)} ${noun(value, one, many)}`;

/** A p-value, as `0.031` or `< 0.001`. */
export const pValue = (p: number | null): string =>
  p === null ? NONE : p < 0.001 ? '< 0.001' : p.toFixed(3);

/** Characters that steer the direction of text around them, or break lines. */
const STEERING = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Text from outside as it may be shown: what would rearrange the text around it becomes visible. */
export const visible = (text: string): string => text.toWellFormed().replace(STEERING, '\ufffd');

/** Text from outside, cut to the given number of characters. */
export function short(text: string, length: number): string {
  const characters = [...visible(text)];
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : characters.join('');
}

/** Widths of letters as parts of the type's height, on the safe side: of most, of narrow, and of wide ones. */
const LETTER = 0.62;
const NARROW_LETTER = 0.34;
const WIDE_LETTER = 0.95;

/** About how wide a line of text is, in pixels, where nothing can measure it. */
const widthOf = (text: string, fontSize: number): number =>
  fontSize *
  [...text].reduce(
    (sum, letter) =>
      sum +
      (/[mwMW@%<>=+~…✖▲—\u1100-\uffff]/u.test(letter)
        ? WIDE_LETTER
        : /[iljtfrI1.,:;'|!()[\] -]/.test(letter)
          ? NARROW_LETTER
          : LETTER),
    0,
  );

/** Text from outside, cut to what has room. */
export function fitted(text: string, pixels: number, fontSize: number): string {
  const whole = visible(text);
  if (widthOf(whole, fontSize) <= pixels) return whole;
  const letters = [...whole];
  while (letters.length > 1 && widthOf(`${letters.join('')}…`, fontSize) > pixels) letters.pop();
  return `${letters.join('')}…`;
}
