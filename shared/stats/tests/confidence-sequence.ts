import { logEValue } from './e-value.ts';

/**
 * Evidence on a rate that stays valid for any number of looks at any time. Alarms over daily snapshots need it,
 * because tests for one look become false alarms within a year.
 *
 * Each look needs only its present tally: failures k and answers n. If answers cluster, n is the effective n, and k =
 * rate·n. The evidence is exact for independent answers.
 *
 * For clustered answers it is an approximation. The estimates of successive looks have the covariance of a process
 * with independent increments in information (Scharfstein, Tsiatis & Robins 1997; Jennison & Turnbull 2000, ch. 3 and
 * 11). n_eff is this information, even if it saturates because the same clinicians continue to vote. n_eff may also
 * fall when the ICC is estimated again. This reduces the evidence, and is not compensated. 0 ≤ k ≤ n, 0 ≤ τ ≤ 1.
 */

/** log e-value against rate ≤ τ. An alarm that requires log(1/α) is ever false with probability at most α. */
export const logEvidenceAbove = (k: number, n: number, tau: number): number =>
  logEValue([{ k, n, bound: tau }]);

/** log e-value against rate ≥ τ. */
export const logEvidenceBelow = (k: number, n: number, tau: number): number =>
  logEvidenceAbove(n - k, n, 1 - tau);

/**
 * Lower bound of the rate, which is below the truth at all looks together with probability `confidence`: the largest
 * τ that the evidence excludes. 0 if it excludes none.
 */
export function alwaysLowerBound(k: number, n: number, confidence = 0.95): number {
  const enough = -Math.log(1 - confidence);
  if (!(n > 0) || logEvidenceAbove(k, n, 0) < enough) return 0;
  // The evidence falls as τ grows, and is 0 at the rate itself.
  let [excluded, held] = [0, Math.min(1, k / n)];
  for (let step = 0; step < 60; step++) {
    const tau = (excluded + held) / 2;
    if (logEvidenceAbove(k, n, tau) >= enough) excluded = tau;
    else held = tau;
  }
  return excluded;
}

/** Upper bound of the rate, which is above the truth at all looks together with probability `confidence`. */
export const alwaysUpperBound = (k: number, n: number, confidence = 0.95): number =>
  1 - alwaysLowerBound(n - k, n, confidence);
