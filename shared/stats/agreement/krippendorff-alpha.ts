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

/** The counts of a unit without one rating of each of the given values. */
function without({ byValue, m }: UnitCounts, values: readonly number[]): UnitCounts {
  const rest = byValue.slice();
  for (const value of values) rest[value]! -= 1;
  return { byValue: rest, m: m - values.length };
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
  /** The disagreement if some units have other counts. */
  const changed = (units: Iterable<readonly [unit: number, rest: UnitCounts | null]>): number => {
    o.set(total);
    for (const [u, rest] of units) {
      addUnit(o, own[u]!, -1);
      if (rest) addUnit(o, rest, 1);
    }
    return logDisagreement(o, scale, metric);
  };
  const valuesOfGroups = new Map<number, Map<number, number[]>>();
  for (const [u, ratings] of coded.entries())
    for (const { value, group } of ratings) {
      const units = valuesOfGroups.get(group) ?? new Map<number, number[]>();
      valuesOfGroups.set(group, units);
      units.set(u, [...(units.get(u) ?? []), value]);
    }
  const withoutGroup = [...valuesOfGroups.values()].map((units) =>
    changed([...units].map(([u, values]) => [u, without(own[u]!, values)] as const)),
  );
  const withoutUnit = own.map((_, u) => changed([[u, null]]));
  const withoutRating = own.flatMap((unit, u) =>
    [...unit.byValue].flatMap((number, value) =>
      // Ratings of equal value give the same result.
      number === 0 ? [] : new Array<number>(number).fill(changed([[u, without(unit, [value])]])),
    ),
  );
  const parts = [withoutGroup, withoutUnit, withoutRating].map((deleted) => jackknife(deleted, full));
  return {
    alpha: 1 - Math.exp(full),
    interval: interval(full, parts, confidence),
  };
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
