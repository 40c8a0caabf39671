import type { Counted } from '../evidence/counted.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Series } from '../evidence/layout.ts';
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

/** The change of a rate without a unit, and the unit's share of the variance under independence. */
function* changes(strata: Strata, countsOf: (rate: Rate) => Counted) {
  for (const { rate, weight } of strata) {
    const { units, n: sizes, k } = countsOf(rate);
    const n = sizes.reduce((sum, answers) => sum + answers, 0);
    for (const [at, own] of sizes.entries()) {
      if (own === 0) continue;
      yield {
        unit: units[at]!,
        influence: (weight * (k[at]! - rate.rate! * own)) / (n - own),
        information: (weight ** 2 / rate.n) * (own / (n - own)),
      };
    }
  }
}

/** @param units number of units of the study */
export function influenceOf(strata: Strata, units: number, countsOf: (rate: Rate) => Counted): Influence {
  const found = { influence: new Float64Array(units), information: new Float64Array(units) };
  for (const { unit, influence, information } of changes(strata, countsOf)) {
    found.influence[unit]! += influence;
    found.information[unit]! += information;
  }
  return found;
}

/** The influence of intersections. */
export function sparseInfluence(strata: Strata): SparseInfluence {
  const sums = new Map<number, number>();
  for (const { unit, influence } of changes(strata, ({ intersections }) => intersections!))
    sums.set(unit, (sums.get(unit) ?? 0) + influence);
  const units = Int32Array.from(sums.keys()).sort();
  return { units, influence: Float64Array.from(units, (unit) => sums.get(unit)!) };
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
