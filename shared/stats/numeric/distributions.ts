import betaCdfOf from '@stdlib/stats-base-dists-beta-cdf';
import betaQuantileOf from '@stdlib/stats-base-dists-beta-quantile';
import normalQuantileOf from '@stdlib/stats-base-dists-normal-quantile';
import tCdfOf from '@stdlib/stats-base-dists-t-cdf';
import tQuantileOf from '@stdlib/stats-base-dists-t-quantile';

/** Quantile of the standard normal distribution, 0 < p < 1. A quantile out of range is NaN. */
export const normalQuantile = (p: number): number => normalQuantileOf(p, 0, 1);

/** Quantile of Student's t with df > 0 (real) degrees of freedom, 0 < p < 1. */
export const tQuantile = (p: number, df: number): number => tQuantileOf(p, df);

/**
 * P(T > t) for Student's t with df > 0 degrees of freedom. If df is not positive, there is no information: the result
 * is 1.
 */
export const tUpperP = (t: number, df: number): number => (df > 0 ? tCdfOf(-t, df) : 1);

/** P(|T| ≥ |t|) for Student's t with df > 0 degrees of freedom; 1 if df is not positive. */
export const tTwoSidedP = (t: number, df: number): number =>
  df > 0 ? Math.min(1, 2 * tCdfOf(-Math.abs(t), df)) : 1;

/**
 * Distribution function of Beta(a, b) at x, the regularised incomplete beta function Iₓ(a, b); a, b > 0 and
 * real.
 */
export const betaCdf = (x: number, a: number, b: number): number => betaCdfOf(x, a, b);

/** Quantile of Beta(a, b), 0 ≤ p ≤ 1; a, b > 0 and real. */
export const betaQuantile = (p: number, a: number, b: number): number => betaQuantileOf(p, a, b);
