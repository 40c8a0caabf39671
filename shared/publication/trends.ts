import type { History, HistoryEntry } from '../contracts/index.ts';
import { change, decimal, several, visible } from '../lib/index.ts';
import { noGoZoneCount } from './manifest.ts';
import { type Html, html, shortName, table } from './report/html.ts';
import { type Moment, type ScoreRange, sparkline } from './sparkline.ts';

/** Number of models with scores over time: the currently most preferred ones. */
const MODELS_FOLLOWED = 3;

/** The history of a study: scores of the most preferred models on a common scale, and no-go zones. */
export function trends({ study, snapshots }: History): Html {
  const newest = snapshots.at(-1)!;
  const lines = (newest.leaders ?? [])
    .slice(0, MODELS_FOLLOWED)
    .map(({ model, rank }) => ({ model, rank, moments: over(snapshots, scoreOf(model)) }));
  const scale = rangeOf(lines.flatMap(({ moments }) => moments));
  const zones = over(snapshots, noGoZoneCount);
  const rows = [
    ...lines.map(({ model, rank, moments }) =>
      row(html`Score of ${shortName(model, 40)}, rank ${rank}`, `Score of ${visible(model)}`, moments, scale),
    ),
    row('No-go zones', 'No-go zones', zones, { ...rangeOf(zones), low: 0 }),
  ];
  const columns = [
    { title: 'Figure' },
    { title: 'Now', numeric: true },
    { title: 'Change', numeric: true },
    { title: 'Course' },
  ];
  return table(`${study} since ${snapshots[0]!.time}`, columns, rows);
}

const over = (snapshots: readonly HistoryEntry[], pick: (entry: HistoryEntry) => number | null): Moment[] =>
  snapshots.map((entry) => ({ at: Date.parse(entry.time), value: pick(entry) }));

const scoreOf =
  (model: string) =>
  ({ leaders = [] }: HistoryEntry): number | null =>
    leaders.find((leader) => leader.model === model)?.score ?? null;

const valuesOf = (moments: readonly Moment[]): number[] =>
  moments.flatMap(({ value }) => (value === null ? [] : [value]));

const rangeOf = (moments: readonly Moment[]): ScoreRange => {
  const values = valuesOf(moments);
  return { low: Math.min(...values), high: Math.max(...values) };
};

function row(what: Html | string, described: string, moments: readonly Moment[], range: ScoreRange) {
  const values = valuesOf(moments);
  const [first, last] = [values[0], values.at(-1)];
  if (first === undefined || last === undefined) return [what, '–', '–', '–'];
  const words = `${described}: from ${decimal(first, 0)} to ${decimal(last, 0)} over ${several(values.length, 'snapshot')}`;
  return [
    what,
    decimal(last, 0),
    change(Math.round(last) - Math.round(first)),
    sparkline(moments, range, words),
  ];
}
