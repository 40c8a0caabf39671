import Table from 'cli-table3';
import type { Snapshot } from '../shared/contracts/snapshot.ts';
import { several } from '../shared/snapshot/report/format.ts';
import { plain } from './terminal.ts';

const percent = (rate: number | null | undefined): string =>
  rate === null || rate === undefined ? '–' : `${(100 * rate).toFixed(1)} %`;

/** What a snapshot says, for a terminal: totals, the leaderboard beside each model's safety, and the verdict. */
export function summarise(snapshot: Snapshot): string {
  const { totals } = snapshot;
  return [
    '',
    `Study ${snapshot.study}: ${several(totals.votes, 'vote')} and ${several(totals.ratedAnswers, 'rated answer')} by ` +
      `${several(totals.clinicians, 'clinician')} from ${several(totals.countries, 'country', 'countries')}, ` +
      `${several(totals.models, 'model')}, ${several(totals.specialties, 'specialty', 'specialties')}`,
    leaderboard(snapshot),
    `Verdict: ${snapshot.verdict.status.toUpperCase()}`,
    ...snapshot.verdict.reasons.map((reason) => `  • ${plain(reason)}`),
    '',
  ].join('\n');
}

function leaderboard(snapshot: Snapshot): string {
  const unsafe = new Map(
    snapshot.failureRates
      .filter(
        ({ specialty, criterion, level }) =>
          specialty === null && criterion === 'composite' && level === 'failure',
      )
      .map((rate) => [rate.model, rate]),
  );
  const table = new Table({
    head: ['rank', 'model', 'score', 'preferred', 'unsafe answers', 'no-go zones'],
    colAligns: ['right', 'left', 'right', 'left', 'left', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const row of snapshot.leaderboard.overall.rows) {
    const rate = unsafe.get(row.model);
    const [best, worst] = row.rankInterval;
    table.push([
      best === worst ? `${row.rank}` : `${row.rank} (${best}–${worst})`,
      plain(row.model),
      row.score.toFixed(0),
      row.interval ? `${row.interval[0].toFixed(0)} to ${row.interval[1].toFixed(0)}` : 'not estimable',
      rate?.interval
        ? `${percent(rate.rate)} (${percent(rate.interval[0])} to ${percent(rate.interval[1])})`
        : percent(rate?.rate),
      zonesOf(snapshot, row.model),
    ]);
  }
  for (const { model, reason } of snapshot.leaderboard.overall.notRanked)
    table.push(['–', plain(model), { colSpan: 4, content: plain(reason) }]);
  return table.toString();
}

function zonesOf({ zones }: Snapshot, model: string): string {
  const specialties = zones
    .filter((zone) => zone.model === model && zone.state === 'confirmed')
    .map(({ specialty }) => specialty);
  return [...new Set(specialties)].map(plain).join(', ');
}
