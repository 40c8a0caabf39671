import { tUpperP } from '../numeric/distributions.ts';
import type { RateDifference } from './regret.ts';

/**
 * P-value of "the regret is at most the margin", the inverse of the lower bound of `regretBounds`: it is below α
 * exactly if the lower bound at confidence 1 − α is above the margin. The smallest of the K − 1 one-sided p-values
 * P(T ≥ (d_j − margin)/se_j) is multiplied by 2(K − 1): by Bonferroni for the maximum, and by 2 because the lower bound
 * has half of the error of both bounds. At most 1.
 *
 * A difference that cannot be judged is null. It shows no regret, but it counts in K − 1.
 *
 * @param others the K − 1 differences d_j = p_top − p_j, in shares of answers, with standard errors above 0
 * @param margin in [0, 1)
 */
export function regretP(others: readonly (RateDifference | null)[], margin: number): number {
  const smallest = others.reduce((least, other) => {
    if (!other) return least;
    const { difference, standardError, degreesOfFreedom } = other;
    return Math.min(least, tUpperP((difference - margin) / standardError, degreesOfFreedom));
  }, 1);
  return Math.min(1, 2 * Math.max(1, others.length) * smallest);
}
