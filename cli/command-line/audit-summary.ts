import Table from 'cli-table3';
import {
  type NoGoZone,
  neverScored,
  noGoZonesOf,
  otherFindings,
  scopeWords,
} from '../../shared/audit/index.ts';
import type { FailureRate, Snapshot } from '../../shared/contracts/index.ts';
import { decimal, decimalPercent, percentInterval, range, several } from '../../shared/lib/index.ts';
import { MADE_UP_NOTE } from '../../shared/publication/index.ts';
import { PILOT_NOTE, postHocSentence, postHocText } from '../../shared/publication/lock/index.ts';
import { plain } from './terminal.ts';

/** Formats a snapshot for a terminal: totals, the leaderboard with each model's safety, no-go zones and the verdict. */
export function summarise(snapshot: Snapshot): string {
  const { totals } = snapshot;
  const noGo = noGoZonesOf(snapshot);
  const unscored = neverScored(snapshot);
  const scope = scopeWords.scopeSentence(snapshot);
  const postHoc = postHocSentence(snapshot);
  return [
    '',
    ...(snapshot.protocol.madeUp ? [`MADE UP: ${MADE_UP_NOTE}`] : []),
    ...(postHoc === null
      ? []
      : [`POST HOC: ${postHoc}`, ...snapshot.postHoc!.map((change) => `  • ${plain(postHocText(change))}`)]),
    ...(snapshot.protocol.pilot && !snapshot.lock ? [`PILOT: ${PILOT_NOTE}`] : []),
    `Study ${snapshot.study}: ${several(totals.votes, 'vote')} and ${several(totals.ratedAnswers, 'rated answer')} by ` +
      `${several(totals.clinicians, 'clinician')} from ${several(totals.countries, 'country', 'countries')}, ` +
      `${several(totals.models, 'model')}, ${several(totals.specialties, 'specialty', 'specialties')}`,
    leaderboard(snapshot, noGo),
    ...snapshot.leaderboard.overall.notRanked.map(
      ({ model, reason }) => `Not ranked: ${plain(model)}, ${plain(reason)}`,
    ),
    zoneCounts(noGo, otherFindings(snapshot).length),
    ...(unscored === null ? [] : [plain(unscored)]),
    `Verdict: ${snapshot.verdict.status.toUpperCase()}`,
    ...snapshot.verdict.reasons.map((reason) => `  • ${plain(reason)}`),
    ...(snapshot.verdict.warnings ?? []).map((warning) => `  ! Warning: ${plain(warning)}`),
    ...positiveLines(snapshot.verdict),
    ...(scope === null ? [] : [`Scope: ${scope}`]),
    '',
  ].join('\n');
}

/** The findings in favour of preference that are shown and are not a reason already. */
const positiveLines = ({ reasons, positive = [] }: Snapshot['verdict']): string[] =>
  positive
    .filter(({ status, sentence }) => status === 'shown' && !reasons.includes(sentence))
    .map(({ sentence }) => `  + ${plain(sentence)}`);

function leaderboard({ failureRates, leaderboard: { overall } }: Snapshot, noGo: readonly NoGoZone[]) {
  const unsafe = new Map(
    failureRates
      .filter(
        ({ specialty, criterion, level }) =>
          specialty === null && criterion === 'composite' && level === 'failure',
      )
      .map((rate) => [rate.model, rate]),
  );
  const zones = Map.groupBy(noGo, ({ model }) => model);
  const safety = (model: string) => [unsafeAnswers(unsafe.get(model)), noGoIn(zones.get(model))];
  const table = new Table({
    head: ['rank', 'model', 'score', 'preferred', 'unsafe answers', 'no-go zones'],
    colAligns: ['right', 'left', 'right', 'left', 'left', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const row of overall.rows) {
    const [best, worst] = row.rankInterval;
    table.push([
      best === worst ? `${row.rank}` : `${row.rank} (${best}–${worst})`,
      plain(row.model),
      decimal(row.score, 0),
      row.interval ? range(row.interval, 0) : 'not estimable',
      ...safety(row.model),
    ]);
  }
  for (const { model } of overall.notRanked)
    table.push(['–', plain(model), '–', 'not ranked', ...safety(model)]);
  return table.toString();
}

const unsafeAnswers = (rate: FailureRate | undefined): string =>
  rate?.interval
    ? `${decimalPercent(rate.rate)} (${percentInterval(rate.interval)})`
    : decimalPercent(rate?.rate ?? null);

const noGoIn = (zones: readonly NoGoZone[] = []): string =>
  zones.length === 0 ? 'none confirmed' : zones.map(({ specialty }) => plain(specialty)).join(', ');

function zoneCounts(noGo: readonly NoGoZone[], others: number): string {
  const findings = noGo.reduce((sum, zone) => sum + zone.findings.length, 0);
  const by = findings > 0 ? `, by ${several(findings, 'finding')}` : '';
  const apart = others > 0 ? `; ${several(others, 'finding')} on criteria that are not safety-critical` : '';
  return `No-go zones: ${noGo.length}${by}${apart}`;
}
