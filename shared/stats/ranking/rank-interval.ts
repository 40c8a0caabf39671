import { normalQuantile, tTwoSidedP, tUpperP } from '../numeric/distributions.ts';
import { holm } from '../tests/adjusted-p.ts';
import { MINIMUM_EFFECTIVE_GROUPS } from './cluster-jackknife.ts';

/** θ_i − θ_j with its uncertainty. */
export interface EstimatedDifference {
  estimate: number;
  standardError: number;
  degreesOfFreedom: number;
  effectiveGroups: number;
}

/** Antisymmetric. Called once per pair, with i > j. Null if the difference cannot be judged. */
export type Differences = (i: number, j: number) => EstimatedDifference | null;

/**
 * Two-sided p-value for the null hypothesis of no difference. It is 1 if no claim is allowed. This is so if there are
 * too few effective groups, or if the standard error is 0: groups that happen to agree exactly do not prove certainty.
 */
export const differenceP = (difference: EstimatedDifference | null): number => pOf(difference, tTwoSidedP);

/** One-sided p-value for the null hypothesis "not above 0". It is 1 if no claim is allowed, as in {@link differenceP}. */
export const positiveP = (difference: EstimatedDifference | null): number => pOf(difference, tUpperP);

function pOf(difference: EstimatedDifference | null, tail: (t: number, df: number) => number): number {
  if (!difference || difference.effectiveGroups < MINIMUM_EFFECTIVE_GROUPS) return 1;
  if (!(difference.standardError > 1e-12)) return 1;
  return tail(difference.estimate / difference.standardError, difference.degreesOfFreedom);
}

/** All comparisons of K models with each other at one level. */
export interface Comparisons {
  readonly K: number;
  readonly alpha: number;
  /** Two-sided p-values, K × K. A p-value that is certain to be above alpha is given as 1. */
  readonly p: Float64Array;
  /** Sign of θ_i − θ_j, K × K. */
  readonly sign: Int8Array;
}

/**
 * Compares all pairs of K models once, for rank intervals and the top set. Each result is the two-sided p of θ_i = θ_j
 * by t. It is not yet adjusted for the number of pairs. A pair that cannot be judged has p = 1.
 *
 * @param alpha level of the later decisions, in (0, 1)
 */
export function compareAll(K: number, difference: Differences, alpha = 0.05): Comparisons {
  const p = new Float64Array(K * K).fill(1);
  const sign = new Int8Array(K * K);
  // The tails of t are heavier than the normal's. A smaller statistic is not significant at any degrees of freedom.
  const hopeless = normalQuantile(1 - alpha / 2) * (1 - 1e-9);
  for (let i = 0; i < K; i++) {
    for (let j = 0; j < i; j++) {
      const found = difference(i, j);
      if (!found) continue;
      sign[i * K + j] = Math.sign(found.estimate);
      sign[j * K + i] = -sign[i * K + j]!;
      if (Math.abs(found.estimate) < hopeless * found.standardError) continue;
      p[i * K + j] = p[j * K + i] = differenceP(found);
    }
  }
  return { K, alpha, p, sign };
}

/** Number of models that are significantly above and below one model, by Holm over its comparisons with them. */
function significant(model: number, models: readonly number[], { K, alpha, p, sign }: Comparisons) {
  const candidates = models.filter((other) => other !== model && p[model * K + other]! <= alpha);
  const adjusted = holm(
    candidates.map((other) => p[model * K + other]!),
    models.length - 1,
  );
  let [above, below] = [0, 0];
  for (const [at, other] of candidates.entries()) {
    if (adjusted[at]! > alpha) continue;
    if (sign[model * K + other] === -1) above++;
    if (sign[model * K + other] === 1) below++;
  }
  return { above, below };
}

/**
 * Rank intervals, one per model: [1 + models significantly above, K − models significantly below], with significance
 * by Holm over the model's own K − 1 comparisons (Mogstad, Romano, Shaikh & Wilhelm 2024). Each interval contains its
 * model's true rank with probability at least 1 − alpha, per model and not for all models together.
 */
export function rankIntervals(comparisons: Comparisons): [best: number, worst: number][] {
  const { K } = comparisons;
  const models = Array.from({ length: K }, (_, i) => i);
  return models.map((model) => {
    const { above, below } = significant(model, models, comparisons);
    return [1 + above, K - below];
  });
}

/**
 * Top set: the models that are not significantly below any other, by Holm over all of a model's comparisons. It
 * contains the truly best of the eligible models with probability at least 1 − alpha, because only that model's own
 * tests can remove it.
 *
 * Only eligible models are compared and returned. A model with very few votes is significantly below no other, and
 * would be in every top set.
 */
export function topSet(
  comparisons: Comparisons,
  eligible: (model: number) => boolean = () => true,
): number[] {
  const models = Array.from({ length: comparisons.K }, (_, i) => i).filter(eligible);
  return models.filter((model) => significant(model, models, comparisons).above === 0);
}
