import {
  type ContrastUncertainty,
  clusterJackknifeCovariance,
  type EstimatedDifference,
  fitBradleyTerry,
  type GroupCovariance,
} from '../../stats/index.ts';
import type { PairVotes } from '../evidence/pair-votes.ts';
import { summed, winMatrices } from '../evidence/win-matrices.ts';

/** Abilities of some models with their uncertainty. Positions refer to `models`. */
export interface ScoreFit {
  readonly models: readonly number[];
  /** Abilities in log-odds. */
  readonly theta: Float64Array;
  uncertainty(position: number): ContrastUncertainty | null;
  /** The difference θ_i − θ_j. */
  difference(i: number, j: number): EstimatedDifference | null;
}

/** A fit to votes alone, centred at 0. Its uncertainty is estimated over groups of clinicians. */
export interface RankingFit extends ScoreFit {
  readonly converged: boolean;
  /**
   * Wins by group, as K × K matrices over the fitted models. A tie is half a win. Groups without votes are left out.
   */
  readonly groups: readonly { readonly wins: Float64Array }[];
  readonly covariance: GroupCovariance;
  /** θ without the votes of one group, approximated by one Newton step. Groups without votes are left out. */
  readonly withoutGroup: ReadonlyMap<number, Float64Array>;
}

/** Fits the given models. The caller must ensure that they are strongly connected. */
export function fitRanking(pairs: readonly PairVotes[], models: readonly number[]): RankingFit {
  const K = models.length;
  const groups = [...winMatrices(pairs, models).entries()]
    .map(([group, wins]) => ({ group, wins }))
    .filter(({ wins }) => wins.some((won) => won > 0));
  const all = groups.length > 0 ? summed(groups.map(({ wins }) => wins)) : new Float64Array(K * K);
  const { theta, converged } = fitBradleyTerry(all, K);
  const covariance = clusterJackknifeCovariance(groups, theta, K);
  const known = new Map<number, ContrastUncertainty | null>();
  const difference = (i: number, j: number): EstimatedDifference | null => {
    const key = i < j ? i * K + j : j * K + i;
    if (!known.has(key))
      known.set(
        key,
        covariance.contrast([
          [i, 1],
          [j, -1],
        ]),
      );
    const found = known.get(key);
    return found ? { estimate: theta[i]! - theta[j]!, ...found } : null;
  };
  return {
    models,
    converged,
    groups,
    covariance,
    theta,
    uncertainty: (position) => covariance.contrast([[position, 1]]),
    difference,
    withoutGroup: new Map(
      covariance.contributions.map((d, at) => [groups[at]!.group, theta.map((value, i) => value - d[i]!)]),
    ),
  };
}
