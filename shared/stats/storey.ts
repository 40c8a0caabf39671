import { benjaminiHochberg } from './adjusted-p.ts';

/** p-values above λ are taken to come from true hypotheses. */
const LAMBDA = 0.5;

/**
 * Estimated share of true hypotheses, π̂₀ = (1 + #{p > λ}) / (m(1 − λ)) with λ = ½ (Storey, Taylor & Siegmund 2004).
 * May exceed 1; 1 where there is no hypothesis.
 */
export function trueNullShare(p: readonly number[]): number {
  return p.length === 0 ? 1 : (1 + p.filter((value) => value > LAMBDA).length) / (p.length * (1 - LAMBDA));
}

/**
 * Adaptive Benjamini–Hochberg adjusted p-values, in the order given: Benjamini and Hochberg's times π̂₀, at most 1, and
 * 1 for p > λ. Rejecting where p̃ ≤ q controls the false discovery rate at q for independent p-values (Storey, Taylor &
 * Siegmund 2004, theorem 3). It has more power than the plain procedure where many hypotheses are false, and less
 * where nearly all are true; under dependence the estimate of π₀ may be far off, and control is not proven.
 */
export function storey(p: readonly number[]): number[] {
  const share = trueNullShare(p);
  return benjaminiHochberg(p).map((adjusted, i) => (p[i]! > LAMBDA ? 1 : Math.min(1, share * adjusted)));
}
