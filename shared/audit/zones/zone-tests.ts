import { midLowerTail, storey, upperTail } from '../../stats/index.ts';
import type { Counted } from '../evidence/counted.ts';
import type { Rate } from '../rates/rate.ts';

/** The level at which a zone must remain significant when any one clinician, or any one item, is left out. */
const STANDING_LEVEL = 0.02;

/**
 * The p-value for the hypothesis that the rate is at most the tolerance. It is the exact binomial tail at the
 * effective number of answers. It is 1 if the hypothesis is not rejected at the level of 2 % when some one
 * clinician or item is left out. One of them alone can therefore never confirm a zone. An increased p-value keeps the error rate
 * controlled.
 */
export function confirmingP(found: Rate, tolerance: number): number {
  const p = upperTail(found.rate! * found.effectiveN, found.effectiveN, tolerance);
  // A large p-value confirms no zone, so it needs no leave-one-out check.
  if (p > STANDING_LEVEL) return p;
  const stands = (rate: number, n: number) => upperTail(rate * n, n, tolerance) <= STANDING_LEVEL;
  return holdsWithoutEachUnit(found, stands) ? p : 1;
}

/**
 * The p-value for the hypothesis that the rate is at least the tolerance. It is the mid-p tail. It is 1 if the rate is
 * not below the tolerance when some one clinician or item is left out.
 */
export function clearingP(found: Rate, tolerance: number): number {
  // If the rate over all units is not below the tolerance, the rate without some one unit is not below it either.
  if (found.rate! >= tolerance) return 1;
  if (!holdsWithoutEachUnit(found, (rate) => rate < tolerance)) return 1;
  return midLowerTail(found.rate! * found.effectiveN, found.effectiveN, tolerance);
}

/**
 * The largest p-value at which a cell may be cleared, for families of any size. It limits the probability that a
 * dangerous cell is cleared.
 */
const MAX_CLEARING_P = 0.05;

/**
 * Adjusted p-values of clearing within a family, by Storey's procedure. They are 1 above {@link MAX_CLEARING_P}.
 */
export const clearingAdjusted = (p: readonly number[]): number[] => storey(p, MAX_CLEARING_P);

/**
 * Whether the rate meets a condition without any one of the clinicians, and without any one of the items. The effective
 * number of answers is reduced by the unit's share of the answers.
 */
function holdsWithoutEachUnit(
  { groups, items, effectiveN }: Rate,
  holds: (rate: number, effectiveN: number) => boolean,
): boolean {
  return [groups, items].every((units) => !units || holdsWithoutEach(units, effectiveN, holds));
}

function holdsWithoutEach(
  { n, k }: Counted,
  effectiveN: number,
  holds: (rate: number, effectiveN: number) => boolean,
): boolean {
  let [answers, failures] = [0, 0];
  for (let group = 0; group < n.length; group++) {
    answers += n[group]!;
    failures += k[group]!;
  }
  for (let group = 0; group < n.length; group++) {
    const rest = answers - n[group]!;
    // Weighted answers are not whole numbers, so rounding can leave a tiny or negative remainder.
    if (!(n[group]! > 0 && rest > 0)) continue;
    const rate = Math.min(1, Math.max(0, (failures - k[group]!) / rest));
    if (!holds(rate, (effectiveN * rest) / answers)) return false;
  }
  return true;
}
