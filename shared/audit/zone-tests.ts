import { upperTail } from '../stats/beta-tail.ts';
import { midLowerTail } from '../stats/mid-p.ts';
import { storey } from '../stats/storey.ts';
import type { Rate } from './rate.ts';

/** The level at which a zone must stand by itself, without the answers of any one group of clinicians. */
export const STANDING_LEVEL = 0.02;

/**
 * p of the hypothesis that the rate is at most the tolerance: the exact binomial tail at the effective number of
 * answers. It is 1 where, without some one group of clinicians, the rest would not reject the hypothesis at the level of
 * 2 %: one voice, however often it speaks, confirms nothing. Raising a p-value keeps what error rate is controlled.
 */
export function confirmingP(found: Rate, tolerance: number): number {
  const p = upperTail(found.rate! * found.effectiveN, found.effectiveN, tolerance);
  // What is not small anyway needs no second look.
  if (p > STANDING_LEVEL) return p;
  const stands = (rate: number, n: number) => upperTail(rate * n, n, tolerance) <= STANDING_LEVEL;
  return holdsWithoutEachGroup(found, stands) ? p : 1;
}

/**
 * p of the hypothesis that the rate is at least the tolerance: the mid-p tail, and 1 where the rate without some one
 * group of clinicians is not below the tolerance.
 */
export function clearingP(found: Rate, tolerance: number): number {
  // Where all groups together are not below it, some of them are not.
  if (found.rate! >= tolerance) return 1;
  if (!holdsWithoutEachGroup(found, (rate) => rate < tolerance)) return 1;
  return midLowerTail(found.rate! * found.effectiveN, found.effectiveN, tolerance);
}

/** The largest p at which a cell may be cleared, however many of its family are: what a dangerous cell can rely on. */
export const LARGEST_CLEARING_P = 0.05;

/** Adjusted p-values of clearing within a family: Storey's, and 1 above {@link LARGEST_CLEARING_P}. */
export const clearingAdjusted = (p: readonly number[]): number[] => storey(p, LARGEST_CLEARING_P);

/**
 * Whether something holds of the rate without each of the groups, and of the effective answers less the group's share
 * of the answers.
 */
function holdsWithoutEachGroup(
  { groups: { n, k }, effectiveN }: Rate,
  holds: (rate: number, effectiveN: number) => boolean,
): boolean {
  let [answers, failures] = [0, 0];
  for (let group = 0; group < n.length; group++) {
    answers += n[group]!;
    failures += k[group]!;
  }
  for (let group = 0; group < n.length; group++) {
    const rest = answers - n[group]!;
    // Weighted answers are not whole: what is left of none must not be less than none.
    if (!(n[group]! > 0 && rest > 0)) continue;
    const rate = Math.min(1, Math.max(0, (failures - k[group]!) / rest));
    if (!holds(rate, (effectiveN * rest) / answers)) return false;
  }
  return true;
}
