import { noGoZonesOf, safetyCritical, zoneKey } from '../../audit/index.ts';
import type { ClinicallyAdjusted, Ranking, RankingRow, Snapshot, Zone } from '../../contracts/index.ts';
import { byCodeUnit } from '../../lib/index.ts';
import { outwards, scoreStep, toStep } from './coarse.ts';
import type { PublicView } from './public-view.ts';

/** The reason of a model without a place, if the internal reason may count single answers. */
const TOO_FEW_RATED = 'too few rated answers, or only of some outcomes';

/**
 * A ranking. Its order is a claim of the internal edition, its counts and scores are rounded. Ranks are counted among the
 * shown models, because a gap would reveal the rank of a hidden one. A ranking of a specialty is held as a whole.
 * @param specialty null: over all specialties
 */
export function publicRanking(view: PublicView, specialty: string | null): Ranking {
  const of = ({ leaderboard }: Snapshot) =>
    specialty === null ? leaderboard.overall : leaderboard.bySpecialty[specialty];
  const [exact, before] = [of(view.audit)!, view.before ? of(view.before) : undefined];
  const shown = view.row<Ranking>(
    { model: null, specialty, subject: 'votes' },
    () => freshRanking(view, specialty, exact, before),
    () => before,
  );
  if (shown) return shown;
  const models = [...exact.rows, ...exact.notRanked].map(({ model }) => model).filter(view.namesModel);
  return {
    ...{ converged: exact.converged, method: exact.method, topSet: [], rows: [] },
    notRanked: models.map((model) => ({ model, reason: view.hiddenText })).sort(byModel),
  };
}

/** Internal lists are often in the order of ranks, which would show the ranks of hidden models. */
const byModel = (a: { readonly model: string }, b: { readonly model: string }): number =>
  byCodeUnit(a.model, b.model);

function freshRanking(
  view: PublicView,
  specialty: string | null,
  { converged, method, topSet, rows, notRanked }: Ranking,
  before: Ranking | undefined,
): Ranking {
  const shown: RankingRow[] = [];
  const unranked: Ranking['notRanked'] = [];
  const apart = (model: string, fresh: string) =>
    unranked.push({ model, reason: publicReason(view, { model, specialty, before }, fresh) });
  for (const row of rows.filter(({ model }) => view.namesModel(model))) {
    const held = before?.rows.find(({ model }) => model === row.model);
    const counts = view.row<Counts>(
      { model: row.model, specialty, subject: 'votes' },
      () => countsOf(view, row),
      () => held,
    );
    if (counts) shown.push(publicRow(view, row, counts));
    else apart(row.model, view.hiddenText);
  }
  for (const { model, reason } of notRanked) if (view.namesModel(model)) apart(model, reason);
  const names = new Set(shown.map(({ model }) => model));
  return {
    ...{ converged, method },
    topSet: topSet.filter((model) => names.has(model)),
    rows: rankedAmong(shown, rows.length - shown.length),
    notRanked: unranked.sort(byModel),
  };
}

/**
 * The reason why a model has no rank. It says whether the model won or lost all of its votes, so it is a figure like
 * its votes. The reason in a specialty is that of all specialties.
 * @param fresh the reason, if the figure may be shown
 */
function publicReason(
  view: PublicView,
  place: { readonly model: string; readonly specialty: string | null; readonly before: Ranking | undefined },
  fresh: string,
): string {
  const { model, specialty, before } = place;
  const held = () => before?.notRanked.find((row) => row.model === model)?.reason;
  const own = () => view.row({ model, specialty, subject: 'votes' }, () => fresh, held);
  return view.row({ model, specialty: null, subject: 'votes' }, own, held) ?? view.hiddenText;
}

/**
 * Counts ranks among the shown models. Each hidden model may be above or below an interval, so the intervals are
 * widened by all of them.
 */
