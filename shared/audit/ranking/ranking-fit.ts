import {
  type ContrastUncertainty,
  clusterJackknifeCovariance,
  type EstimatedDifference,
  fitBradleyTerry,
  type GroupCovariance,
  scoreSandwich,
  twoWayCovariance,
} from '../../stats/index.ts';
import type { PairVotes } from '../evidence/pair-votes.ts';
import { pairWins, summed, winMatrices } from '../evidence/win-matrices.ts';

/** Abilities of some models with their uncertainty. Positions refer to `models`. */
export interface ScoreFit {
  readonly models: readonly number[];
  /** Abilities in log-odds. */
  readonly theta: Float64Array;
  uncertainty(position: number): ContrastUncertainty | null;
  /** The difference θ_i − θ_j. */
  difference(i: number, j: number): EstimatedDifference | null;
}

/** Abilities without the votes of each cluster of units. */
export interface Deletions {
  /** Unit u belongs to cluster u mod `clusters`. Most studies have a cluster for each unit. */
  readonly clusters: number;
  /** θ without the votes of one cluster, approximated by one Newton step. Clusters without votes are left out. */
  readonly withoutCluster: ReadonlyMap<number, Float64Array>;
}

/** Abilities without each cluster of items. */
export interface ItemDeletions extends Deletions {
  /** The variances over items, and over intersections, summed over all models. */
  readonly variance: number;
  readonly ofIntersections: number;
}

/** A fit to votes alone, centred at 0. Its uncertainty is estimated over clusters of sampling units. */
export interface RankingFit extends ScoreFit, Deletions {
  readonly converged: boolean;
  /** Null if items are no sampling units. */
  readonly items: ItemDeletions | null;
  /**
   * Wins by cluster, as K × K matrices over the fitted models. A tie is half a win. Clusters without votes are left out.
   */
  readonly groups: readonly { readonly wins: Float64Array }[];
  readonly covariance: GroupCovariance;
}

/** Maximum number of entries of the K × K matrices of all clusters. The jackknife keeps two such matrices of each. */
const MAX_MATRIX_ENTRIES = 8_000_000;
/** The number of clusters is not reduced below this number. */
const MIN_CLUSTERS = 32;

/** The number of clusters for the jackknife of a ranking. With hundreds of models, units share clusters. */
const clustersFor = (units: number, models: number): number =>
  Math.min(units, Math.max(MIN_CLUSTERS, Math.floor(MAX_MATRIX_ENTRIES / models ** 2)));

/** Votes by sampling unit. */
interface UnitVotes {
  readonly pairs: readonly PairVotes[];
  /** Number of sampling units of the study. */
  readonly units: number;
}

/** The votes by each kind of sampling unit. */
export interface VotesByUnit extends UnitVotes {
  /** The same votes by item, and by intersection with an item. Null if items are no sampling units. */
  readonly items: { readonly byItem: UnitVotes; readonly byIntersection: UnitVotes } | null;
}

/** Fits the given models. The caller must ensure that they are strongly connected. */
export function fitRanking(votes: VotesByUnit, models: readonly number[]): RankingFit {
  const K = models.length;
  const { clusters, groups } = clustersOf(votes, models);
  const all = groups.length > 0 ? summed(groups.map(({ wins }) => wins)) : new Float64Array(K * K);
  const { theta, converged } = fitBradleyTerry(all, K);
  const ofUnits = clusterJackknifeCovariance(groups, theta, K);
  const ofItems = votes.items && itemCovariance(votes.items, models, theta);
  const covariance = ofItems ? twoWayCovariance(ofUnits, ofItems.items, ofItems.intersections) : ofUnits;
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
    withoutCluster: withoutEach(ofUnits, groups, theta),
    items: ofItems?.deletions ?? null,
  };
}

const withoutEach = (
  { contributions }: GroupCovariance,
  groups: readonly { readonly cluster: number }[],
  theta: Float64Array,
): Map<number, Float64Array> =>
  new Map(contributions.map((d, at) => [groups[at]!.cluster, theta.map((value, i) => value - d[i]!)]));

/** The votes by cluster of units. Clusters without votes are left out. */
function clustersOf({ pairs, units }: UnitVotes, models: readonly number[]) {
  const clusters = clustersFor(units, models.length);
  const groups = [...winMatrices(pairs, models, clusters)]
    .map(([cluster, wins]) => ({ cluster, wins }))
    .filter(({ wins }) => wins.some((won) => won > 0));
  return { clusters, groups };
}

/** The covariance over items, and the variance of a contrast over intersections. */
function itemCovariance(
  { byItem, byIntersection }: NonNullable<VotesByUnit['items']>,
  models: readonly number[],
  theta: Float64Array,
) {
  const { clusters, groups } = clustersOf(byItem, models);
  const items = clusterJackknifeCovariance(groups, theta, models.length);
  const intersections = scoreSandwich(
    (function* () {
      for (const votes of byIntersection.pairs) yield* pairWins(votes, models);
    })(),
    theta,
  );
  const over = (variance: (model: number) => number) =>
    [...models.keys()].reduce((sum, model) => sum + variance(model), 0);
  const deletions: ItemDeletions = {
    clusters,
    withoutCluster: withoutEach(items, groups, theta),
    variance: over((model) => items.covariance(model, model) ?? 0),
    ofIntersections: over((model) => intersections([[model, 1]])),
  };
  return { items, intersections, deletions };
}
