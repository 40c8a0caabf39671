import { logGamma } from './log-gamma.ts';

/** Failures k of n answers, both real, and the expected rate. */
export interface Expected {
  readonly k: number;
  readonly n: number;
  /** 0 < mean < 1. */
  readonly mean: number;
}

/** At this strength, in answers, cells do not differ from their expected rates. */
const STRONGEST = 1e4;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The strength M of Beta(μM, (1 − μ)M) about each cell's own mean μ, by marginal likelihood. It is the maximum of the
 * beta-binomial Σ log B(k + μM, n − k + (1 − μ)M) − log B(μM, (1 − μ)M) (Griffiths 1973). The search is by golden
 * section over log M from 1 to 10⁴, in which the likelihood is unimodal in practice.
 */
export function cellStrength(cells: readonly Expected[]): number {
  let [low, high] = [0, Math.log(STRONGEST)];
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  let [atLeft, atRight] = [logLikelihood(cells, Math.exp(left)), logLikelihood(cells, Math.exp(right))];
  while (high - low > 0.05) {
    if (atLeft > atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - GOLDEN * (high - low);
      atLeft = logLikelihood(cells, Math.exp(left));
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + GOLDEN * (high - low);
      atRight = logLikelihood(cells, Math.exp(right));
    }
  }
  return Math.exp((low + high) / 2);
}

function logLikelihood(cells: readonly Expected[], M: number): number {
  const whole = logGamma(M);
  return cells.reduce((sum, { k, n, mean }) => {
    const [a, b] = [mean * M, (1 - mean) * M];
    return sum + logGamma(k + a) - logGamma(a) + logGamma(n - k + b) - logGamma(b) + whole - logGamma(n + M);
  }, 0);
}
