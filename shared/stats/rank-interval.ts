import { holm } from './adjusted-p.ts';
import { MINIMUM_EFFECTIVE_GROUPS } from './delete-one-group.ts';
import { tTwoSidedP } from './distributions.ts';

/** θ_i − θ_j with its uncertainty. */
export interface Difference {
  estimate: number;
  standardError: number;
  degreesOfFreedom: number;
  effectiveGroups: number;
}

/** Antisymmetric: called once a pair, with i > j. Null where the difference cannot be judged. */
export type Differences = (i: number, j: number) => Difference | null;

/**
 * Two-sided p of no difference; 1 where nothing may be claimed: too few effective groups, or a standard error
 * of 0, since groups that happen to agree exactly are no proof of certainty.
 */
export function differenceP(difference: Difference | null): number {
  if (!difference || difference.effectiveGroups < MINIMUM_EFFECTIVE_GROUPS) return 1;
  if (!(difference.standardError > 1e-12)) return 1;
  return tTwoSidedP(difference.estimate / difference.standardError, difference.degreesOfFreedom);
}

/**
 * For each of the models: how many others are significantly above and below it, by Holm over its own
 * comparisons.
 */
function significant(models: readonly number[], difference: Differences, alpha: number) {
  const n = models.length;
  const p = new Float64Array(n * n);
  const sign = new Int8Array(n * n);
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < a; b++) {
      const found = difference(models[a]!, models[b]!);
      p[a * n + b] = p[b * n + a] = differenceP(found);
      sign[a * n + b] = Math.sign(found?.estimate ?? 0);
      sign[b * n + a] = -sign[a * n + b]!;
    }
  }
  return models.map((_, a) => {
    const others = models.map((_, b) => b).filter((b) => b !== a);
    const adjusted = holm(others.map((b) => p[a * n + b]!));
    const count = (direction: number) =>
      others.filter((b, at) => adjusted[at]! <= alpha && sign[a * n + b] === direction).length;
    return { above: count(-1), below: count(1) };
  });
}

/**
 * Rank intervals, one a model: [1 + models significantly above, K − models significantly below], significance
 * by Holm over the model's own K − 1 comparisons (Mogstad, Romano, Shaikh & Wilhelm 2024). Each interval
 * holds its model's true rank with probability at least 1 − alpha: per model, not for all models together.
 */
export function rankIntervals(
  K: number,
  difference: Differences,
  alpha = 0.05,
): [best: number, worst: number][] {
  const models = Array.from({ length: K }, (_, i) => i);
  return significant(models, difference, alpha).map(({ above, below }) => [1 + above, K - below]);
}

/**
 * Top set: the models not significantly below any other, by Holm over all of a model's comparisons. It holds
 * the truly best of the eligible models with probability at least 1 − alpha, since only that model's own
 * tests can remove it.
 *
 * Only eligible models are compared and returned: one with hardly a vote is below nobody for want of
 * evidence, and would be in every top set.
 */
export function topSet(
  K: number,
  difference: Differences,
  alpha = 0.05,
  eligible: (model: number) => boolean = () => true,
): number[] {
  const models = Array.from({ length: K }, (_, i) => i).filter(eligible);
  const results = significant(models, difference, alpha);
  return models.filter((_, at) => results[at]!.above === 0);
}
