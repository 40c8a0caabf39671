import { tQuantile } from '../numeric/distributions.ts';
import { type Jackknife, jackknife } from '../numeric/jackknife.ts';
import type { Interval } from '../rates/wilson.ts';

/**
 * Distance of two values: nominal by equality, ordinal by the number of ratings between them, interval by their
 * difference.
 */
type LevelOfMeasurement = 'nominal' | 'ordinal' | 'interval';

/** One clinician's score of one answer, with the clinician's group. */
export interface CodedValue {
  value: number;
  group: number;
}

interface Agreement {
  /** 1: perfect; 0: as by chance; below 0: systematic disagreement. */
  alpha: number;
  /** Null at perfect agreement, and if it cannot be estimated. */
  interval: Interval | null;
}

/** Coincidences o_ck, V × V row-major, over the V distinct values in ascending order. */
type Coincidences = Float64Array;

/** The ratings of a unit: their number by value, and their total. */
interface UnitCounts {
  readonly byValue: Int32Array;
  readonly m: number;
}

/** Adds the pairs of values within a unit, each ordered pair weighing `weight`/(m − 1). A single rating has no pair. */
function addUnit(o: Coincidences, { byValue, m }: UnitCounts, weight: 1 | -1): void {
  if (m < 2) return;
  const V = byValue.length;
  for (let c = 0; c < V; c++)
    for (let k = 0; k < V; k++)
      o[c * V + k]! += (weight * byValue[c]! * (byValue[k]! - (c === k ? 1 : 0))) / (m - 1);
}

/** Log of observed over expected disagreement, log(1 − α). NaN if all values are equal or no ratings are paired. */
function logDisagreement(o: Coincidences, scale: readonly number[], metric: LevelOfMeasurement): number {
  const V = scale.length;
  const n = scale.map((_, c) => o.subarray(c * V, (c + 1) * V).reduce((sum, value) => sum + value, 0));
  const total = n.reduce((sum, value) => sum + value, 0);
  let [observed, expected] = [0, 0];
  for (let c = 0; c < V; c++) {
    let between = n[c]! / 2; // ratings from c to k, half of both ends
    for (let k = c + 1; k < V; k++) {
      between += n[k]! / 2;
      const distance = metric === 'nominal' ? 1 : metric === 'ordinal' ? between : scale[k]! - scale[c]!;
      observed += Math.max(0, o[c * V + k]!) * distance ** 2;
      expected += n[c]! * n[k]! * distance ** 2;
      between += n[k]! / 2;
    }
  }
  return Math.log((observed * (total - 1)) / expected);
}

/**
 * Krippendorff's α = 1 − D_o/D_e (Krippendorff 2019, Content Analysis, ch. 12) of units with any number of ratings
 * each, with an interval over clinicians and answers. Units with fewer than two ratings have no pairs and are left
 * out. Null if no ratings are paired or all values are equal.
 *
 * The interval uses delete-one jackknives of log(1 − α) over groups of clinicians, over units, and over single ratings:
 * V = V_groups + V_units − V_ratings, at least the larger of the first two. The last term is subtracted because both of
 * the others contain the noise of single ratings (two-way clustering: Cameron, Gelbach & Miller 2011). t has the
 * smaller number of parts less 1 as degrees of freedom.
 *
 * @param units the ratings of each answer, at most one per clinician
 */
export function krippendorffAlpha(
  units: readonly (readonly CodedValue[])[],
  metric: LevelOfMeasurement,
  confidence = 0.95,
): Agreement | null {
  const rated = units.filter(({ length }) => length >= 2);
  const scale = [...new Set(rated.flat().map(({ value }) => value))].sort((a, b) => a - b);
  const position = new Map(scale.map((value, at) => [value, at]));
  const V = scale.length;
  const coded = rated.map((ratings) =>
    ratings.map(({ value, group }) => ({ value: position.get(value)!, group })),
  );
  const own = coded.map((ratings): UnitCounts => {
    const byValue = new Int32Array(V);
    for (const { value } of ratings) byValue[value]! += 1;
    return { byValue, m: ratings.length };
  });
  const total = new Float64Array(V * V);
  for (const unit of own) addUnit(total, unit, 1);
  const full = logDisagreement(total, scale, metric);
  if (Number.isNaN(full)) return null;

  const o = new Float64Array(V * V);
  const rest = new Int32Array(V);
  /** Moves `o` from all ratings of a unit to those without the given values. */
  const remove = (unit: UnitCounts, values: readonly number[]): void => {
    rest.set(unit.byValue);
    for (const value of values) rest[value]! -= 1;
    addUnit(o, unit, -1);
    addUnit(o, { byValue: rest, m: unit.m - values.length }, 1);
  };
  const valuesOfGroups = new Map<number, Map<number, number[]>>();
  for (const [u, ratings] of coded.entries())
    for (const { value, group } of ratings) {
      const units = valuesOfGroups.get(group) ?? new Map<number, number[]>();
      valuesOfGroups.set(group, units);
      const values = units.get(u);
      if (values) values.push(value);
      else units.set(u, [value]);
    }
  const withoutGroup = [...valuesOfGroups.values()].map((units) => {
    o.set(total);
    for (const [u, values] of units) remove(own[u]!, values);
    return logDisagreement(o, scale, metric);
  });
  // Units with the same ratings give the same results, so each kind of unit is computed once.
  const withoutUnit: number[] = [];
  const withoutRating: number[] = [];
  for (const { unit, times } of kindsOf(own)) {
    o.set(total);
    addUnit(o, unit, -1);
    repeat(withoutUnit, logDisagreement(o, scale, metric), times);
    for (const [value, number] of unit.byValue.entries()) {
      if (number === 0) continue;
      o.set(total);
      remove(unit, [value]);
      repeat(withoutRating, logDisagreement(o, scale, metric), times * number);
    }
  }
  const parts = [withoutGroup, withoutUnit, withoutRating].map((deleted) => jackknife(deleted, full));
  return {
    alpha: 1 - Math.exp(full),
    interval: interval(full, parts, confidence),
  };
}

/** The distinct units, with the number of times that each occurs. */
function kindsOf(
  units: readonly UnitCounts[],
): Iterable<{ readonly unit: UnitCounts; readonly times: number }> {
  const kinds = new Map<string, { unit: UnitCounts; times: number }>();
  for (const unit of units) {
    const key = unit.byValue.join(' ');
    const known = kinds.get(key);
    if (known) known.times += 1;
    else kinds.set(key, { unit, times: 1 });
  }
  return kinds.values();
}

function repeat(list: number[], value: number, times: number): void {
  for (let time = 0; time < times; time++) list.push(value);
}

function interval(
  full: number,
  [groups, units, ratings]: readonly (Jackknife | null)[],
  confidence: number,
): Interval | null {
  if (!groups || !units || !ratings) return null;
  const [g, u, r] = [groups, units, ratings].map(({ standardError }) => standardError ** 2) as [
    number,
    number,
    number,
  ];
  const variance = Math.max(g, u, g + u - r);
  if (!(variance > 0)) return null;
  const df = Math.min(groups.degreesOfFreedom, units.degreesOfFreedom);
  const half = tQuantile(0.5 + confidence / 2, df) * Math.sqrt(variance);
  return [1 - Math.exp(full + half), 1 - Math.exp(full - half)];
}
