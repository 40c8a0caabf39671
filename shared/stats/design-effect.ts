import { tQuantile } from './distributions.ts';

/** Of one group of clinicians: n answers rated, k of them failures. */
export interface GroupCount {
  n: number;
  k: number;
}

/** Sums of squares of the one-way analysis of variance of 0/1 outcomes over the groups of one cell. */
function sumsOfSquares(groups: readonly GroupCount[]) {
  const seen = groups.filter(({ n }) => n > 0);
  const N = seen.reduce((sum, { n }) => sum + n, 0);
  const rate = N > 0 ? seen.reduce((sum, { k }) => sum + k, 0) / N : 0;
  return {
    between: seen.reduce((sum, { n, k }) => sum + n * (k / n - rate) ** 2, 0),
    within: seen.reduce((sum, { n, k }) => sum + (k * (n - k)) / n, 0),
    dfBetween: Math.max(0, seen.length - 1),
    dfWithin: N - seen.length,
    spread: N > 0 ? N - seen.reduce((sum, { n }) => sum + n * n, 0) / N : 0,
  };
}

/**
 * Intraclass correlation of failures within groups, pooled over cells that each have a mean of their own: the
 * analysis-of-variance estimator (Donner 1986; Ridout, Demétrio & Firth 1999), ICC = (MSB − MSW) / (MSB + (n₀
 * − 1) MSW), with sums of squares, degrees of freedom and n₀ summed over the cells.
 *
 * Floored at 0. It is also 0 where nothing can be estimated (no cell has two groups, or no group has two
 * answers), which does no harm: such cells have a design effect of 1 whatever the ICC, or no effective n at
 * all.
 */
export function intraclassCorrelation(cells: readonly { groups: readonly GroupCount[] }[]): number {
  let [between, within, dfBetween, dfWithin, spread] = [0, 0, 0, 0, 0];
  for (const { groups } of cells) {
    const cell = sumsOfSquares(groups);
    between += cell.between;
    within += cell.within;
    dfBetween += cell.dfBetween;
    dfWithin += cell.dfWithin;
    spread += cell.spread;
  }
  if (dfBetween <= 0 || dfWithin <= 0) return 0;
  const msb = between / dfBetween;
  const msw = within / dfWithin;
  const total = msb + (spread / dfBetween - 1) * msw;
  return total > 0 ? Math.min(1, Math.max(0, (msb - msw) / total)) : 0;
}

/**
 * What the pooled estimate is worth in degrees of freedom when a cell's own estimate is shrunk towards it.
 */
const PRIOR_DEGREES_OF_FREEDOM = 31;

/**
 * The ICC to use for one cell: the pooled one, or the cell's own estimate shrunk towards it with weight (J −
 * 1)/(J − 1 + 31) where that is larger. A cell's own estimate is too noisy to be believed when it is low, and
 * one that is high in many groups should not be averaged away.
 */
export function cellIntraclassCorrelation(groups: readonly GroupCount[], pooled: number): number {
  const df = Math.max(0, groups.filter(({ n }) => n > 0).length - 1);
  const weight = df / (df + PRIOR_DEGREES_OF_FREEDOM);
  return Math.max(pooled, pooled + weight * (intraclassCorrelation([{ groups }]) - pooled));
}

/** Kish's design effect of unequal groups: 1 + ICC·(Σ n_g²/n − 1), at least 1 (Kish 1965; 1987). */
export function designEffect(icc: number, groupSizes: readonly number[]): number {
  const n = groupSizes.reduce((sum, size) => sum + size, 0);
  if (!(n > 0)) return 1;
  const weighted = groupSizes.reduce((sum, size) => sum + size * size, 0) / n;
  return Math.max(1, 1 + icc * (weighted - 1));
}

/**
 * Effective sample size n/deff · (t_{n−1} / t_{J−1})², quantiles at 0.975 (Korn & Graubard 1998): J groups
 * know their own variance only roughly. J counts the groups with answers. 0, "not estimable", with fewer than
 * two of them.
 */
export function effectiveN(groupSizes: readonly number[], icc: number): number {
  const sizes = groupSizes.filter((size) => size > 0);
  const n = sizes.reduce((sum, size) => sum + size, 0);
  const J = sizes.length;
  if (J < 2 || n <= 1) return 0;
  const ratio = tQuantile(0.975, n - 1) / tQuantile(0.975, J - 1);
  return (n / designEffect(icc, sizes)) * Math.min(1, ratio * ratio);
}
