import { midLowerBound, midLowerTail } from '../../stats/index.ts';
import type { Counted } from '../evidence/counted.ts';
import type { Rate } from '../rates/rate.ts';

/** The evidence of a cell without one of its sampling units. */
interface Remainder {
  readonly rate: number;
  readonly effectiveN: number;
}

/**
 * The evidence without each clinician in turn, then without each item. The effective number of answers is reduced by
 * the unit's share of the answers.
 * @param placesOf the places of the units to leave out; by default all of them
 */
export function* withoutEachUnit(
  { groups, items, effectiveN }: Rate,
  placesOf: (units: Counted) => Iterable<number> = ({ n }) => n.keys(),
): Generator<Remainder> {
  for (const units of [groups, items]) {
    if (!units) continue;
    const { n, k } = units;
    let [answers, failures] = [0, 0];
    for (let unit = 0; unit < n.length; unit++) {
      answers += n[unit]!;
      failures += k[unit]!;
    }
    for (const unit of placesOf(units)) {
      const rest = answers - n[unit]!;
      // Weighted answers are not whole numbers, so rounding can leave a tiny or negative remainder.
      if (!(n[unit]! > 0 && rest > 0)) continue;
      const rate = Math.min(1, Math.max(0, (failures - k[unit]!) / rest));
      yield { rate, effectiveN: (effectiveN * rest) / answers };
    }
  }
}

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

/** The largest rate without any one clinician, or any one item. */
export function largestRateWithout(found: Rate): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const { rate } of withoutEachUnit(found)) largest = Math.max(largest, rate);
  return largest;
}

/**
 * The smallest tolerance that the rate is still below at this level without any one unit. Between 0 and 1.
 * @param level of the lower mid-p tail
 * @param precision factor of the effective number of answers
 */
export function smallestKept(found: Rate, level: number, precision: number): number {
  let smallest = 0;
  for (const { rate, effectiveN } of withoutEachUnit(found, safestUnits)) {
    const n = effectiveN * precision;
    if (midLowerTail(rate * n, n, smallest) > level) smallest = midLowerBound(rate * n, n, level);
  }
  return smallest;
}
