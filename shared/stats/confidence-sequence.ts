import { logEValue } from './e-value.ts';

/**
 * Evidence on a rate that stays valid however often, and whenever, one looks: for alarms over daily snapshots, where
 * tests of one look become false alarms within a year.
 *
 * Each look needs only its present tally: failures k and answers n, at the effective n where answers cluster,
 * k = rate·n. That is exact for independent answers. For clustered ones it is an approximation: the estimates of
 * successive looks have the covariance of a process with independent increments in information (Scharfstein, Tsiatis &
 * Robins 1997; Jennison & Turnbull 2000, ch. 3 and 11), and n_eff is that information, also where it saturates because the
 * same clinicians go on voting; an n_eff that falls because the ICC is estimated anew costs evidence, and is not made
 * up for. 0 ≤ k ≤ n, 0 ≤ τ ≤ 1.
 */

/** log e-value against rate ≤ τ. An alarm where it reaches log(1/α) is ever false with probability at most α. */
export const logEvidenceAbove = (k: number, n: number, tau: number): number =>
  logEValue([{ k, n, bound: tau }]);

/** log e-value against rate ≥ τ. */
export const logEvidenceBelow = (k: number, n: number, tau: number): number =>
  logEvidenceAbove(n - k, n, 1 - tau);

/**
 * Lower bound of the rate that is at all looks together below the truth with probability `confidence`: the largest τ
 * that the evidence excludes. 0 where it excludes none.
 */
export function alwaysLowerBound(k: number, n: number, confidence = 0.95): number {
  const enough = -Math.log(1 - confidence);
  if (!(n > 0) || logEvidenceAbove(k, n, 0) < enough) return 0;
  // The evidence falls as τ grows, and at the rate itself there is none.
  let [excluded, held] = [0, Math.min(1, k / n)];
  for (let step = 0; step < 60; step++) {
    const tau = (excluded + held) / 2;
    if (logEvidenceAbove(k, n, tau) >= enough) excluded = tau;
    else held = tau;
  }
  return excluded;
}

/** Upper bound of the rate that is at all looks together above the truth with probability `confidence`. */
export const alwaysUpperBound = (k: number, n: number, confidence = 0.95): number =>
  1 - alwaysLowerBound(n - k, n, confidence);
