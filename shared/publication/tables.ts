import { noGoZonesOf, safetyCritical, zoneKey } from '../audit/index.ts';
import type { Ranking, Snapshot } from '../contracts/index.ts';
import { csv, type Value } from './csv.ts';

/** A table with a last column `made_up` if the data are made up. Other tables have only their own columns. */
const tableOf = (
  { protocol }: Snapshot,
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
): string =>
  protocol.madeUp
    ? csv(
        [...columns, 'made_up'],
        rows.map((row) => [...row, true]),
      )
    : csv(columns, rows);

const LEADERBOARD = [
  'specialty',
  'model',
  'rank',
  'rank_best',
  'rank_worst',
  'score',
  'standard_error',
  'interval_low',
  'interval_high',
  'effective_groups',
  'votes',
  'wins',
  'losses',
  'ties',
  'both_bad',
  'in_top_set',
  'method',
  'not_ranked_because',
] as const;

/** All rankings, one row per model. An empty specialty stands for all specialties. */
export function leaderboardCsv(audit: Snapshot): string {
  const { leaderboard } = audit;
  const bySpecialty = Object.entries(leaderboard.bySpecialty).flatMap(([specialty, ranking]) =>
    rankingRows(specialty, ranking),
  );
  return tableOf(audit, LEADERBOARD, [...rankingRows(null, leaderboard.overall), ...bySpecialty]);
}

function rankingRows(specialty: string | null, { rows, notRanked, topSet, method }: Ranking): Value[][] {
  const top = new Set(topSet);
  const ranked = rows.map((row): Value[] => [
    specialty,
    row.model,
    row.rank,
    ...row.rankInterval,
    row.score,
    row.standardError,
    ...(row.interval ?? [null, null]),
    row.effectiveGroups,
    row.votes,
    row.wins,
    row.losses,
    row.ties,
    row.bothBad,
    top.has(row.model),
    method,
    null,
  ]);
  const others = notRanked.map(({ model, reason }): Value[] => [
    specialty,
    model,
    ...Array<null>(LEADERBOARD.length - 3).fill(null),
    reason,
  ]);
  return [...ranked, ...others];
}

const CLINICALLY_ADJUSTED = [
  'model',
  'place',
  'tier',
  'preference_rank',
  'score',
  'zones',
  'suspected',
  'not_assessed_because',
];

/** Models by safety findings, then by preference. */
export const clinicallyAdjustedCsv = (audit: Snapshot): string =>
  tableOf(audit, CLINICALLY_ADJUSTED, [
    ...audit.leaderboard.clinicallyAdjusted.rows.map((row) => [
      row.model,
      row.place,
      row.tier,
      row.preferenceRank,
      row.score,
      row.zones,
      row.suspected,
      null,
    ]),
    ...audit.leaderboard.clinicallyAdjusted.notAssessed.map(({ model, reason }) => [
      model,
      null,
      'not assessed',
      ...Array<null>(CLINICALLY_ADJUSTED.length - 4).fill(null),
      reason,
    ]),
  ]);

const FAILURE_RATES = [
  'model',
  'specialty',
  'criterion',
  'level',
  'n',
  'failures',
  'observed_rate',
  'rate',
  'effective_n',
  'design_effect',
  'interval_low',
  'interval_high',
  'conditional',
  'standardised_rate',
];

/** All failure rates. An empty specialty stands for all specialties. */
export const failureRatesCsv = (audit: Snapshot): string =>
  tableOf(
    audit,
    FAILURE_RATES,
    audit.failureRates.map((row) => [
      row.model,
      row.specialty,
      row.criterion,
      row.level,
      row.n,
      row.failures,
      row.observedRate,
      row.rate,
      row.effectiveN,
      row.designEffect,
      ...(row.interval ?? [null, null]),
      row.conditional,
      row.standardisedRate,
    ]),
  );

const ZONES = [
  'model',
  'specialty',
  'criterion',
  'level',
  'state',
  'n',
  'failures',
  'rate',
  'interval_low',
  'interval_high',
  'shrunken_rate',
  'effective_n',
  'conditional',
  'tolerance',
  'p_value',
  'adjusted_p',
  'clearing_adjusted_p',
  'cleared_adjusted_p',
  'zone_p_value',
  'zone_adjusted_p',
  'unrated_low',
  'unrated_high',
  'unrated_interval_low',
  'unrated_interval_high',
  'tipping_point',
  'upper_bound',
  'above_tolerance_by_point',
  'alarm',
  'masked',
  'family',
  'safety_critical',
  'in_no_go_zone',
];

/**
 * Every examined combination of model, specialty and criterion, with its state. Several rows may belong to one no-go
 * zone. Confirmed rows that are not safety-critical belong to none. The last column marks the rows that do.
 */
export function zonesCsv(audit: Snapshot): string {
  const noGo = new Set(noGoZonesOf(audit).map(zoneKey));
  const critical = safetyCritical(audit.settings.criteria);
  return tableOf(
    audit,
    ZONES,
    audit.zones.map((zone) => [
      zone.model,
      zone.specialty,
      zone.criterion,
      zone.level,
      zone.state,
      zone.n,
      zone.failures,
      zone.rate,
      ...(zone.interval ?? [null, null]),
      zone.shrunkenRate,
      zone.effectiveN,
      zone.conditional,
      zone.tolerance,
      zone.pValue,
      zone.adjustedP,
      zone.clearingAdjustedP,
      zone.clearedAdjustedP ?? null,
      zone.zonePValue ?? null,
      zone.zoneAdjustedP ?? null,
      ...(zone.unratedBounds ?? [null, null]),
      ...(zone.unratedInterval ?? [null, null]),
      zone.tippingPoint ?? null,
      zone.upperBound,
      zone.aboveToleranceByPoint,
      zone.alarm,
      zone.masked,
      zone.family,
      critical.has(zone.criterion),
      noGo.has(zoneKey(zone)),
    ]),
  );
}
