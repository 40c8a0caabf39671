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

/** Pairs of values within a unit of m ratings, each ordered pair weighing 1/(m − 1). */
function unitCoincidences(values: readonly number[], V: number): Coincidences {
  const o = new Float64Array(V * V);
  for (const [a, c] of values.entries())
    for (const [b, k] of values.entries()) if (a !== b) o[c * V + k]! += 1 / (values.length - 1);
  return o;
}

function add(total: Coincidences, o: Coincidences, sign: number): Coincidences {
  return total.map((value, at) => value + sign * o[at]!);
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
  const count = (ratings: readonly CodedValue[]) =>
    unitCoincidences(
      ratings.map(({ value }) => position.get(value)!),
      V,
    );
  const own = rated.map(count);
  const total = new Float64Array(V * V);
  for (const o of own) for (const [at, value] of o.entries()) total[at]! += value;
  const full = logDisagreement(total, scale, metric);
  if (Number.isNaN(full)) return null;

  const touched = new Map<number, Set<number>>();
  for (const [u, ratings] of rated.entries())
    for (const { group } of ratings) touched.set(group, (touched.get(group) ?? new Set()).add(u));
  const withoutGroup = [...touched].map(([group, at]) => {
    let o: Coincidences = total;
    for (const u of at) {
      o = add(o, own[u]!, -1);
      o = add(o, count(rated[u]!.filter((rating) => rating.group !== group)), 1);
    }
    return logDisagreement(o, scale, metric);
  });
  const withoutUnit = own.map((o) => logDisagreement(add(total, o, -1), scale, metric));
  const withoutRating = rated.flatMap((ratings, u) =>
    ratings.map((_, at) => {
      const left = add(add(total, own[u]!, -1), count(ratings.toSpliced(at, 1)), 1);
      return logDisagreement(left, scale, metric);
    }),
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
