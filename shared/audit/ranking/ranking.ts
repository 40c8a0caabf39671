import type { Protocol, Ranking, RankingRow } from '../../contracts/index.ts';
import {
  type Comparisons,
  compareAll,
  MINIMUM_EFFECTIVE_GROUPS,
  rankIntervals,
  topSet,
  tQuantile,
} from '../../stats/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { recordsOf, type VoteRecord, votesOfRecord } from '../evidence/win-matrices.ts';
import { rankable } from './rankable.ts';
import { fitRanking, type RankingFit, type ScoreFit, type VotesByUnit } from './ranking-fit.ts';

/** The unit of the Elo scale: 400 points correspond to odds of ten to one. */
export const POINTS = 400 / Math.LN10;

/** Scores with a smaller difference, in points, share a rank, so that ranks do not depend on rounding. */
const SAME_SCORE = 1e-6;

/** A ranking with the results that other sections use. Models are given by number. */
export interface Ranked {
  readonly ranking: Ranking;
  /** Null if no models can be ranked. */
  readonly fit: RankingFit | null;
  /** The top set, and the models that no ranked model has beaten. The latter have no score, but count as preferred. */
  readonly preferred: readonly number[];
  readonly unbeaten: readonly number[];
}

/**
 * Ranks models by all votes, or by those of one specialty: Bradley–Terry abilities on the Elo scale, with intervals over
 * sampling units. Models without a finite ability are listed separately with the reason.
 */
export function rank(evidence: Evidence, protocol: Protocol, specialty: number | null = null): Ranked {
  const { models } = evidence;
  const votes = specialty === null ? evidence : votesIn(evidence, specialty);
  const { pairs } = votes;
  const records = recordsOf(pairs, models.length);
  const { core, notRanked, unbeaten } = rankable(pairs, models.length);
  const fit = core.length > 0 ? fitRanking(votes, core) : null;
  const well = unbeaten.filter((model) => votesOfRecord(records[model]!) >= protocol.minimumN);
  const apart = notRanked.map(({ model, reason }) => ({ model: models[model]!, reason }));
  if (!fit?.converged) {
    const failed = core.map((model) => ({ model: models[model]!, reason: 'the fit did not converge' }));
    const none = { converged: fit === null, method: 'own votes' as const, topSet: [], rows: [] };
    const ranking = { ...none, notRanked: [...failed, ...apart] };
    return { ranking, fit: null, preferred: well, unbeaten: well };
  }
  const { top, rows } = ranked(fit, models, records, protocol);
  const topSet = top.map((model) => models[model]!);
  const ranking = { converged: true, method: 'own votes' as const, topSet, rows, notRanked: apart };
  return { ranking, fit, preferred: [...top, ...well].sort((a, b) => a - b), unbeaten: well };
}

/** The votes of a specialty by each kind of sampling unit. */
function votesIn({ pairs, units, items }: VotesByUnit, specialty: number): VotesByUnit {
  const of = (votes: Pick<VotesByUnit, 'pairs' | 'units'>) => ({
    pairs: [votes.pairs[specialty]!],
    units: votes.units,
  });
  return {
    ...of({ pairs, units }),
    items: items && { byItem: of(items.byItem), byIntersection: of(items.byIntersection) },
  };
}

/**
 * The rows of a fit, best first, with its top set: the models with enough votes to which no other model is
 * significantly superior.
 */
export function ranked(
  fit: ScoreFit,
  models: readonly string[],
  records: readonly VoteRecord[],
  protocol: Protocol,
): { top: number[]; rows: RankingRow[] } {
  const enough = (position: number) =>
    votesOfRecord(records[fit.models[position]!]!) >= protocol.minimumN &&
    (fit.uncertainty(position)?.effectiveGroups ?? 0) >= MINIMUM_EFFECTIVE_GROUPS;
  const comparisons = compareAll(fit.models.length, fit.difference, 1 - protocol.confidence);
  return {
    top: topSet(comparisons, enough).map((position) => fit.models[position]!),
    rows: rowsOf({ fit, comparisons, models, records, confidence: protocol.confidence }),
  };
}

interface RowsInput {
  readonly fit: ScoreFit;
  readonly comparisons: Comparisons;
  /** Names and votes of all models, ranked or not. */
  readonly models: readonly string[];
  readonly records: readonly VoteRecord[];
  readonly confidence: number;
}

function rowsOf({ fit, comparisons, models, records, confidence }: RowsInput): RankingRow[] {
  const scores = [...fit.theta].map((theta) => 1000 + POINTS * theta);
  const intervals = rankIntervals(comparisons);
  const found = fit.models.map((model, position): RankingRow => {
    const score = scores[position]!;
    const uncertainty = fit.uncertainty(position);
    const standardError = uncertainty && uncertainty.standardError * POINTS;
    return {
      model: models[model]!,
      score,
      standardError,
      interval: uncertainty && scoreInterval(score, uncertainty, confidence),
      effectiveGroups: uncertainty?.effectiveGroups ?? null,
      rank: 1 + scores.filter((other) => other > score + SAME_SCORE).length,
      rankInterval: intervals[position]!,
      votes: votesOfRecord(records[model]!),
      ...records[model]!,
    };
  });
  // The models are sorted by name and sorting is stable, so equal ranks are in the order of names.
  return found.sort((a, b) => a.rank - b.rank);
}

/**
 * Null if an interval would not be reliable: there are too few effective groups, or all groups agree exactly, which
 * does not prove certainty.
 */
function scoreInterval(
  score: number,
  uncertainty: NonNullable<ReturnType<ScoreFit['uncertainty']>>,
  confidence: number,
): [number, number] | null {
  const { standardError, degreesOfFreedom, effectiveGroups } = uncertainty;
  if (effectiveGroups < MINIMUM_EFFECTIVE_GROUPS || !(standardError > 1e-12)) return null;
  const half = tQuantile(0.5 + confidence / 2, degreesOfFreedom) * standardError * POINTS;
  return [score - half, score + half];
}
