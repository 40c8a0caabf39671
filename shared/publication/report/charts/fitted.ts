import { visible } from '../../../lib/index.ts';

/** Upper estimates for the widths of letters, relative to the font size: normal, narrow and wide letters. */
const LETTER = 0.62;
const NARROW_LETTER = 0.34;
const WIDE_LETTER = 0.95;

/** An estimate of the width of a line of text, in pixels. It needs no browser. */
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

/** Text from outside, shortened to the available width. */
export function fitted(text: string, pixels: number, fontSize: number): string {
  const whole = visible(text);
  if (widthOf(whole, fontSize) <= pixels) return whole;
  const letters = [...whole];
  while (letters.length > 1 && widthOf(`${letters.join('')}…`, fontSize) > pixels) letters.pop();
  return `${letters.join('')}…`;
}
