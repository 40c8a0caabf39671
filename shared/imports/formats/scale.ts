import type { Scale, Score } from '../../contracts/index.ts';
import { textOf } from './access.ts';

/** The score of a value. `missing` if the value means that there is no score, null if it is not on the scale. */
export type ReadScore = (value: unknown) => Score | 'missing' | null;

export type DecimalMark = '.' | ',';

/** A whole number. Spreadsheets and data frames write it with decimals if the column has gaps. */
const WHOLE = { '.': /^([+-]?\d{1,6})(?:\.0*)?$/, ',': /^([+-]?\d{1,6})(?:,0*)?$/ } as const;

/**
 * Returns the reader of values on a declared scale. It does not round: a value between two steps is not on the
 * scale.
 * @param decimal the decimal mark of the file, if the scale declares none
 */
export function readScoreOn(scale: Scale, decimal: DecimalMark = '.'): ReadScore {
  const missing = new Set((scale.missing ?? []).map((value) => textOf(value)));
  const scoreOf = 'values' in scale ? byValue(scale.values) : byStep(scale, scale.decimal ?? decimal);
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

type Steps = Extract<Scale, { from: unknown }>;

function byStep({ from: [worst, best], to: [lowest, highest] }: Steps, decimal: DecimalMark) {
  const direction = Math.sign(best - worst);
  return (text: string): Score | null => {
    const [, digits] = WHOLE[decimal].exec(text) ?? [];
    if (digits === undefined) return null;
    const score = lowest + direction * (Number(digits) - worst);
    return score >= lowest && score <= highest ? (score as Score) : null;
  };
}

/** The scale in words. */
const describeScale = (scale: Scale): string =>
  'values' in scale
    ? Object.keys(scale.values)
        .slice(0, 10)
        .map((value) => JSON.stringify(value))
        .join(', ')
    : `${scale.from[0]} to ${scale.from[1]}`;

/** A number with words, such as `4 - Good`. */
const LABELLED = /^[+-]?\d{1,6}\s*[^\d\s.,]/;
const FRACTION = /^[+-]?\d+([.,])\d+$/;

/** The reason why a value is not on a scale, to follow the name of its criterion, with the remedy. */
export function faultOnScale(value: unknown, scale: Scale, decimal: DecimalMark = '.'): string {
  const text = textOf(value);
  const [, mark] = (typeof text === 'string' && FRACTION.exec(text)) || [];
  const steps = describeScale(scale);
  if (text === 'NaN')
    return 'is NaN. If it means no score, name "NaN" under "missing" of the scale in the mapping';
  if ('from' in scale && typeof text === 'string' && LABELLED.test(text))
    return (
      `is a number with words, and the declared scale has numbers alone (${steps}). Give each value its score in the` +
      ' mapping, as "scale": {"values": {"1 - Poor": -2, "5 - Excellent": 2}}'
    );
  if (mark === undefined || 'values' in scale)
    return `is not on the declared scale (${steps}). Set "scale" or "missing" in the mapping`;
  const declared = scale.decimal ?? decimal;
  if (mark === declared)
    return `is no whole step of the declared scale (${steps}), and scores are not rounded`;
  return mark === ','
    ? `has a comma. If it is a decimal comma, set "table": {"decimal": ","} in the mapping`
    : `has a decimal point, and the mapping declares the comma. Set "decimal" to the mark of the file`;
}
