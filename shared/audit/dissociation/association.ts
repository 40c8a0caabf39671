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
    return { criterion: criterionName(evidence, criterion), ...ofModels(positions, fit, protocol) };
  });
}

function ofModels(
  models: readonly { position: number; found: Rate }[],
  fit: RankingFit | null,
  { confidence }: Protocol,
): Omit<Association, 'criterion'> {
  const K = models.length;
  const safety = models.map(({ found }) => rounded(1 - found.rate!));
  const without = models.map(({ found }) => safetyWithoutEach(found));
  const preference = models.map(({ position }) => fit!.theta[position]!);
  const deleted = groupsOf(models, fit).map((group) => ({
    preference: models.map(({ position }) => (fit!.withoutGroup.get(group) ?? fit!.theta)[position]!),
    safety: without.map((each) => each[group]!),
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
  const byPairs = byGroups || tau === null || K < 3 ? null : boundsByPairs(models, fit!, 1 - confidence);
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
  models: readonly { position: number; found: Rate }[],
  fit: RankingFit,
  alpha: number,
): [number, number] | null {
  const risks = models.map(({ found }) => crude(found));
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

/** 1 − failure rate, leaving out each group in turn. */
function safetyWithoutEach({ rate, groups: { n, k } }: Rate): number[] {
  const [answers, failures] = [n, k].map((counts) => counts.reduce((sum, count) => sum + count, 0));
  return n.map((own, group) => rounded(1 - (own === 0 ? rate! : (failures! - k[group]!) / (answers! - own))));
}

const rounded = (safety: number): number => Math.round(safety / SAME_RATE) * SAME_RATE;

/** The groups that voted on at least one of the models or rated one. */
function groupsOf(models: readonly { found: Rate }[], fit: RankingFit | null): number[] {
  const sizes = models.map(({ found }) => found.groups.n);
  return [...(sizes[0]?.keys() ?? [])].filter(
    (group) => fit?.withoutGroup.has(group) || sizes.some((n) => n[group]! > 0),
  );
}
