import { choleskyFactor, choleskyInverse } from '../../shared/stats/numeric/cholesky.ts';
import { cellStrength } from './cell-strength.ts';

/** A cell of the hierarchy: k failures among n answers (real: at the effective n), and its level in each factor. */
export interface HierarchicalCell {
  readonly k: number;
  readonly n: number;
  /** For example the model, the specialty and the criterion. */
  readonly levels: readonly number[];
}

/** The expectation of a cell's rate before its own answers are used: Beta(mean·strength, (1 − mean)·strength). */
export interface Expectation {
  readonly mean: number;
  readonly strength: number;
}

const ROUNDS = 12;
/** Rounds that estimate the strength of the cells again, which is the expensive part. */
const STRENGTH_ROUNDS = new Set([0, 3, 7, 11]);
const SMALLEST_VARIANCE = 1e-6;
/** In log-odds. */
const LONGEST_STEP = 0.7;

/**
 * Expected rates of cells by an empirical-Bayes hierarchy: logit μ = β₀ + Σ u over the factors, u ~ N(0, σ²), with a
 * separate σ² for each factor. A cell's rate is Beta(μM, (1 − μ)M). Its failures are binomial given this rate, at the
 * effective n.
 *
 * The steps alternate:
 *
 * - β and u by Newton steps on the penalised quasi-likelihood, with the beta-binomial variance nμ(1 − μ)(1 + (n −
 * 1)/(M + 1)).
 * - σ² = Σu²/(q − tr C/σ²), with C the inverse of the penalised information. This is the fixed point of Laplace's
 * marginal likelihood (Schall 1991; Breslow & Clayton 1993).
 * - M by marginal likelihood.
 *
 * The uncertainty of β₀ + Σu widens the expectation by its delta-method variance. The uncertainty of σ² and M is
 * ignored. n > 0.
 */
export function expectedRates(cells: readonly HierarchicalCell[]): Expectation[] {
  const sizes = (cells[0]?.levels ?? []).map(
    (_, f) => 1 + Math.max(...cells.map(({ levels }) => levels[f]!)),
  );
  const starts = sizes.map((_, f) => 1 + sizes.slice(0, f).reduce((sum, size) => sum + size, 0));
  const P = 1 + sizes.reduce((sum, size) => sum + size, 0);
  const columns = cells.map(({ levels }) => [0, ...levels.map((level, f) => starts[f]! + level)]);
  const [K, N] = [cells.reduce((sum, { k }) => sum + k, 0), cells.reduce((sum, { n }) => sum + n, 0)];
  const beta = new Float64Array(P);
  beta[0] = Math.log((K + 0.5) / (N - K + 0.5));
  const variances = sizes.map(() => 0.25);
  const means = (): number[] =>
    columns.map((at) => 1 / (1 + Math.exp(-at.reduce((sum, column) => sum + beta[column]!, 0))));
  let strength = 50;
  let covariance: Float64Array = new Float64Array(P * P);
  for (let round = 0; round < ROUNDS; round++) {
    for (let step = 0; step < 2; step++) {
      const { score, information } = penalised(cells, columns, means(), beta, variances, starts, strength);
      covariance = choleskyInverse(choleskyFactor(information, P)!, P);
      const change = Array.from(beta, (_, i) =>
        score.reduce((sum, own, j) => sum + covariance[i * P + j]! * own, 0),
      );
      // Far from the maximum, a full step may overshoot it.
      const held = Math.min(1, LONGEST_STEP / Math.max(...change.map(Math.abs)));
      for (const [i, by] of change.entries()) beta[i]! += held * by;
    }
    for (const [f, size] of sizes.entries()) {
      let [squares, trace] = [0, 0];
      for (let at = starts[f]!; at < starts[f]! + size; at++) {
        squares += beta[at]! ** 2;
        trace += covariance[at * P + at]!;
      }
      const known = Math.max(1e-3, size - trace / variances[f]!);
      variances[f] = Math.max(SMALLEST_VARIANCE, squares / known);
    }
    if (STRENGTH_ROUNDS.has(round)) {
      const expected = means();
      strength = cellStrength(cells.map(({ k, n }, i) => ({ k, n, mean: expected[i]! })));
    }
  }
  return means().map((mean, i) => {
    const at = columns[i]!;
    const ofLogit = at.reduce((all, a) => at.reduce((sum, b) => sum + covariance[a * P + b]!, all), 0);
    const binomial = mean * (1 - mean);
    return { mean, strength: Math.max(1, 1 / (1 / (strength + 1) + binomial * ofLogit) - 1) };
  });
}

/** Score and information of the penalised quasi-likelihood at these means. */
function penalised(
  cells: readonly HierarchicalCell[],
  columns: readonly (readonly number[])[],
  means: readonly number[],
  beta: Float64Array,
  variances: readonly number[],
  starts: readonly number[],
  strength: number,
): { score: Float64Array; information: Float64Array } {
  const P = beta.length;
  const [score, information] = [new Float64Array(P), new Float64Array(P * P)];
  // The prior on β₀ is almost flat. It only keeps the matrix regular if all answers fail, or none.
  information[0] = 1e-6;
  for (const [f, start] of starts.entries())
    for (let at = start; at < (starts[f + 1] ?? P); at++) {
      information[at * P + at] = 1 / variances[f]!;
      score[at] = -beta[at]! / variances[f]!;
    }
  for (const [i, { k, n }] of cells.entries()) {
    const mean = means[i]!;
    const inflation = 1 + Math.max(0, n - 1) / (strength + 1);
    const weight = (n * mean * (1 - mean)) / inflation;
    for (const a of columns[i]!) {
      score[a]! += (k - n * mean) / inflation;
      for (const b of columns[i]!) information[a * P + b]! += weight;
    }
  }
  return { score, information };
}
