import { choleskyFactor, choleskyInverse, choleskySolve } from '../numeric/cholesky.ts';
import { maximise } from '../numeric/newton.ts';
import type { BetweenSpecialtyVariance, SpecialtySpread } from './between-specialty-variance.ts';
import {
  bradleyTerryInformation,
  bradleyTerryLogLikelihood,
  bradleyTerryScore,
  informationPerComparison,
} from './bradley-terry.ts';
import type { Contrast, GroupCovariance } from './cluster-jackknife.ts';

/** The overall ranking that a specialty's ranking is shrunk towards. */
interface RankingPrior {
  theta: Float64Array;
  covariance: GroupCovariance;
  between: Pick<BetweenSpecialtyVariance, 'mean' | 'variance' | 'degreesOfFreedom'>;
}

export interface ShrunkRanking {
  /** Abilities in the specialty, in log-odds, centred like the overall ones. */
  theta: Float64Array;
  /**
   * Share of each model's ability that the specialty's own votes determine: from 0 (it is the overall ability) to 1.
   */
  ownShare: Float64Array;
  converged: boolean;
  /** Uncertainty of a contrast of the abilities, centred. */
  contrast(c: Contrast): { standardError: number; degreesOfFreedom: number };
}

/**
 * Abilities in one specialty, shrunk towards the overall ones. They are the θ_s that maximises log L_s(θ_s)/deff −
 * |θ_s − θ|²/(2τ²), the posterior mode under θ_s ~ N(θ, τ²I) (empirical Bayes; Efron & Morris 1975), with τ²
 * multiplied by the specialty's spread. The mode always exists, even if the specialty's votes alone could rank no
 * model. It does not move a model without votes in the specialty. `wins` are the specialty's, K × K, with half ties.
 *
 * The variance has three terms, with P = (H_s/deff + I/τ²)⁻¹ (Morris 1983; Kass & Steffey 1989):
 *
 * - P for θ_s given θ and τ² (Laplace's approximation),
 * - (P/τ²)Cov(θ̂)(P/τ²)ᵀ for the overall abilities,
 * - (∂θ_s/∂τ²)² Var τ² with ∂θ_s/∂τ² = P(θ_s − θ)/τ⁴.
 *
 * The terms ignore that θ̂ and the specialty share votes. If the specialty is a large part of the votes, the interval
 * is too wide rather than too narrow. Degrees of freedom are Satterthwaite's over the three. The share is 1 − P/τ² on
 * the diagonal, relative to the most that a comparison between models can determine.
 */
export function shrinkRanking(
  wins: Float64Array,
  { designEffect, spread }: SpecialtySpread,
  prior: RankingPrior,
): ShrunkRanking {
  const K = prior.theta.length;
  const seen = prior.theta.reduce<number[]>((found, _, i) => {
    for (let j = 0; j < K; j++)
      if (i !== j && wins[i * K + j]! + wins[j * K + i]! > 0) return found.concat(i);
    return found;
  }, []);
  const tau2 = prior.between.mean * spread;
  const own = tau2 > 0 ? posteriorOf({ wins, designEffect, theta: prior.theta, tau2, seen }) : null;
  if (!own) return unshrunk(prior, tau2, seen.length === 0 || !(tau2 > 0));

  const at = new Int32Array(K).fill(-1);
  for (const [position, model] of seen.entries()) at[model] = position;
  const theta = prior.theta.map((value, i) => value + (own.shift[at[i]!] ?? 0));
  const P = (i: number, j: number): number => {
    if (at[i]! < 0 || at[j]! < 0) return i === j ? tau2 : 0;
    return own.P[at[i]! * seen.length + at[j]!]!;
  };
  const ownShare = theta.map((_, i) =>
    K > 1 ? Math.min(1, Math.max(0, 1 - (P(i, i) - tau2 / K) / (tau2 * (1 - 1 / K)))) : 0,
  );

  /** (P/τ²) x: the part of a change x of the overall abilities that reaches the specialty's abilities. */
  const inherited = (x: Float64Array): Float64Array => {
    const inner = seen.map((_, a) => {
      let sum = 0;
      for (let b = 0; b < seen.length; b++) sum += own.P[a * seen.length + b]! * x[seen[b]!]!;
      return sum / tau2;
    });
    return x.map((value, i) => inner[at[i]!] ?? value);
  };
  const { contributions, J } = prior.covariance;
  const deletions = columnsOf(contributions.map(inherited), K);
  const slope = inherited(theta.map((value, i) => (value - prior.theta[i]!) / tau2));
  const beyond = theta.map((_, i) => unexplained(prior.covariance, i));
  const contrast = (c: Contrast) => {
    const of = (x: Float64Array) => {
      let sum = 0;
      for (let term = 0; term < c.length; term++) sum += c[term]![1] * x[c[term]![0]]!;
      return sum;
    };
    const total = c.reduce((sum, [, weight]) => sum + weight, 0);
    let posterior = -(tau2 * total ** 2) / K; // the common level of all models is not an ability
    for (const [i, a] of c) for (const [j, b] of c) posterior += a * b * P(i, j);
    let overall = 0;
    for (let g = 0; g < contributions.length; g++) {
      let sum = 0;
      for (let term = 0; term < c.length; term++) sum += c[term]![1] * deletions[c[term]![0]]![g]!;
      overall += ((J - 1) / J) * sum ** 2;
    }
    for (const [i, a] of c) overall += beyond[i]! * ((a * P(i, i)) / tau2) ** 2;
    const between = prior.between.variance * (spread * of(slope)) ** 2;
    const variance = Math.max(0, posterior) + overall + between;
    const squares =
      overall ** 2 / Math.max(1, J - 1) + between ** 2 / Math.max(1, prior.between.degreesOfFreedom);
    return {
      standardError: Math.sqrt(variance),
      degreesOfFreedom:
        squares > 0
          ? Math.min(NORMAL_DEGREES_OF_FREEDOM, variance ** 2 / squares)
          : NORMAL_DEGREES_OF_FREEDOM,
    };
  };
  return { theta, ownShare, converged: own.converged, contrast };
}

