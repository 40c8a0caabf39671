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
import type { Counted } from '../evidence/counted.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Deletions, RankingFit } from '../ranking/ranking-fit.ts';
import type { Rate, Rates } from '../rates/rate.ts';
import { rateDifference } from '../rates/rate-difference.ts';
import { criterionName } from '../rates/rates.ts';
import { crude } from '../rates/standardise.ts';

/** Rates with a smaller difference are tied, so that rounding errors create no order. */
const SAME_RATE = 1e-12;

/**
 * Measures whether preferred models are safer, by the rank correlation of score and safety (1 − failure rate). It
 * covers each safety-critical criterion and unsafe answers, over the ranked models with enough rated answers.
 *
 * The correlations are those with rates half over answers that won, and half over answers that lost. A clinician who votes
 * and then rates scores the preferred answer higher (halo), so that models that win often would look safer without being
 * so. Votes that follow safety make good models look worse in these rates, because they lose with their worst answers only.
 * The intervals and the p-value therefore hold for these rates and for those of all displayed answers.
 * @see docs/decisions/0162-associations-hold-in-both-forms-of-rates.md
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
    const compared = [...(fit?.models ?? []).entries()].flatMap(([position, model]) => {
      const balanced = rates.balanced(model, null, criterion, 'failure');
      const displayed = rates.at(model, null, criterion, 'failure');
      return balanced.outcomeFreeN >= protocol.minimumN ? [{ position, balanced, displayed }] : [];
    });
    const inForm = (form: 'balanced' | 'displayed') => {
      const models = compared.map((one) => ({ position: one.position, found: one[form] }));
      return ofModels({ models, fit, evidence }, protocol);
    };
    const balanced = inForm('balanced');
    const isOneForm = compared.every((one) => one.balanced === one.displayed);
    return {
      criterion: criterionName(evidence, criterion),
      ...(isOneForm ? balanced : inBoth(balanced, inForm('displayed'))),
    };
  });
}

type Correlations = Omit<Association, 'criterion'>;

/** The correlations in the first form of the rates, with intervals and a p-value that hold in both forms. */
function inBoth(first: Correlations, second: Correlations): Correlations {
  const hull = (of: (one: Correlations) => readonly [number, number] | null): [number, number] | null => {
    const [a, b] = [of(first), of(second)];
    return a && b && [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
  };
  const kendallInterval = hull((one) => one.kendallInterval);
  const byUnits = [first, second].every(({ kendallIntervalBy }) => kendallIntervalBy === 'sampling units');
  const [p, q] = [first.permutationP, second.permutationP];
  return {
    ...first,
    spearmanInterval: hull((one) => one.spearmanInterval),
    spearmanModelInterval: hull((one) => one.spearmanModelInterval),
    kendallInterval,
    kendallIntervalBy: kendallInterval && (byUnits ? 'sampling units' : 'undetermined pairs'),
    permutationP: p === null || q === null ? null : Math.max(p, q),
  };
}

interface ComparedModels {
  readonly models: readonly { position: number; found: Rate }[];
  readonly fit: RankingFit | null;
  readonly evidence: Evidence;
}

function ofModels({ models, fit, evidence }: ComparedModels, { confidence }: Protocol): Correlations {
  const K = models.length;
  const safety = models.map(({ found }) => rounded(1 - found.rate!));
  const preference = models.map(({ position }) => fit!.theta[position]!);
  const full = { preference, safety };
  const deletions = fit ? deletionsOf({ models, fit, evidence }, full) : { deleted: [], fewest: 0 };
  const { deleted } = deletions;
  // One call takes scores and safety together, so that each replicate changes both.
  const replicates = balancedReplicates(
    [...preference, ...safety],
    deleted.map((each) => [...each.preference, ...each.safety]),
  ).map((values) => ({ preference: values.slice(0, K), safety: values.slice(K) }));
  const interval = (
    correlation: typeof spearman,
    estimate: number | null,
    nearlyPerfect: (n: number) => number,
  ): [number, number] | null => {
    if (estimate === null || K < 3) return null;
    const of = (each: Compared) => correlation(each.preference, each.safety) ?? Number.NaN;
    return replicateInterval({
      full: estimate,
      replicates: replicates.map(of),
      deletedOne: deleted.map(of),
      confidence,
      degreesOfFreedom: deletions.fewest - 1,
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
    kendallIntervalBy: byGroups ? 'sampling units' : byPairs && 'undetermined pairs',
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

/** Scores and safety of the models. */
interface Compared {
  readonly preference: readonly number[];
  readonly safety: readonly number[];
}

/**
 * Scores and safety without each cluster of the main units, and without each cluster of items. The steps of the items are
 * reduced to the part of their variance that single intersections do not explain, because the main units contain the rest.
 * @returns `fewest` is the number of clusters of the kind that has fewer
 */
function deletionsOf(
  { models, fit, evidence }: ComparedModels & { readonly fit: RankingFit },
  full: Compared,
): { deleted: Compared[]; fewest: number } {
  const ofUnits = deletedEach(models, fit, ({ groups }) => groups);
  const { items } = fit;
  if (!items) return { deleted: ofUnits, fewest: ofUnits.length };
  const ofItems = deletedEach(models, { ...items, theta: fit.theta }, (found) => found.items!);
  const influences = models.map(({ found }) => crude(found, evidence).items!);
  const overItems = sum(influences.map(({ byItem }) => sumOfSquares(byItem.influence)));
  const overIntersections = sum(
    influences.map(({ byIntersection }) => sumOfSquares(byIntersection.influence)),
  );
  const [ofScores, ofRates] = [
    excessShare(items.variance, items.ofIntersections),
    excessShare(overItems, overIntersections),
  ];
  if (ofScores === 0 && ofRates === 0) return { deleted: ofUnits, fewest: ofUnits.length };
  const reduced = (share: number, values: readonly number[], from: readonly number[]) =>
    values.map((value, at) => from[at]! + Math.sqrt(share) * (value - from[at]!));
  return {
    deleted: [
      ...ofUnits,
      ...ofItems.map((each) => ({
        preference: reduced(ofScores, each.preference, full.preference),
        safety: reduced(ofRates, each.safety, full.safety).map(rounded),
      })),
    ],
    fewest: Math.min(ofUnits.length, ofItems.length),
  };
}

/** The share of a variance over items that the intersections do not explain. */
const excessShare = (variance: number, ofIntersections: number): number =>
  variance > 0 ? Math.max(0, 1 - ofIntersections / variance) : 0;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const sumOfSquares = (values: Float64Array): number => values.reduce((total, value) => total + value ** 2, 0);

/** Scores and safety without each cluster that voted on one of the models or rated one. */
function deletedEach(
  models: ComparedModels['models'],
  { clusters, withoutCluster, theta }: Deletions & Pick<RankingFit, 'theta'>,
  countsOf: (rate: Rate) => Counted,
): Compared[] {
  const answers = models.map(({ found }) => answersByCluster(countsOf(found), clusters));
  const without = models.map(({ found }, at) => safetyWithoutEach(found, answers[at]!));
  return Array.from({ length: models.length > 0 ? clusters : 0 }, (_, cluster) => cluster)
    .filter((cluster) => withoutCluster.has(cluster) || answers.some(({ n }) => n[cluster]! > 0))
    .map((cluster) => ({
      preference: models.map(({ position }) => (withoutCluster.get(cluster) ?? theta)[position]!),
      safety: without.map((each) => each[cluster]!),
    }));
}

/** Rated answers, and failures, by cluster of the ranking. */
interface ClusterAnswers {
  readonly n: Float64Array;
  readonly k: Float64Array;
}

function answersByCluster({ units, n, k }: Counted, clusters: number): ClusterAnswers {
  const sums = { n: new Float64Array(clusters), k: new Float64Array(clusters) };
  for (const [at, unit] of units.entries()) {
    sums.n[unit % clusters]! += n[at]!;
    sums.k[unit % clusters]! += k[at]!;
  }
  return sums;
}

/** 1 − failure rate, leaving out each cluster in turn. */
function safetyWithoutEach({ rate }: Rate, { n, k }: ClusterAnswers): number[] {
  const [answers, failures] = [n, k].map((counts) => counts.reduce((total, count) => total + count, 0));
  return Array.from(n, (own, cluster) =>
    rounded(1 - (own === 0 ? rate! : (failures! - k[cluster]!) / (answers! - own))),
  );
}

const rounded = (safety: number): number => Math.round(safety / SAME_RATE) * SAME_RATE;
