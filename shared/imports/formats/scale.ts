import type { Scale, Score } from '../../contracts/index.ts';
import { textOf } from './access.ts';

/** The score of a value. `missing` if the value means that there is no score, null if it is not on the scale. */
export type ReadScore = (value: unknown) => Score | 'missing' | null;

/** A whole number. Spreadsheets and data frames write it with a decimal point if the column has gaps. */
const WHOLE = /^([+-]?\d{1,6})(?:\.0*)?$/;

/**
 * Returns the reader of values on a declared scale. It does not round: a value between two steps is not on the
 * scale.
 */
export function readScoreOn(scale: Scale): ReadScore {
  const missing = new Set((scale.missing ?? []).map((value) => textOf(value)));
  const scoreOf = 'values' in scale ? byValue(scale.values) : byStep(scale.from, scale.to);
  return (value) => {
    const text = textOf(value);
    if (text === undefined || text === null || text === '' || missing.has(text)) return 'missing';
    return typeof text === 'string' ? scoreOf(text) : null;
  };
}

function byValue(values: Readonly<Record<string, Score>>): (text: string) => Score | null {
  const scores = new Map(Object.entries(values).map(([value, score]) => [textOf(value), score]));
  return (text) => scores.get(text) ?? null;
}

function byStep([worst, best]: readonly [number, number], [lowest, highest]: readonly [Score, Score]) {
  const direction = Math.sign(best - worst);
  return (text: string): Score | null => {
    const [, digits] = WHOLE.exec(text) ?? [];
    if (digits === undefined) return null;
    const score = lowest + direction * (Number(digits) - worst);
    return score >= lowest && score <= highest ? (score as Score) : null;
  };
}

/** The scale in words. */
export const describeScale = (scale: Scale): string =>
  'values' in scale
    ? Object.keys(scale.values)
        .slice(0, 10)
        .map((value) => JSON.stringify(value))
        .join(', ')
    : `${scale.from[0]} to ${scale.from[1]}`;
