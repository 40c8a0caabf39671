import { betaCdf, betaQuantile } from './distributions.ts';

/**
 * Binomial tails and Clopper–Pearson bounds through the beta distribution, for real k and n.
 *
 * P(X ≥ k) = I_τ(k, n − k + 1) and P(X ≤ k) = I_{1−τ}(n − k, k + 1) for integers. The right-hand sides continue them
 * to an effective n and k = rate × n, as approximations. 0 ≤ k ≤ n, 0 ≤ τ ≤ 1. Without data a tail is 1, and a bound
 * excludes no rate. Counts below 10⁻⁹ are treated as zero: the beta functions cannot handle them, and no study has
 * them.
 */
const ZERO_COUNT = 1e-9;

/** P(X ≥ k | n, τ): small if k is larger than τ explains. Falls as k grows. */
export function upperTail(k: number, n: number, tau: number): number {
  if (!(n > ZERO_COUNT) || k <= ZERO_COUNT) return 1;
  return k >= n + 1 ? 0 : betaCdf(tau, k, n - k + 1);
}

/** P(X ≤ k | n, τ): small if k is smaller than τ explains. Grows with k. */
export function lowerTail(k: number, n: number, tau: number): number {
  if (!(n > ZERO_COUNT) || k >= n - ZERO_COUNT) return 1;
  if (k === 0) return (1 - tau) ** n; // no failures, as in most cells
  return k <= -1 ? 0 : betaCdf(1 - tau, n - k, k + 1);
}

/**
 * One-sided upper bound of the rate (Clopper & Pearson 1934): the τ with P(X ≤ k | n, τ) = 1 − confidence.
 */
export function upperBound(k: number, n: number, confidence: number): number {
  if (!(n > ZERO_COUNT) || k >= n - ZERO_COUNT) return 1;
  if (k <= 0) return -Math.expm1(Math.log1p(-confidence) / n);
  return betaQuantile(confidence, k + 1, n - k);
}

/**
 * One-sided lower bound of the rate (Clopper & Pearson 1934): the τ with P(X ≥ k | n, τ) = 1 − confidence.
 */
export const lowerBound = (k: number, n: number, confidence: number): number =>
  k <= ZERO_COUNT ? 0 : 1 - upperBound(n - k, n, confidence);
