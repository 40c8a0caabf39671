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

/** A fit to votes alone, centred at 0. Its uncertainty is estimated over clusters of sampling units. */
export interface RankingFit extends ScoreFit {
  readonly converged: boolean;
  /** Unit u belongs to cluster u mod `clusters`. Most studies have a cluster for each unit. */
  readonly clusters: number;
  /**
   * Wins by cluster, as K × K matrices over the fitted models. A tie is half a win. Clusters without votes are left out.
   */
  readonly groups: readonly { readonly wins: Float64Array }[];
  readonly covariance: GroupCovariance;
  /** θ without the votes of one cluster, approximated by one Newton step. Clusters without votes are left out. */
  readonly withoutCluster: ReadonlyMap<number, Float64Array>;
}

/** Maximum number of entries of the K × K matrices of all clusters. The jackknife keeps two such matrices of each. */
const MAX_MATRIX_ENTRIES = 8_000_000;
/** The number of clusters is not reduced below this number. */
const MIN_CLUSTERS = 32;

/** The number of clusters for the jackknife of a ranking. With hundreds of models, units share clusters. */
const clustersFor = (units: number, models: number): number =>
  Math.min(units, Math.max(MIN_CLUSTERS, Math.floor(MAX_MATRIX_ENTRIES / models ** 2)));

/**
 * Fits the given models. The caller must ensure that they are strongly connected.
 * @param units number of sampling units of the study
 */
export function fitRanking(
  pairs: readonly PairVotes[],
  models: readonly number[],
  units: number,
): RankingFit {
  const K = models.length;
  const clusters = clustersFor(units, K);
  const groups = [...winMatrices(pairs, models, clusters)]
    .map(([cluster, wins]) => ({ cluster, wins }))
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
    clusters,
    groups,
    covariance,
    theta,
    uncertainty: (position) => covariance.contrast([[position, 1]]),
    difference,
    withoutCluster: new Map(
      covariance.contributions.map((d, at) => [groups[at]!.cluster, theta.map((value, i) => value - d[i]!)]),
    ),
  };
}
