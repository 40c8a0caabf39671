/** Failures k among n rated answers of a cell, 0 ≤ k ≤ n. Both are real numbers if n is an effective number. */
export interface RatedCell {
  n: number;
  k: number;
}

/**
 * Beta(α, β) over cells, with mean μ = α/(α + β) and strength M = α + β, in answers. M is infinite if cells do not
 * differ.
 */
interface EmpiricalBayesPrior {
  mean: number;
  strength: number;
}

/**
 * Prior of cell rates by the method of moments for the beta-binomial (Kleinman 1973, weights n): μ = Σk/Σn and
 * 1/(M + 1) = (S − μ(1 − μ)(I − 1)) / (μ(1 − μ)(N − Σn²/N − (I − 1))), S = Σ n(k/n − μ)² over I cells with N answers,
 * cut to [0, 1]. Null without data.
 */
export function empiricalBayesPrior(cells: readonly RatedCell[]): EmpiricalBayesPrior | null {
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
 * 1975). It is μ if cells do not differ. It is used for the order of display only, so that small cells with extreme
 * rates do not lead the list. Decisions use the cell's own counts.
 */
export function empiricalBayesRate({ n, k }: RatedCell, { mean, strength: M }: EmpiricalBayesPrior): number {
  if (M === Number.POSITIVE_INFINITY || !(n + M > 0)) return mean;
  return (k + M * mean) / (n + M);
}
