import type { Counted } from '../evidence/counted.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Series } from '../evidence/layout.ts';
import { unionOfUnits } from '../evidence/unit-union.ts';
import type { Rate } from './rate.ts';

/** The sampling units of a study. */
export type UnitTotals = Pick<Evidence, 'units' | 'items'>;

/** The influence of each unit of a kind on a rate. */
export interface Influence {
  /** By unit: the rate minus the rate without that unit, r̂ − r̂₍g₎ to first order. */
  readonly influence: Series;
  /** By unit: its share of the variance under independence. */
  readonly information: Series;
}

/** The influence of the units that have answers, because a study has up to 200,000 intersections. */
export interface SparseInfluence {
  /** In ascending order. */
  readonly units: Int32Array;
  readonly influence: Float64Array;
}

export interface ItemInfluence {
  readonly byItem: Influence;
  readonly byIntersection: SparseInfluence;
}

type Strata = readonly { readonly rate: Rate; readonly weight: number }[];

/** Calls `add` for each unit of a stratum with the change of a rate without it, and its share of the variance. */
function eachChange(
  { rate, weight }: Strata[number],
  { n: sizes, k }: Counted,
  add: (at: number, influence: number, information: number) => void,
): void {
  let n = 0;
  for (let at = 0; at < sizes.length; at++) n += sizes[at]!;
  const share = weight ** 2 / rate.n;
  for (let at = 0; at < sizes.length; at++) {
    const own = sizes[at]!;
    if (own === 0) continue;
    add(at, (weight * (k[at]! - rate.rate! * own)) / (n - own), share * (own / (n - own)));
  }
}

/** @param units number of units of the study */
export function influenceOf(strata: Strata, units: number, countsOf: (rate: Rate) => Counted): Influence {
  const found = { influence: new Float64Array(units), information: new Float64Array(units) };
  for (const stratum of strata) {
    const counts = countsOf(stratum.rate);
    eachChange(stratum, counts, (at, influence, information) => {
      found.influence[counts.units[at]!]! += influence;
      found.information[counts.units[at]!]! += information;
    });
  }
  return found;
}

/** The influence of intersections. */
export function sparseInfluence(strata: Strata): SparseInfluence {
  const counts = strata.map(({ rate }) => rate.intersections!);
  const { units, placesIn } = unionOfUnits(counts.map((own) => own.units));
  const found = { units, influence: new Float64Array(units.length) };
  for (const [at, own] of counts.entries()) {
    const places = placesIn(own.units);
    eachChange(strata[at]!, own, (unit, influence) => {
      found.influence[places[unit]!]! += influence;
    });
  }
  return found;
}

/** The sum of squares of the differences of two influences. */
export function squaredDifferences(a: SparseInfluence, b: SparseInfluence): number {
  let [squares, i, j] = [0, 0, 0];
  while (i < a.units.length || j < b.units.length) {
    const [ofA, ofB] = [a.units[i] ?? Number.POSITIVE_INFINITY, b.units[j] ?? Number.POSITIVE_INFINITY];
    const difference = (ofA <= ofB ? a.influence[i]! : 0) - (ofB <= ofA ? b.influence[j]! : 0);
    squares += difference ** 2;
    if (ofA <= ofB) i++;
    if (ofB <= ofA) j++;
  }
  return squares;
}
