import { midLowerBound, midLowerTail } from '../../stats/index.ts';
import type { Counted } from '../evidence/counted.ts';
import type { Rate } from '../rates/rate.ts';

/** The evidence of a cell without one of its sampling units. */
interface Remainder {
  readonly rate: number;
  readonly effectiveN: number;
}

/**
 * The evidence without each of the random units in turn: main units, then items. The effective number of answers is
 * reduced by the unit's share of the answers.
 */
export const withoutEachUnit = (found: Rate): Generator<Remainder> =>
  remainders(randomUnits(found), found.effectiveN);

const randomUnits = ({ groups, items }: Rate): Counted[] => (items ? [groups, items] : [groups]);

/**
 * The random units, and then further kinds, such as sites if clinicians are the units.
 * @see docs/decisions/0157-clearing-leaves-out-each-known-unit.md
 */
const knownUnits = (found: Rate): Counted[] => [...randomUnits(found), ...found.further];

/** @param placesOf the places of the units to leave out; by default all of them */
function* remainders(
  kinds: readonly Counted[],
  effectiveN: number,
  placesOf: (units: Counted) => Iterable<number> = ({ n }) => n.keys(),
): Generator<Remainder> {
  for (const units of kinds) {
    const { n, k } = units;
    const { answers, failures } = totalsOf(units);
    for (const unit of placesOf(units)) {
      const rest = answers - n[unit]!;
      if (!(n[unit]! > 0 && rest > 0)) continue;
      yield { rate: rateWithout(failures - k[unit]!, rest), effectiveN: (effectiveN * rest) / answers };
    }
  }
}

function totalsOf({ n, k }: Pick<Counted, 'n' | 'k'>): { answers: number; failures: number } {
  let [answers, failures] = [0, 0];
  for (let unit = 0; unit < n.length; unit++) {
    answers += n[unit]!;
    failures += k[unit]!;
  }
  return { answers, failures };
}

/** Weighted answers are not whole numbers, so rounding can leave a tiny or negative number of failures. */
const rateWithout = (failures: number, answers: number): number =>
  Math.min(1, Math.max(0, failures / answers));

/**
 * The units that {@link smallestKept} depends on: no other unit has as many answers and as few failures. Without another
 * unit, more answers or fewer failures are left, so the lower tail is smaller at each tolerance.
 */
function safestUnits({ n, k }: Counted): number[] {
  const safest: number[] = [];
  let fewest = Number.POSITIVE_INFINITY;
  const order = [...n.keys()].filter((unit) => n[unit]! > 0).sort((a, b) => n[b]! - n[a]! || k[a]! - k[b]!);
  for (const unit of order) {
    if (k[unit]! >= fewest) continue;
    fewest = k[unit]!;
    safest.push(unit);
  }
  return safest;
}

/** The largest rate without any one known unit. */
export function largestRateWithout(found: Rate): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const { n, k } of knownUnits(found)) {
    const { answers, failures } = totalsOf({ n, k });
    for (let unit = 0; unit < n.length; unit++) {
      const rest = answers - n[unit]!;
      if (n[unit]! > 0 && rest > 0) largest = Math.max(largest, rateWithout(failures - k[unit]!, rest));
    }
  }
  return largest;
}

/**
 * The smallest tolerance that the rate is still below at this level without any one known unit. Between 0 and 1, or
 * infinite if nothing remains without one unit: if all answers are of one site of several.
 * @param level of the lower mid-p tail
 * @param precision factor of the effective number of answers
 */
export function smallestKept(found: Rate, level: number, precision: number): number {
  if (found.further.some(({ n }) => n.filter((answers) => answers > 0).length === 1))
    return Number.POSITIVE_INFINITY;
  let smallest = 0;
  for (const { rate, effectiveN } of remainders(knownUnits(found), found.effectiveN, safestUnits)) {
    const n = effectiveN * precision;
    if (midLowerTail(rate * n, n, smallest) > level) smallest = midLowerBound(rate * n, n, level);
  }
  return smallest;
}
