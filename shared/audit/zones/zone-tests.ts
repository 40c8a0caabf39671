import { midLowerTail, midUpperTail } from '../../stats/index.ts';
import type { Rate } from '../rates/rate.ts';
import { largestRateWithout, withoutEachUnit } from './standing.ts';

/** The level at which a zone must remain significant when any one clinician, or any one item, is left out. */
const STANDING_LEVEL = 0.1;

/**
 * The p-value for the hypothesis that the rate is at most the tolerance. It is the mid-p tail at the effective number of
 * answers. It is 1 if the ratings at hand do not exceed the tolerance at the level of 10 % when some one clinician or
 * item is left out. One of them alone can therefore never confirm a zone. An increased p-value keeps the error rate
 * controlled.
 *
 * @param toleranceOfRated the tolerance for the rated answers, within the bounds for unrated answers and halo; at least
 *   the tolerance
 */
export function confirmingP(found: Rate, tolerance: number, toleranceOfRated = tolerance): number {
  const p = midUpperTail(found.rate! * found.effectiveN, found.effectiveN, toleranceOfRated);
  // A large p-value confirms no zone, so it needs no leave-one-out check.
  if (p > STANDING_LEVEL) return p;
  for (const { rate, effectiveN: n } of withoutEachUnit(found))
    if (midUpperTail(rate * n, n, tolerance) > STANDING_LEVEL) return 1;
  return p;
}

/**
 * The p-value for the hypothesis that the rate is at least the tolerance. It is the mid-p tail. It is 1 if the rate is
 * not below the tolerance when some one clinician, item or site is left out.
 *
 * @param largestRate the largest rate without one of them, if the caller tests several tolerances
 */
export function clearingP(found: Rate, tolerance: number, largestRate?: number): number {
  // If the rate over all units is not below the tolerance, the rate without some one unit is not below it either.
  if (found.rate! >= tolerance) return 1;
  if ((largestRate ?? largestRateWithout(found)) >= tolerance) return 1;
  return midLowerTail(found.rate! * found.effectiveN, found.effectiveN, tolerance);
}

/**
 * The largest p-value at which a cell may be cleared, for families of any size. It limits the probability that a
 * dangerous cell is cleared.
 */
export const MAX_CLEARING_P = 0.05;
