import { tQuantile } from './distributions.ts';

/** Of one group of clinicians: n answers rated, k of them failures. */
export interface GroupCount {
  n: number;
  k: number;
}

/** The same of each group, side by side. */
export interface GroupCounts {
  readonly n: ArrayLike<number>;
  readonly k: ArrayLike<number>;
}

/** Sums of squares of the one-way analysis of variance of 0/1 outcomes over the groups of one cell. */
function sumsOfSquares({ n, k }: GroupCounts) {
  let [J, N, failures, squares] = [0, 0, 0, 0];
  for (let group = 0; group < n.length; group++) {
    if (!(n[group]! > 0)) continue;
    J++;
    N += n[group]!;
    failures += k[group]!;
    squares += n[group]! * n[group]!;
  }
  const rate = N > 0 ? failures / N : 0;
  let [between, within] = [0, 0];
  for (let group = 0; group < n.length; group++) {
    const [answers, failed] = [n[group]!, k[group]!];
    if (!(answers > 0)) continue;
    between += answers * (failed / answers - rate) ** 2;
    within += (failed * (answers - failed)) / answers;
  }
  return {
    between,
    within,
    dfBetween: Math.max(0, J - 1),
    dfWithin: N - J,
    spread: N > 0 ? N - squares / N : 0,
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
export function intraclassCorrelation(cells: Iterable<GroupCounts>): number {
  let [between, within, dfBetween, dfWithin, spread] = [0, 0, 0, 0, 0];
  for (const groups of cells) {
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
export function cellIntraclassCorrelation(groups: GroupCounts, pooled: number): number {
  const df = Math.max(0, occupied(groups.n).groups - 1);
  const weight = df / (df + PRIOR_DEGREES_OF_FREEDOM);
  return Math.max(pooled, pooled + weight * (intraclassCorrelation([groups]) - pooled));
}

/** The mean size of the groups that answers are in, Σ n_g²/n: the design effect if all in a group were alike. */
export function largestEffect(groupSizes: ArrayLike<number>): number {
  let [n, squares] = [0, 0];
  for (let group = 0; group < groupSizes.length; group++) {
    n += groupSizes[group]!;
    squares += groupSizes[group]! * groupSizes[group]!;
  }
  return n > 0 ? squares / n : 1;
}

/** Kish's design effect of unequal groups: 1 + ICC·(Σ n_g²/n − 1), at least 1 (Kish 1965; 1987). */
export const designEffect = (icc: number, groupSizes: ArrayLike<number>): number =>
  Math.max(1, 1 + icc * (largestEffect(groupSizes) - 1));

/**
 * Effective sample size n/deff · (t_{n−1} / t_{J−1})², quantiles at 0.975 (Korn & Graubard 1998): J groups
 * know their own variance only roughly. J counts the groups with answers. 0, "not estimable", with fewer than
 * two of them.
 */
export function effectiveN(groupSizes: ArrayLike<number>, icc: number): number {
  const { n, groups } = occupied(groupSizes);
  if (groups < 2 || n <= 1) return 0;
  return (n / designEffect(icc, groupSizes)) * fewGroupsFactor(n, groups - 1);
}

/**
 * By how much the effective n grows where the variance is known on `lent` degrees of freedom more than the groups give,
 * (t_{J−1} / t_{J−1+lent})²: at least 1, and 1 with fewer than two groups.
 */
export function freedomFactor(groupSizes: ArrayLike<number>, lent: number): number {
  const { n, groups } = occupied(groupSizes);
  return lent === 0 || groups < 2
    ? 1
    : fewGroupsFactor(n, groups - 1 + lent) / fewGroupsFactor(n, groups - 1);
}

/** How many answers there are, and groups that have any. */
function occupied(groupSizes: ArrayLike<number>): { n: number; groups: number } {
  let [n, groups] = [0, 0];
  for (let group = 0; group < groupSizes.length; group++) {
    if (!(groupSizes[group]! > 0)) continue;
    n += groupSizes[group]!;
    groups++;
  }
  return { n, groups };
}

/** Korn & Graubard's (t_{n−1} / t_df)², at most 1: what a variance known on df degrees of freedom costs. n > 1, df ≥ 1. */
function fewGroupsFactor(n: number, df: number): number {
  const ratio = tQuantile975(n - 1) / tQuantile975(df);
  return Math.min(1, ratio * ratio);
}

/** Quantiles once they have been asked for: an audit asks a million times. */
const known = new Float64Array(4096);

/** At whole degrees of freedom, at least 1: weighted answers add up to a whole number but for the last bits. */
function tQuantile975(freedom: number): number {
  const df = Math.max(1, Math.round(freedom));
  if (df >= known.length) return tQuantile(0.975, df);
  if (known[df] === 0) known[df] = tQuantile(0.975, df);
  return known[df]!;
}