/** The entries of vectors of length K, with those of one coordinate in one list. */
const columnsOf = (vectors: readonly Float64Array[], K: number): Float64Array[] =>
  Array.from({ length: K }, (_, i) => Float64Array.from(vectors, (vector) => vector[i]!));

/** Degrees of freedom at which t equals the normal distribution for every purpose here. */
const NORMAL_DEGREES_OF_FREEDOM = 1e6;

/**
 * Variance of an overall ability that deletions of groups do not show, because a single group alone compared the
 * model.
 */
function unexplained({ contributions, J, covariance }: GroupCovariance, i: number): number {
  const shown = contributions.reduce((sum, d) => sum + ((J - 1) / J) * d[i]! ** 2, 0);
  return Math.max(0, (covariance(i, i) ?? 0) - shown);
}

/** The votes of a specialty and the prior of its abilities: variance τ² about the overall abilities θ. */
interface SpecialtyVotes {
  wins: Float64Array;
  designEffect: number;
  theta: Float64Array;
  tau2: number;
  /** The models with votes in the specialty. */
  seen: readonly number[];
}

/** Mode of the shift θ_s − θ of the models in `seen`, and its inverse curvature P, both in the order of `seen`. */
function posteriorOf({
  wins,
  designEffect,
  theta,
  tau2,
  seen,
}: SpecialtyVotes): { shift: Float64Array; P: Float64Array; converged: boolean } | null {
  const n = seen.length;
  const K = theta.length;
  if (n === 0) return null;
  const within = Float64Array.from(
    { length: n * n },
    (_, at) => wins[seen[Math.floor(at / n)]! * K + seen[at % n]!]!,
  );
  const abilities = (shift: Float64Array) => shift.map((value, a) => theta[seen[a]!]! + value);
  const factorAt = (shift: Float64Array) => {
    const H = bradleyTerryInformation(within, informationPerComparison(abilities(shift), n), n);
    const curvature = H.map((value, at) => value / designEffect + (at % (n + 1) === 0 ? 1 / tau2 : 0));
    return choleskyFactor(curvature, n);
  };
  const { x: shift, converged } = maximise(
    new Float64Array(n),
    (at) =>
      bradleyTerryLogLikelihood(within, abilities(at), n) / designEffect -
      at.reduce((sum, value) => sum + value * value, 0) / (2 * tau2),
    (at) => {
      const L = factorAt(at);
      const score = bradleyTerryScore(within, abilities(at), n);
      return (
        L &&
        choleskySolve(
          L,
          n,
          score.map((value, a) => value / designEffect - at[a]! / tau2),
        )
      );
    },
  );
  const L = factorAt(shift);
  return L && { shift, P: choleskyInverse(L, n), converged };
}

/** The overall ranking with its own uncertainty, for specialties that do not differ or have no votes. */
function unshrunk({ theta, covariance }: RankingPrior, tau2: number, converged: boolean): ShrunkRanking {
  const K = theta.length;
  return {
    theta,
    ownShare: new Float64Array(K),
    converged,
    contrast: (c) => {
      const found = covariance.contrast(c);
      const total = c.reduce((sum, [, weight]) => sum + weight, 0);
      const spread = c.reduce((sum, [, weight]) => sum + weight * weight, 0) - total ** 2 / Math.max(1, K);
      const variance = (found?.variance ?? 0) + Math.max(0, tau2) * Math.max(0, spread);
      return { standardError: Math.sqrt(variance), degreesOfFreedom: found?.degreesOfFreedom ?? 1 };
    },
  };
}
