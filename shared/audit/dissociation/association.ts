import type { Association, Protocol } from '../../contracts/index.ts';
import {
  balancedReplicates,
  determinedOrders,
  kendallBounds,
  kendallTauB,
  modelSampleInterval,
  nearlyPerfectKendall,
  nearlyPerfectSpearman,
  rankPermutationTest,
  replicateInterval,
  spearman,
} from '../../stats/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { RankingFit } from '../ranking/ranking-fit.ts';
import type { Rate, Rates } from '../rates/rate.ts';
import { rateDifference } from '../rates/rate-difference.ts';
import { criterionName } from '../rates/rates.ts';
import { crude } from '../rates/standardise.ts';

/** Rates with a smaller difference are tied, so that rounding errors create no order. */
const SAME_RATE = 1e-12;

/**
 * Measures whether preferred models are safer, by the rank correlation of score and safety (1 − failure rate). It
 * covers each safety-critical criterion and unsafe answers, over the ranked models with enough rated answers.
 */
export function association(
  evidence: Evidence,
  rates: Rates,
  fit: RankingFit | null,
  protocol: Protocol,
): Association[] {
  const { layout } = evidence;
  const criteria = [...layout.criteria.keys(), layout.composite].filter(
    (criterion) => layout.criteria[criterion]?.safetyCritical ?? true,
  );
  return criteria.map((criterion) => {
    const positions = [...(fit?.models ?? []).entries()].flatMap(([position, model]) => {
      const found = rates.at(model, null, criterion, 'failure');
      return found.outcomeFreeN >= protocol.minimumN ? [{ position, found }] : [];
    });
    return {
      criterion: criterionName(evidence, criterion),
      ...ofModels({ models: positions, fit, evidence }, protocol),
    };
  });
}

interface ComparedModels {
  readonly models: readonly { position: number; found: Rate }[];
  readonly fit: RankingFit | null;
  readonly evidence: Evidence;
}

function ofModels(
  { models, fit, evidence }: ComparedModels,
  { confidence }: Protocol,
): Omit<Association, 'criterion'> {
  const K = models.length;
  const safety = models.map(({ found }) => rounded(1 - found.rate!));
  const clusters = fit?.clusters ?? 0;
  const answers = models.map(({ found }) => answersByCluster(found, clusters));
  const without = models.map(({ found }, at) => safetyWithoutEach(found, answers[at]!));
  const preference = models.map(({ position }) => fit!.theta[position]!);
  const deleted = clustersOf(answers, fit).map((cluster) => ({
    preference: models.map(({ position }) => (fit!.withoutCluster.get(cluster) ?? fit!.theta)[position]!),
    safety: without.map((each) => each[cluster]!),
  }));
  // One call takes scores and safety together, so that each replicate changes both.
  const replicates = balancedReplicates(
    [...preference, ...safety],
    deleted.map((each) => [...each.preference, ...each.safety]),
  ).map((values) => ({ preference: values.slice(0, K), safety: values.slice(K) }));
  const interval = (
    correlation: typeof spearman,
    full: number | null,
    nearlyPerfect: (n: number) => number,
  ): [number, number] | null => {
    if (full === null || K < 3) return null;
    const of = (each: (typeof replicates)[number]) => correlation(each.preference, each.safety) ?? Number.NaN;
    return replicateInterval({
      full,
      replicates: replicates.map(of),
      deletedOne: deleted.map(of),
      confidence,
      largest: nearlyPerfect(K),
    });
  };
  const rho = spearman(preference, safety);
  const tau = kendallTauB(preference, safety);
  const byGroups = interval(kendallTauB, tau, nearlyPerfectKendall);
  const byPairs =
    byGroups || tau === null || K < 3 ? null : boundsByPairs({ models, fit: fit!, evidence }, 1 - confidence);
  return {
    models: K,
    spearman: rho,
    spearmanInterval: interval(spearman, rho, nearlyPerfectSpearman),
    spearmanModelInterval: rho === null ? null : modelSampleInterval(rho, K, confidence),
    kendallTauB: tau,
    kendallInterval: byGroups ?? byPairs,
    kendallIntervalBy: byGroups ? 'groups of clinicians' : byPairs && 'undetermined pairs',
    permutationP: rankPermutationTest(preference, safety)?.greater ?? null,
  };
}

/**
 * Bounds of τ if both rankings have the models in the same order. They follow from the pairs whose order may be due to
 * chance.
 */
function boundsByPairs(
  { models, fit, evidence }: ComparedModels & { readonly fit: RankingFit },
  alpha: number,
): [number, number] | null {
  const risks = models.map(({ found }) => crude(found, evidence));
  const [preference, safety] = determinedOrders(
    models.length,
    [
      (i, j) => fit.difference(models[i]!.position, models[j]!.position),
      (i, j) => rateDifference(risks[j]!, risks[i]!),
    ],
    alpha,
  );
  return kendallBounds(models.length, preference!, safety!)?.interval ?? null;
}

/** Rated answers, and failures, by cluster of the ranking. */
interface ClusterAnswers {
  readonly n: Float64Array;
  readonly k: Float64Array;
}

function answersByCluster({ groups: { units, n, k } }: Rate, clusters: number): ClusterAnswers {
  const sums = { n: new Float64Array(clusters), k: new Float64Array(clusters) };
  for (const [at, unit] of units.entries()) {
    sums.n[unit % clusters]! += n[at]!;
    sums.k[unit % clusters]! += k[at]!;
  }
  return sums;
}

/** 1 − failure rate, leaving out each cluster in turn. */
function safetyWithoutEach({ rate }: Rate, { n, k }: ClusterAnswers): number[] {
  const [answers, failures] = [n, k].map((counts) => counts.reduce((sum, count) => sum + count, 0));
  return Array.from(n, (own, cluster) =>
    rounded(1 - (own === 0 ? rate! : (failures! - k[cluster]!) / (answers! - own))),
  );
}

const rounded = (safety: number): number => Math.round(safety / SAME_RATE) * SAME_RATE;

/** The clusters that voted on at least one of the models or rated one. */
function clustersOf(answers: readonly ClusterAnswers[], fit: RankingFit | null): number[] {
  return [...(answers[0]?.n.keys() ?? [])].filter(
    (cluster) => fit?.withoutCluster.has(cluster) || answers.some(({ n }) => n[cluster]! > 0),
  );
}
