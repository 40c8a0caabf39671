import { tQuantile } from '../numeric/distributions.ts';

/** d_j = p_top − p_j: the failure rate of the chosen model less that of model j. */
export interface RateDifference {
  difference: number;
  standardError: number;
  degreesOfFreedom: number;
}

/**
 * Bounds of the regret of choosing by preference, max(0, max_j d_j) over the K − 1 other models. This is the
 * additional failure rate compared with the safest model.
 *
 * The plain maximum of noisy differences suffers from the winner's curse. The lower bound therefore applies
 * Bonferroni's correction to each difference: max_j(d_j − c·se_j) with c = t at (1 − confidence)/2/(K − 1). The upper
 * bound needs no correction, because the regret is one of the d_j: max_j(d_j + t·se_j). Both are cut to [0, 1].
 *
 * A difference that cannot be judged is null. It neither shows nor excludes a regret, so the upper bound is then 1.
 *
 * @param others the K − 1 differences, in shares of answers
 * @param confidence in (0, 1), of the two bounds together
 */
export function regretBounds(
  others: readonly (RateDifference | null)[],
  confidence = 0.95,
): { lower: number; upper: number } {
  const tail = (1 - confidence) / 2;
  let [lower, upper] = [0, 0];
  for (const other of others) {
    if (!other) {
      upper = 1;
      continue;
    }
    const { difference, standardError, degreesOfFreedom } = other;
    const corrected = tQuantile(1 - tail / others.length, degreesOfFreedom);
    lower = Math.max(lower, difference - corrected * standardError);
    upper = Math.max(upper, difference + tQuantile(1 - tail, degreesOfFreedom) * standardError);
  }
  return { lower: Math.min(1, lower), upper: Math.min(1, upper) };
}