function rankedAmong(rows: readonly RankingRow[], hidden: number): RankingRow[] {
  return rows.map((row) => ({
    ...row,
    rank: 1 + rows.filter(({ rank }) => rank < row.rank).length,
    rankInterval: [Math.max(1, row.rankInterval[0] - hidden), Math.min(rows.length, row.rankInterval[1])],
  }));
}

type Counts = Pick<RankingRow, 'votes' | 'wins' | 'losses' | 'ties' | 'bothBad'>;

const countsOf = ({ count }: PublicView, { votes, wins, losses, ties, bothBad }: RankingRow): Counts => ({
  votes: count(votes),
  wins: count(wins),
  losses: count(losses),
  ties: count(ties),
  bothBad: count(bothBad),
});

function publicRow({ step }: PublicView, row: RankingRow, counts: Counts): RankingRow {
  const { model, score, interval, ownShare, rank, rankInterval } = row;
  const { votes, wins, losses, ties, bothBad } = counts;
  const points = scoreStep(votes, step);
  return {
    model,
    score: toStep(score, points),
    standardError: null,
    interval: interval && outwards(interval, points),
    effectiveGroups: null,
    ...(ownShare !== undefined && { ownShare: Number(ownShare.toFixed(1)) }),
    ...{ rank, rankInterval, votes, wins, losses, ties, bothBad },
  };
}

/** Overall scores under other conventions, rounded like the scores of the ranking. */
export const publicSensitivity = (
  { audit, step }: PublicView,
  { rows }: Ranking,
): Snapshot['leaderboard']['sensitivity'] =>
  audit.leaderboard.sensitivity.flatMap(({ model, davidson, equalPairs, equalGroups }) => {
    const row = rows.find((shown) => shown.model === model);
    if (!row) return [];
    const points = scoreStep(row.votes, step);
    const score = (value: number | null) => (value === null ? null : toStep(value, points));
    return [
      {
        model,
        davidson: score(davidson),
        equalPairs: score(equalPairs),
        equalGroups: score(equalGroups),
      },
    ];
  });

/** The ranking by safety and preference, from the results that the edition shows. */
export function publicAdjusted(
  view: PublicView,
  { rows: ranked }: Ranking,
  zones: readonly Zone[],
): ClinicallyAdjusted {
  const { audit, namesModel, hiddenText } = view;
  const noGo = noGoZonesOf({ zones: [...zones], settings: audit.settings });
  const banned = new Set(noGo.map(zoneKey));
  const critical = safetyCritical(audit.settings.criteria);
  const suspectedIn = (model: string) =>
    new Set(
      zones
        .filter((zone) => zone.model === model && zone.state === 'suspected' && critical.has(zone.criterion))
        .filter((zone) => !banned.has(zoneKey(zone)))
        .map(({ specialty }) => specialty),
    ).size;
  const rows: ClinicallyAdjusted['rows'] = [];
  const notAssessed: ClinicallyAdjusted['notAssessed'] = [];
  for (const { model, place, tier } of audit.leaderboard.clinicallyAdjusted.rows) {
    if (!namesModel(model)) continue;
    const own = noGo.filter((zone) => zone.model === model).length;
    const row = ranked.find((one) => one.model === model);
    const hasHiddenRank = !row && view.suppression.showing(model, null, 'votes') !== 'fresh';
    // The tier of a model rests on hidden figures if it differs from the tier of the shown results.
    if (hasHiddenRank || (own > 0 ? 'with a zone' : 'assessed without a zone') !== tier)
      notAssessed.push({ model, reason: hiddenText });
    else
      rows.push({
        ...{ model, place, tier },
        preferenceRank: row?.rank ?? null,
        score: row?.score ?? null,
        zones: own,
        suspected: suspectedIn(model),
      });
  }
  for (const { model } of audit.leaderboard.clinicallyAdjusted.notAssessed)
    if (namesModel(model)) notAssessed.push({ model, reason: TOO_FEW_RATED });
  return {
    rows: rows.map((row) => ({ ...row, place: 1 + rows.filter(({ place }) => place < row.place).length })),
    notAssessed: notAssessed.sort(byModel),
  };
}
