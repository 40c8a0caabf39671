import {
  bradleyTerryInformation,
  bradleyTerryLogLikelihood,
  bradleyTerryScore,
  informationPerComparison,
} from '../stats/bradley-terry.ts';
import { choleskyFactor, choleskyInverse, choleskySolve } from '../stats/cholesky.ts';
import { maximise } from '../stats/newton.ts';

/** What is expected of a model's ability before its votes are counted, in log-odds. */
export interface Prior {
  readonly mean: number;
  readonly variance: number;
}

/**
 * Bradley–Terry abilities under normal priors: the maximum of log L(θ)/φ − Σ (θ_i − mean_i)²/(2·variance_i),
 * and the inverse of its curvature as covariance (K × K row-major). φ ≥ 1 is how much less than independent
 * ones the votes tell (quasi-likelihood). There is one maximum, whatever the votes; null where it is not
 * reached to working precision.
 */
export function shrunkFit(
  wins: Float64Array,
  priors: readonly Prior[],
  dispersion: number,
): { theta: Float64Array; covariance: Float64Array } | null {
  const K = priors.length;
  const curvature = (theta: Float64Array): Float64Array => {
    const H = bradleyTerryInformation(wins, informationPerComparison(theta, K), K);
    for (let at = 0; at < H.length; at++) H[at]! /= dispersion;
    for (const [i, { variance }] of priors.entries()) H[i * K + i]! += 1 / variance;
    return H;
  };
  const gradient = (theta: Float64Array): Float64Array =>
    bradleyTerryScore(wins, theta, K).map(
      (score, i) => score / dispersion - (theta[i]! - priors[i]!.mean) / priors[i]!.variance,
    );
  const found = maximise(
    Float64Array.from(priors, ({ mean }) => mean),
    (theta) =>
      bradleyTerryLogLikelihood(wins, theta, K) / dispersion -
      priors.reduce((sum, { mean, variance }, i) => sum + (theta[i]! - mean) ** 2 / (2 * variance), 0),
    (theta) => {
      const L = choleskyFactor(curvature(theta), K);
      return L && choleskySolve(L, K, gradient(theta));
    },
  );
  const L = found.converged ? choleskyFactor(curvature(found.x), K) : null;
  return L && { theta: found.x, covariance: choleskyInverse(L, K) };
}
