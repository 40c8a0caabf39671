import { type Html, html, raw } from './report/html.ts';

/** A value at a time, in ms since 1970. Null if there was no value. */
export interface Moment {
  readonly at: number;
  readonly value: number | null;
}

export interface ScoreRange {
  readonly low: number;
  readonly high: number;
}

const [WIDTH, HEIGHT, MARGIN] = [120, 28, 4];

/**
 * A line over time without axes. It shows the course that the numbers do not show. It has a gap if there is no value,
 * and ends in a dot.
 *
 * @param moments in the order of time
 * @param range the values at the lower and the upper edge, so that several lines can be compared
 * @param described describes the line in words
 */
export function sparkline(moments: readonly Moment[], range: ScoreRange, described: string): Html {
  const [from, to] = [moments[0]?.at ?? 0, moments.at(-1)?.at ?? 0];
  const x = (at: number) => scaled(at, { low: from, high: to }, WIDTH - 2 * MARGIN) + MARGIN;
  const y = (value: number) => HEIGHT - MARGIN - scaled(value, range, HEIGHT - 2 * MARGIN);
  let path = '';
  let end = '';
  let pen = 'M';
  for (const { at, value } of moments) {
    if (value !== null) {
      const point = `${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
      path += pen + point;
      end = point;
    }
    pen = value === null ? 'M' : 'L';
  }
  const [cx, cy] = end.split(' ');
  return html`<svg role="img" aria-label="${described}" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}"><path d="${raw(path)}" fill="none" stroke="currentColor" stroke-width="1.5"/>${
    end === '' ? '' : html`<circle cx="${cx}" cy="${cy}" r="2.5" fill="currentColor"/>`
  }</svg>`;
}

/** The position of a value within its range, from 0 to `length`. It is the middle if the range is empty. */
const scaled = (value: number, { low, high }: ScoreRange, length: number): number =>
  high > low ? ((value - low) / (high - low)) * length : length / 2;
