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
export function* withoutEachUnit({ groups, items, effectiveN }: Rate): Generator<Remainder> {
  yield* remainders(items ? [groups, items] : [groups], effectiveN);
}

/**
 * The same, and then without each unit of further kinds, as of a site if clinicians are the units.
 * @see docs/decisions/0157-clearing-leaves-out-each-known-unit.md
 */
export function* withoutEachKnownUnit(found: Rate): Generator<Remainder> {
  yield* withoutEachUnit(found);
  yield* remainders(found.further, found.effectiveN);
}

function* remainders(kinds: readonly Counted[], effectiveN: number): Generator<Remainder> {
  for (const { n, k } of kinds) {
    let [answers, failures] = [0, 0];
    for (let unit = 0; unit < n.length; unit++) {
      answers += n[unit]!;
      failures += k[unit]!;
    }
    for (let unit = 0; unit < n.length; unit++) {
      const rest = answers - n[unit]!;
      // Weighted answers are not whole numbers, so rounding can leave a tiny or negative remainder.
      if (!(n[unit]! > 0 && rest > 0)) continue;
      const rate = Math.min(1, Math.max(0, (failures - k[unit]!) / rest));
      yield { rate, effectiveN: (effectiveN * rest) / answers };
    }
  }
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
  for (const { rate, effectiveN } of withoutEachKnownUnit(found)) {
    const n = effectiveN * precision;
    if (midLowerTail(rate * n, n, smallest) > level) smallest = midLowerBound(rate * n, n, level);
  }
  return smallest;
}
