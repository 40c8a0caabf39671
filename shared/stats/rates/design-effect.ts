import { tQuantile } from '../numeric/distributions.ts';

/** The rated answers of one group of clinicians: n answers, of which k are failures. */
export interface GroupCount {
  n: number;
  k: number;
}

/** The counts of all groups, in columns. */
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
 * Intraclass correlation of failures within groups, pooled over cells with a separate mean for each cell. This is the
 * analysis-of-variance estimator (Donner 1986; Ridout, Demétrio & Firth 1999), ICC = (MSB − MSW) / (MSB + (n₀ − 1)
 * MSW). The sums of squares, the degrees of freedom and n₀ are summed over the cells.
 *
 * Floored at 0. It is also 0 if it cannot be estimated, because no cell has two groups or no group has two answers.
 * This does no harm: such cells have a design effect of 1 for any ICC, or no effective n at all.
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

/** Weight of the pooled estimate, in degrees of freedom, when a cell's own estimate is shrunk towards it. */
const PRIOR_DEGREES_OF_FREEDOM = 31;

/**
 * The ICC to use for one cell. It is the pooled ICC, or the cell's own estimate shrunk towards it with weight (J* −
 * 1)/(J* − 1 + 31), if that is larger. J* = n²/Σ n_g² is Kish's effective number of groups, because many tiny groups
 * say little about the correlation within groups. A low estimate of a single cell is too noisy to be trusted. A high
 * estimate from many groups should not be averaged away. The rule is ours (docs/statistics.md).
 *
 * @param pooled the pooled ICC, in [0, 1]
 * @returns in [`pooled`, 1]
 */
export function cellIntraclassCorrelation(groups: GroupCounts, pooled: number): number {
  const { n } = occupied(groups.n);
  const df = Math.max(0, n / largestEffect(groups.n) - 1);
  const weight = df / (df + PRIOR_DEGREES_OF_FREEDOM);
  return Math.max(pooled, pooled + weight * (intraclassCorrelation([groups]) - pooled));
}

/**
 * The mean size of the groups that answers are in, Σ n_g²/n. This is the design effect if all answers of a group are
 * equal.
 */
export function largestEffect(groupSizes: ArrayLike<number>): number {
  let [n, squares] = [0, 0];
  for (let group = 0; group < groupSizes.length; group++) {
    n += groupSizes[group]!;
    squares += groupSizes[group]! * groupSizes[group]!;
  }
  return n > 0 ? squares / n : 1;
}

/**
 * Kish's design effect of unequal groups: 1 + ICC·(Σ n_g²/n − 1), at least 1 (Kish 1965; 1987). It is 1 without
 * answers.
 *
 * @param icc in [0, 1]
 * @param groupSizes answers of each group, n_g ≥ 0, whole or weighted
 */
export const designEffect = (icc: number, groupSizes: ArrayLike<number>): number =>
  Math.max(1, 1 + icc * (largestEffect(groupSizes) - 1));

/**
 * Factor by which the effective n grows if the variance has `lent` additional degrees of freedom, (t_{J−1} /
 * t_{J−1+lent})² (Korn & Graubard 1998). It is at least 1, and is 1 with fewer than two groups.
 *
 * @param lent additional degrees of freedom, at least 0
 */
export function freedomFactor(groupSizes: ArrayLike<number>, lent: number): number {
  const { n, groups } = occupied(groupSizes);
  return lent === 0 || groups < 2
    ? 1
    : fewGroupsFactor(n, groups - 1 + lent) / fewGroupsFactor(n, groups - 1);
}

/** Number of answers, and number of groups with answers. */
export function occupied(groupSizes: ArrayLike<number>): { n: number; groups: number } {
  let [n, groups] = [0, 0];
  for (let group = 0; group < groupSizes.length; group++) {
    if (!(groupSizes[group]! > 0)) continue;
    n += groupSizes[group]!;
    groups++;
  }
  return { n, groups };
}

/**
 * The cost of a variance that is known on df degrees of freedom: Korn & Graubard's (t_{n−1} / t_df)², at most 1. n >
 * 1, df ≥ 1.
 */
export function fewGroupsFactor(n: number, df: number): number {
  const ratio = tQuantile975(n - 1) / tQuantile975(df);
  return Math.min(1, ratio * ratio);
}

/** Cached quantiles, because an audit needs a million of them. */
const known = new Float64Array(4096);

/**
 * Degrees of freedom are rounded and at least 1, because weighted answers add up to a whole number except for
 * rounding errors.
 */
function tQuantile975(freedom: number): number {
  const df = Math.max(1, Math.round(freedom));
  if (df >= known.length) return tQuantile(0.975, df);
  if (known[df] === 0) known[df] = tQuantile(0.975, df);
  return known[df]!;
}
