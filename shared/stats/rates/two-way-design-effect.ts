import { fewGroupsFactor, largestEffect, occupied } from './design-effect.ts';

/** The answers of one cell by the sampling units of one kind. */
export interface ClusteredSizes {
  /** Answers of each unit, n_g ≥ 0, whole or weighted. */
  readonly sizes: ArrayLike<number>;
  /** Correlation of answers of the same unit, in [0, 1]. */
  readonly icc: number;
}

/**
 * Design effect of answers that are clustered by several kinds of units, such as clinicians and items: 1 + Σ_u ICC_u·(m_u −
 * 1), with m_u = Σ n_g²/n over the units of kind u. It is at least 1.
 *
 * Two answers of the same clinician correlate by ICC_c, two answers to the same item by ICC_i, and two answers of the same
 * clinician to the same item by both. The sum of these covariances is the variance of a mean in the additive model of crossed
 * random effects (Searle, Casella & McCulloch 1992, ch. 5). With one kind of units, this is Kish's design effect.
 */
export function multiwayDesignEffect(kinds: readonly ClusteredSizes[]): number {
  let effect = 1;
  for (const { sizes, icc } of kinds) effect += Math.max(0, icc * (largestEffect(sizes) - 1));
  return effect;
}

/**
 * Effective sample size n/deff · (t_{n−1} / t_{J−1})², with quantiles at 0.975 (Korn & Graubard 1998). The factor of t
 * reflects that J units estimate their variance only roughly. J counts the units with answers, of the kind that has the
 * fewest. With fewer than two units of some kind the result is 0, "not estimable".
 *
 * @returns in answers, from 0 to n
 */
export function multiwayEffectiveN(kinds: readonly ClusteredSizes[]): number {
  let [n, fewest] = [0, Number.POSITIVE_INFINITY];
  for (const { sizes } of kinds) {
    const own = occupied(sizes);
    n = own.n;
    fewest = Math.min(fewest, own.groups);
  }
  if (fewest < 2 || n <= 1) return 0;
  return (n / multiwayDesignEffect(kinds)) * fewGroupsFactor(n, fewest - 1);
}
