import type { ContrastUncertainty } from '../stats/delete-one-group.ts';
import type { PairVotes } from './evidence.ts';
import type { RankingFit, ScoreFit } from './ranking-fit.ts';
import { type Prior, shrunkFit } from './shrunk-fit.ts';
import { winMatrices } from './win-matrices.ts';

/**
 * Where nothing is known of a model from elsewhere: any ability within odds of fifty to one of the average.
 */
const DIFFUSE = 4;

export interface SpecialtyVotes {
  readonly pairs: readonly PairVotes[];
  /** The models voted on in this specialty, ascending. */
  readonly shown: readonly number[];
  /** Abilities by the specialty's own votes, and by those of all other specialties. */
  readonly alone: RankingFit | null;
  readonly elsewhere: RankingFit | null;
  /** By all votes: sets the level, which comparisons within a specialty cannot know. */
  readonly overall: RankingFit | null;
  readonly between: number;
  readonly dispersion: number;
}

export interface SpecialtyFit extends ScoreFit {
  /**
   * How much of the prior variance the specialty's own votes removed: 0, they said nothing; near 1, they say
   * all.
   */
  readonly ownShare: readonly number[];
}

/**
 * Abilities in a specialty, shrunk: expected is each model's ability elsewhere, give or take the variance
 * between specialties and that of the ability elsewhere. Null where the fit fails.
 *
 * Effective groups are those of the clinicians elsewhere and here, whichever are more: both inform the
 * estimate.
 */
export function fitInSpecialty(votes: SpecialtyVotes): SpecialtyFit | null {
  const { pairs, shown, alone, elsewhere, overall, between, dispersion } = votes;
  const at = (fit: RankingFit | null, model: number) => {
    const position = fit ? fit.models.indexOf(model) : -1;
    if (!fit || position < 0) return null;
    return { theta: fit.theta[position]!, uncertainty: fit.uncertainty(position) };
  };
  const priors = shown.map((model): Prior => {
    const there = at(elsewhere, model);
    if (!there?.uncertainty) return { mean: there?.theta ?? 0, variance: DIFFUSE };
    return { mean: there.theta, variance: Math.min(DIFFUSE, between + there.uncertainty.variance) };
  });
  const wins = summed(winMatrices(pairs, shown));
  const fit = shrunkFit(wins, priors, dispersion);
  if (!fit) return null;

  const K = shown.length;
  const groups = shown.map((model) =>
    Math.max(
      at(elsewhere, model)?.uncertainty?.effectiveGroups ?? 0,
      at(alone, model)?.uncertainty?.effectiveGroups ?? 0,
    ),
  );
  const known = shown.flatMap((model) => at(overall, model)?.theta ?? []);
  const level = mean(known) - mean([...fit.theta]);
  const theta = fit.theta.map((value) => value + level);
  const C = fit.covariance;
  const withGroups = (variance: number, effectiveGroups: number): ContrastUncertainty => ({
    variance,
    standardError: Math.sqrt(Math.max(0, variance)),
    degreesOfFreedom: Math.max(1, effectiveGroups - 1),
    effectiveGroups,
  });
  return {
    models: shown,
    theta,
    uncertainty: (i) => withGroups(centredVariance(C, i, K), groups[i]!),
    difference: (i, j) => ({
      estimate: theta[i]! - theta[j]!,
      ...withGroups(C[i * K + i]! + C[j * K + j]! - 2 * C[i * K + j]!, Math.min(groups[i]!, groups[j]!)),
    }),
    ownShare: priors.map(({ variance }, i) => Math.min(1, Math.max(0, 1 - C[i * K + i]! / variance))),
  };
}

const mean = (values: readonly number[]): number =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;

const summed = (matrices: readonly Float64Array[]): Float64Array =>
  matrices[0]!.map((_, at) => matrices.reduce((sum, matrix) => sum + matrix[at]!, 0));

/** Variance of θ_i less the mean of all: what the scores, whose level is conventional, are uncertain by. */
function centredVariance(C: Float64Array, i: number, K: number): number {
  let [row, all] = [0, 0];
  for (let j = 0; j < K; j++) row += C[i * K + j]!;
  for (const value of C) all += value;
  return C[i * K + i]! - (2 * row) / K + all / K ** 2;
}
