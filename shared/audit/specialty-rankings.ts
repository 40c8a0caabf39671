import type { Protocol } from '../contracts/protocol.ts';
import type { Ranking } from '../contracts/snapshot.ts';
import { MINIMUM_EFFECTIVE_GROUPS } from '../stats/delete-one-group.ts';
import { betweenVariance, type Deviation } from './between-specialties.ts';
import type { Evidence, PairVotes } from './evidence.ts';
import { rankable } from './rankable.ts';
import { type Ranked, rank, ranked } from './ranking.ts';
import { fitRanking, type RankingFit } from './ranking-fit.ts';
import { fitInSpecialty } from './specialty-fit.ts';
import { recordsOf, votesOfRecord } from './win-matrices.ts';

/**
 * A ranking for each specialty, drawn towards what the other specialties say of the same models, the more the
 * fewer votes it has of its own. Where only one specialty was voted in there is nothing to draw towards: its
 * ranking stands on its own votes.
 */
export function specialtyRankings(
  evidence: Evidence,
  overall: Ranked,
  protocol: Protocol,
): Record<string, Ranking> {
  const { models, specialties } = evidence;
  const own = specialties.map((): PairVotes[] => []);
  for (const pair of evidence.pairs) own[pair.specialty]!.push(pair);
  const single = own.filter((pairs) => pairs.length > 0).length < 2;

  const fitted = single
    ? []
    : own.map((pairs, specialty) => ({
        pairs,
        alone: coreFit(pairs, models.length),
        elsewhere: coreFit(
          evidence.pairs.filter((pair) => pair.specialty !== specialty),
          models.length,
        ),
      }));
  const between = betweenVariance(fitted.flatMap(({ alone, elsewhere }) => deviations(alone, elsewhere)));
  const dispersion = pooledDispersion(fitted.map(({ alone }) => alone));

  const rankingOf = (specialty: number): Ranking => {
    const found = fitted[specialty];
    if (!found || found.pairs.length === 0) return rank(evidence, own[specialty]!, protocol).ranking;
    const records = recordsOf(found.pairs, models.length);
    const shown = [...models.keys()].filter((model) => votesOfRecord(records[model]!) > 0);
    const fit = fitInSpecialty({ ...found, shown, overall: overall.fit, between, dispersion });
    if (!fit) return rank(evidence, found.pairs, protocol).ranking;
    const { top, rows } = ranked(fit, models, records, protocol);
    const ownShare = new Map(shown.map((model, position) => [models[model]!, fit.ownShare[position]!]));
    return {
      converged: true,
      method: 'shrunk',
      topSet: top.map((model) => models[model]!),
      rows: rows.map((row) => ({ ...row, ownShare: ownShare.get(row.model)! })),
      notRanked: [...models.entries()]
        .filter(([model]) => !shown.includes(model))
        .map(([, model]) => ({ model, reason: 'no votes on it yet' })),
    };
  };
  return Object.fromEntries(specialties.map((name, specialty) => [name, rankingOf(specialty)]));
}

function coreFit(pairs: readonly PairVotes[], models: number): RankingFit | null {
  const { core } = rankable(pairs, models);
  const fit = core.length > 0 ? fitRanking(pairs, core) : null;
  return fit?.converged ? fit : null;
}

/** How abilities in a specialty differ from those elsewhere, level aside, where clinicians enough say so. */
function deviations(alone: RankingFit | null, elsewhere: RankingFit | null): Deviation[] {
  if (!alone || !elsewhere) return [];
  const common = [...alone.models.entries()].flatMap(([here, model]) => {
    const there = elsewhere.models.indexOf(model);
    const [own, other] = [alone.uncertainty(here), there < 0 ? null : elsewhere.uncertainty(there)];
    if (!own || !other || own.effectiveGroups < MINIMUM_EFFECTIVE_GROUPS) return [];
    const deviation = alone.theta[here]! - elsewhere.theta[there]!;
    return [{ deviation, variance: own.variance + other.variance }];
  });
  const level = common.reduce((sum, { deviation }) => sum + deviation, 0) / common.length;
  return common
    .filter(({ variance }) => variance > 0)
    .map(({ deviation, variance }) => ({ deviation: deviation - level, variance }));
}

/**
 * How much less than independent votes the votes of a specialty tell: the variance over groups of clinicians
 * against that of independent votes, pooled over the specialties, since one alone hardly knows; at least 1.
 */
function pooledDispersion(fits: readonly (RankingFit | null)[]): number {
  let [clustered, independent] = [0, 0];
  for (const fit of fits) {
    if (!fit || fit.independentVariance === null) continue;
    const found = [...fit.models.keys()].map((position) => fit.uncertainty(position));
    if (found.some((one) => one === null || one.effectiveGroups < MINIMUM_EFFECTIVE_GROUPS)) continue;
    clustered += found.reduce((sum, one) => sum + one!.variance, 0) / found.length;
    independent += fit.independentVariance;
  }
  return independent > 0 ? Math.max(1, clustered / independent) : 1;
}
