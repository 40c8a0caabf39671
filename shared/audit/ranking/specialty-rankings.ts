import type { Protocol, Ranking } from '../../contracts/index.ts';
import {
  type BetweenSpecialtyVariance,
  betweenSpecialtyVariance,
  type CrossedWins,
  type ShrunkRanking,
  shrinkRanking,
} from '../../stats/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { PairVotes } from '../evidence/pair-votes.ts';
import { pairWins, recordsOf, votesOfRecord, winMatrix } from '../evidence/win-matrices.ts';
import { type Ranked, rank, ranked } from './ranking.ts';
import type { RankingFit, ScoreFit } from './ranking-fit.ts';

/**
 * Ranks models per specialty and shrinks each ranking towards the overall ranking. A specialty with fewer votes is
 * shrunk more. If only one specialty has votes, or the votes rank no models, rankings use their own votes only. A
 * ranking names only models with votes in its specialty, because listed models × listed specialties may exceed a
 * million.
 */
export function specialtyRankings(
  evidence: Evidence,
  overall: Ranked,
  protocol: Protocol,
): Record<string, Ranking> {
  const { specialties } = evidence;
  const single = evidence.pairs.filter(({ rows }) => rows > 0).length < 2;
  const { fit } = overall;
  const between = single || !fit ? null : betweenSpecialties(evidence, fit);
  const rankingOf = (specialty: number): Ranking => {
    const votes = evidence.pairs[specialty]!;
    if (votes.rows === 0) return WITHOUT_VOTES;
    return (
      (fit && between && shrunk({ evidence, overall, fit, between, specialty, protocol })) ||
      withVotes(rank(evidence, protocol, specialty).ranking, evidence, votes)
    );
  };
  return Object.fromEntries(specialties.map((name, specialty) => [name, rankingOf(specialty)]));
}

const WITHOUT_VOTES: Ranking = {
  converged: true,
  method: 'own votes',
  topSet: [],
  rows: [],
  notRanked: [],
};

/** Removes the models without votes in the specialty from the ranking. */
function withVotes(ranking: Ranking, { models }: Evidence, votes: PairVotes): Ranking {
  const records = recordsOf([votes], models.length);
  const voted = new Set(models.filter((_, number) => votesOfRecord(records[number]!) > 0));
  return { ...ranking, notRanked: ranking.notRanked.filter(({ model }) => voted.has(model)) };
}

type Between = Pick<BetweenSpecialtyVariance, 'mean' | 'variance' | 'degreesOfFreedom' | 'specialties'>;

/** Estimates how abilities differ between specialties. Without votes, the prior is uniform for τ² between 0 and 2². */
function betweenSpecialties({ pairs: own, items }: Evidence, fit: RankingFit): Between {
  const wins = function* () {
    for (const votes of own) yield [...pairWins(votes, fit.models)];
  };
  const crossed =
    items?.byItem.pairs.map(
      (votes, specialty): CrossedWins => ({
        byItem: pairWins(votes, fit.models),
        byIntersection: pairWins(items.byIntersection.pairs[specialty]!, fit.models),
      }),
    ) ?? null;
  const variance = (model: number) => fit.covariance.covariance(model, model) ?? 0;
  return (
    betweenSpecialtyVariance(wins(), fit.theta, variance, crossed) ?? {
      mean: 2,
      variance: 4 / 3,
      degreesOfFreedom: 1,
      specialties: own.map(() => ({ designEffect: 1, spread: 1 })),
    }
  );
}

interface ShrinkageInput {
  readonly evidence: Evidence;
  readonly overall: Ranked;
  /** The fit of the overall ranking. */
  readonly fit: RankingFit;
  readonly between: Between;
  readonly specialty: number;
  readonly protocol: Protocol;
}

/** Null if the fit fails. */
function shrunk({ evidence, overall, fit, between, specialty, protocol }: ShrinkageInput): Ranking | null {
  const { models } = evidence;
  const votes = evidence.pairs[specialty]!;
  const { theta, covariance } = fit;
  const wins = winMatrix([votes], fit.models);
  const found = shrinkRanking(wins, between.specialties[specialty]!, { theta, covariance, between });
  if (!found.converged) return null;
  const records = recordsOf([votes], models.length);
  const voted = (model: number) => votesOfRecord(records[model]!) > 0;
  const positions = [...fit.models.keys()].filter((position) => voted(fit.models[position]!));
  const { top, rows } = ranked(scoresOf(found, fit, positions), models, records, protocol);
  const share = new Map(positions.map((at) => [models[fit.models[at]!]!, found.ownShare[at]!]));
  const reasons = new Map(overall.ranking.notRanked.map(({ model, reason }) => [model, reason]));
  const shown = new Set(rows.map(({ model }) => model));
  return {
    converged: true,
    method: 'shrunk',
    topSet: top.map((model) => models[model]!),
    rows: rows.map((row) => ({ ...row, ownShare: share.get(row.model)! })),
    notRanked: [...models.entries()]
      .filter(([number, model]) => voted(number) && !shown.has(model))
      .map(([, model]) => ({ model, reason: reasons.get(model) ?? '' })),
  };
}

/**
 * The shrunken scores of some models. Effective groups are those of the overall scores, because the clinicians of all
 * specialties contribute to them.
 */
function scoresOf(found: ShrunkRanking, fit: RankingFit, positions: readonly number[]): ScoreFit {
  const at = (i: number) => positions[i]!;
  return {
    models: positions.map((position) => fit.models[position]!),
    theta: Float64Array.from(positions, (position) => found.theta[position]!),
    uncertainty: (i) => {
      const own = found.contrast([[at(i), 1]]);
      const groups = fit.uncertainty(at(i))?.effectiveGroups;
      return groups === undefined
        ? null
        : { ...own, variance: own.standardError ** 2, effectiveGroups: groups };
    },
    difference: (i, j) => {
      const effectiveGroups = fit.difference(at(i), at(j))?.effectiveGroups;
      if (effectiveGroups === undefined) return null;
      const own = found.contrast([
        [at(i), 1],
        [at(j), -1],
      ]);
      return { estimate: found.theta[at(i)]! - found.theta[at(j)]!, ...own, effectiveGroups };
    },
  };
}
