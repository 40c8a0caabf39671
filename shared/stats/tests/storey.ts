import { benjaminiHochberg } from './adjusted-p.ts';

/** Larger p-values than this are assumed to come from true hypotheses. */
const LAMBDA = 0.5;

/**
 * Estimated share of true hypotheses, π̂₀ = (1 + #{p > λ}) / (m(1 − λ)) with λ = ½ (Storey, Taylor & Siegmund 2004).
 * It may exceed 1, and is 1 without hypotheses.
 */
export function trueNullShare(p: readonly number[]): number {
  return p.length === 0 ? 1 : (1 + p.filter((value) => value > LAMBDA).length) / (p.length * (1 - LAMBDA));
}

/**
 * Adaptive Benjamini–Hochberg adjusted p-values, in the order given. They are Benjamini and Hochberg's times π̂₀, at
 * most 1, and 1 for p > `largest` ≤ λ. Rejecting if p̃ ≤ q controls the false discovery rate at q for independent
 * p-values (Storey, Taylor & Siegmund 2004, theorem 3).
 *
 * Compared with the plain procedure, it has more power if many hypotheses are false, and less if nearly all are true.
 * Under dependence the estimate of π₀ may be far off, and control is not proven.
 *
 * If nearly all hypotheses are false, π̂₀ is near 0, and p-values near λ are rejected. The false discovery rate
 * allows this, but most of the few true hypotheses are then rejected too. `largest` protects each single hypothesis.
 *
 * @param p p-values in [0, 1] of all hypotheses
 */
export function storey(p: readonly number[], largest = LAMBDA): number[] {
  const share = trueNullShare(p);
  const within = p.map((value) => (value > largest ? 1 : value));
  return benjaminiHochberg(within).map((adjusted, i) =>
    p[i]! > largest ? 1 : Math.min(1, share * adjusted),
  );
}
