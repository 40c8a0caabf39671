import { benjaminiHochberg } from './adjusted-p.ts';

/**
 * k of n independent binary outcomes were positive, each with probability at most `bound` under the null hypothesis.
 */
export interface BoundedCount {
  k: number;
  n: number;
  bound: number;
}

/** Log-odds by which the rate may exceed its bound: 1/32 to 4 in steps of √2, with equal prior weights. */
const TILTS = Array.from({ length: 15 }, (_, step) => {
  const tilt = 2 ** (-5 + step / 2);
  return { tilt, growth: Math.expm1(tilt) };
});

/** log of the mean of exp(x), without overflow. x must not be empty. */
export function logMeanExp(x: readonly number[]): number {
  const largest = Math.max(...x);
  if (!Number.isFinite(largest)) return largest;
  return largest + Math.log(x.reduce((sum, value) => sum + Math.exp(value - largest), 0) / x.length);
}

/**
 * log of the e-value for more positive outcomes than the bounds allow: the mean over tilts δ of ∏ exp(δk)/(1 + τ(e^δ
 * − 1))ⁿ, with τ the bound.
 *
 * Each factor has expectation at most 1 if the probability is at most τ. The product is therefore a test
 * supermartingale in the number of outcomes: P(e ever exceeds 1/α) ≤ α at any time of looking (Ville 1939; Ramdas,
 * Grünwald, Vovk & Shafer 2023). Outcomes may also be any values in [0, 1] with mean at most τ (Waudby-Smith & Ramdas
 * 2024). The e-value falls as bounds grow. Without outcomes the log is 0 (e = 1, no evidence).
 */
export function logEValue(counts: readonly BoundedCount[]): number {
  return logMeanExp(
    TILTS.map(({ tilt, growth }) =>
      counts.reduce((sum, { k, n, bound }) => sum + tilt * k - n * Math.log1p(bound * growth), 0),
    ),
  );
}

/**
 * log e-value of one tally against rate ≤ τ: k failures among n answers, 0 ≤ k ≤ n, 0 ≤ τ ≤ 1. The evidence stays valid
 * for any number of looks at any time: an alarm that requires log(1/α) is ever false with probability at most α. Alarms
 * over daily snapshots need it, because tests for one look become false alarms within a year.
 *
 * Each look needs only its present tally. The evidence is exact for independent answers. If answers cluster, n is the
 * effective n, k = rate·n, and the evidence is an approximation. The estimates of successive looks have the covariance
 * of a process with independent increments in information (Scharfstein, Tsiatis & Robins 1997; Jennison & Turnbull
 * 2000, ch. 3 and 11). n_eff is this information, even if it saturates because the same clinicians continue to vote.
 * n_eff may also fall when the ICC is estimated again. This reduces the evidence, and is not compensated.
 */
export const logEvidenceAbove = (k: number, n: number, tau: number): number =>
  logEValue([{ k, n, bound: tau }]);

/**
 * log e-value of one tally against rate ≥ τ: the evidence that answers fail less often than τ. It is that of the answers
 * without a failure against a share of at most 1 − τ, see {@link logEvidenceAbove}.
 */
export const logEvidenceBelow = (k: number, n: number, tau: number): number =>
  logEvidenceAbove(n - k, n, 1 - tau);

/**
 * Adjusted values of the e-BH procedure, in the order given, from logs of e-values: Benjamini and Hochberg's of 1/e.
 * Rejecting if they are at most q controls the false discovery rate at q under any dependence (Wang & Ramdas 2022).
 *
 * @param m hypotheses in all; those left out have e = 1
 */
export const eBenjaminiHochberg = (logE: readonly number[], m = logE.length): number[] =>
  benjaminiHochberg(
    logE.map((value) => Math.min(1, Math.exp(-value))),
    m,
  );
