import { betaQuantile } from '../numeric/distributions.ts';
import type { Interval } from './wilson.ts';

/** Failures k among n rated answers of a cell, 0 ≤ k ≤ n. Both are real numbers if n is an effective number. */
export interface RatedCell {
  n: number;
  k: number;
}

/**
 * Beta(α, β) over cells, with mean μ = α/(α + β) and strength M = α + β, in answers. M is infinite if cells do not
 * differ.
 */
export interface RatePrior {
  mean: number;
  strength: number;
}

export interface ShrunkRate {
  rate: number;
  /** Equal-tailed interval of the posterior given the prior. It leaves out the prior's own uncertainty. */
  interval: Interval;
  /** Share of the rate that comes from the cell itself, n/(n + M). */
  ownShare: number;
}

/**
 * Prior of cell rates by the method of moments for the beta-binomial (Kleinman 1973, weights n): μ = Σk/Σn and
 * 1/(M + 1) = (S − μ(1 − μ)(I − 1)) / (μ(1 − μ)(N − Σn²/N − (I − 1))), S = Σ n(k/n − μ)² over I cells with N answers,
 * cut to [0, 1]. Null without data.
 */
export function ratePrior(cells: readonly RatedCell[]): RatePrior | null {
  const seen = cells.filter(({ n }) => n > 0);
  const N = seen.reduce((sum, { n }) => sum + n, 0);
  if (!(N > 0)) return null;
  const mean = seen.reduce((sum, { k }) => sum + k, 0) / N;
  const df = seen.length - 1;
  const binomial = mean * (1 - mean);
  const S = seen.reduce((sum, { n, k }) => sum + n * (k / n - mean) ** 2, 0);
  const spread = N - seen.reduce((sum, { n }) => sum + n * n, 0) / N - df;
  const correlation = binomial > 0 && spread > 0 ? (S - binomial * df) / (binomial * spread) : 0;
  const bounded = Math.min(1, Math.max(0, correlation));
  return { mean, strength: bounded > 0 ? 1 / bounded - 1 : Number.POSITIVE_INFINITY };
}

/**
 * A cell's rate shrunk towards its prior: (k + Mμ)/(n + M), the posterior mean of the beta-binomial (Efron & Morris
 * 1975). It is used for the order of display only, so that small cells with extreme rates do not lead the list.
 * Decisions use the cell's own counts.
 */
export function shrunkRate(cell: RatedCell, prior: RatePrior, confidence = 0.95): ShrunkRate {
  const { n, k } = cell;
  const { mean, strength: M } = prior;
  if (M === Number.POSITIVE_INFINITY) return { rate: mean, interval: [mean, mean], ownShare: 0 };
  const total = n + M;
  const rate = shrunkMean(cell, prior);
  const [alpha, beta] = [k + M * mean, n - k + M * (1 - mean)];
  const tail = (1 - confidence) / 2;
  const bound = (p: number) => (alpha > 0 && beta > 0 ? betaQuantile(p, alpha, beta) : rate);
  return { rate, interval: [bound(tail), bound(1 - tail)], ownShare: total > 0 ? n / total : 0 };
}

/** The shrunken rate alone: (k + Mμ)/(n + M), or μ if cells do not differ. */
export function shrunkMean({ n, k }: RatedCell, { mean, strength: M }: RatePrior): number {
  if (M === Number.POSITIVE_INFINITY || !(n + M > 0)) return mean;
  return (k + M * mean) / (n + M);
}
