import { tQuantile } from '../numeric/distributions.ts';
import { type Jackknife, jackknife } from '../numeric/jackknife.ts';
import type { Interval } from '../rates/wilson.ts';

/**
 * Distance of two values: nominal by equality, ordinal by the number of ratings between them, interval by their
 * difference.
 */
type LevelOfMeasurement = 'nominal' | 'ordinal' | 'interval';

/** Ratings as columns, because a study has millions of them. The ratings of a unit are adjacent. */
export interface CodedRatings {
  /** The place of each unit's first rating, and then the number of ratings. */
  readonly starts: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /** The clinician's group. */
  readonly groups: ArrayLike<number>;
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
  for (let c = 0; c < V; c++) {
    if (byValue[c] === 0) continue;
    for (let k = 0; k < V; k++)
      o[c * V + k]! += (weight * byValue[c]! * (byValue[k]! - (c === k ? 1 : 0))) / (m - 1);
  }
}

/** Log of observed over expected disagreement, log(1 − α). NaN if all values are equal or no ratings are paired. */
function logDisagreement(o: Coincidences, scale: readonly number[], metric: LevelOfMeasurement): number {
  const V = scale.length;
  const n = new Float64Array(V);
  let [total, observed, expected] = [0, 0, 0];
  for (let c = 0; c < V; c++) {
    for (let k = 0; k < V; k++) n[c]! += o[c * V + k]!;
    total += n[c]!;
  }
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
 * @param ratings the ratings of each answer, at most one per clinician
 */
export function krippendorffAlpha(
  ratings: CodedRatings,
  metric: LevelOfMeasurement,
  confidence = 0.95,
): Agreement | null {
  const { coded, unitOf, scale, own } = pairedUnits(ratings);
  const V = scale.length;
  const total = new Float64Array(V * V);
  for (const unit of own) addUnit(total, unit, 1);
  const full = logDisagreement(total, scale, metric);
  if (Number.isNaN(full)) return null;

  const o = new Float64Array(V * V);
  const rest = new Int32Array(V);
  /** Moves `o` from all ratings of a unit to those that are left in `rest`. */
  const reduceToRest = (unit: UnitCounts, removed: number): void => {
    addUnit(o, unit, -1);
    addUnit(o, { byValue: rest, m: unit.m - removed }, 1);
  };
  const withoutGroup = placesOfGroups(ratings.groups, unitOf).map((places) => {
    o.set(total);
    for (let from = 0, to = 0; from < places.length; from = to) {
      const u = unitOf[places[from]!]!;
      rest.set(own[u]!.byValue);
      for (; to < places.length && unitOf[places[to]!] === u; to++) rest[coded[places[to]!]!]! -= 1;
      reduceToRest(own[u]!, to - from);
    }
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
      rest.set(unit.byValue);
      rest[value]! -= 1;
      reduceToRest(unit, 1);
      repeat(withoutRating, logDisagreement(o, scale, metric), times * number);
    }
  }
  const parts = [withoutGroup, withoutUnit, withoutRating].map((deleted) => jackknife(deleted, full));
  return {
    alpha: 1 - Math.exp(full),
    interval: interval(full, parts, confidence),
  };
}

/** A unit with fewer than two ratings has no pairs. */
const UNPAIRED = -1;

/** The units with at least two ratings, and the values in ascending order. */
interface PairedUnits {
  readonly scale: readonly number[];
  readonly own: readonly UnitCounts[];
  /** By rating: the number of the unit, or {@link UNPAIRED}. */
  readonly unitOf: Int32Array;
  /** By rating: the place of the value in the scale. */
  readonly coded: Int32Array;
}

function pairedUnits({ starts, values }: CodedRatings): PairedUnits {
  const ratings = starts[starts.length - 1] ?? 0;
  const unitOf = new Int32Array(ratings).fill(UNPAIRED);
  const distinct = new Set<number>();
  let units = 0;
  for (let unit = 0; unit + 1 < starts.length; unit++) {
    const [from, to] = [starts[unit]!, starts[unit + 1]!];
    if (to - from < 2) continue;
    unitOf.fill(units, from, to);
    units += 1;
    for (let at = from; at < to; at++) distinct.add(values[at]!);
  }
  const scale = [...distinct].sort((a, b) => a - b);
  const position = new Map(scale.map((value, at) => [value, at]));
  const coded = new Int32Array(ratings);
  const own = Array.from({ length: units }, () => ({ byValue: new Int32Array(scale.length), m: 0 }));
  for (let at = 0; at < ratings; at++) {
    if (unitOf[at] === UNPAIRED) continue;
    coded[at] = position.get(values[at]!)!;
    const unit = own[unitOf[at]!]!;
    unit.byValue[coded[at]!]! += 1;
    unit.m += 1;
  }
  return { scale, own, unitOf, coded };
}

/** The places of the paired ratings by group, in ascending order. */
function placesOfGroups(groups: ArrayLike<number>, unitOf: Int32Array): number[][] {
  const places = new Map<number, number[]>();
  for (let at = 0; at < unitOf.length; at++) {
    if (unitOf[at] === UNPAIRED) continue;
    const own = places.get(groups[at]!);
    if (own) own.push(at);
    else places.set(groups[at]!, [at]);
  }
  return [...places.values()];
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
