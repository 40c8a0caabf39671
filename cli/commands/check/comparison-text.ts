import type { RateMoved, Snapshot } from '../../../shared/contracts/index.ts';
import { change, decimal, decimalPercent } from '../../../shared/lib/index.ts';
import { MADE_UP_NOTE, type SnapshotComparison } from '../../../shared/publication/index.ts';
import { count, plain } from '../../command-line/terminal.ts';

/** Maximum number of listed rows per section. Further rows are only counted. */
const MAX_LISTED_CHANGES = 30;

type Lines = readonly string[];

/**
 * Formats the changes between two audits for a terminal. The verdict comes first, then the other changes by importance.
 */
export function describe({ changes, zones, rates }: SnapshotComparison, current: Snapshot): string {
  const label = new Map(current.protocol.criteria.map(({ id, label }) => [id, label]));
  const where = ({ model, specialty, criterion, level }: Omit<RateMoved, 'from' | 'to'>) =>
    `${plain(model)}, ${specialty === null ? 'all specialties' : plain(specialty)}, ` +
    `${plain(label.get(criterion) ?? criterion)}${level === 'severe' ? ' (severe)' : ''}`;
  const sections: [string, Lines][] = [
    ['No-go zones', noGoZones(changes)],
    ['Alarms raised', changes.zonesOpened.map(where)],
    ['Alarms withdrawn', changes.zonesClosed.map(where)],
    [
      'Results',
      zones.map((zone) => `${where(zone)}: ${zone.from ?? 'no result'} → ${zone.to ?? 'no result'}`),
    ],
    ['Places', changes.ranks.map(({ model, from, to }) => `${plain(model)}: ${place(from)} → ${place(to)}`)],
    [
      'Scores',
      (changes.scores ?? []).map(({ model, from, to }) => `${plain(model)}: ${score(from)} → ${score(to)}`),
    ],
    [
      'Failure rates',
      mostTelling(rates).map((rate) => `${where(rate)}: ${percent(rate.from)} → ${percent(rate.to)}`),
    ],
    [
      'Protocol',
      (changes.protocolChanges ?? []).map(
        ({ path, from, to }) => `${plain(path)}: ${value(from)} → ${value(to)}`,
      ),
    ],
  ];
  return [
    ...(current.protocol.madeUp ? [`MADE UP: ${MADE_UP_NOTE}`] : []),
    verdict(changes.verdict, current),
    `Totals: ${totals(changes.totals)}`,
    ...sections.flatMap(([title, lines]) => section(title, lines)),
    ...(changes.codeVersion ? [`Code: changed, now ${plain(current.codeVersion)}`] : []),
  ].join('\n');
}

function verdict(changed: SnapshotComparison['changes']['verdict'], { verdict }: Snapshot): string {
  if (!changed) return `Verdict: ${verdict.status}, unchanged`;
  const why = verdict.reasons.map((reason) => `\n  • ${plain(reason)}`).join('');
  const alarm = changed.alarm ? ', by an alarm' : '';
  return `Verdict: ${plain(changed.from)} → ${plain(changed.to)}${alarm}${why}`;
}

const noGoZones = ({ noGoZones }: SnapshotComparison['changes']): string[] => [
  ...(noGoZones?.gained ?? []).map(
    (zone) => `${plain(zone.model)}, ${plain(zone.specialty)}: newly confirmed`,
  ),
  ...(noGoZones?.lost ?? []).map(
    (zone) => `${plain(zone.model)}, ${plain(zone.specialty)}: no longer confirmed`,
  ),
];

const totals = ({ votes, ratedAnswers, clinicians }: SnapshotComparison['changes']['totals']): string =>
  `votes ${change(votes)}, rated answers ${change(ratedAnswers)}, clinicians ${change(clinicians)}`;

/** Sorts changes of rates: rates over all specialties first, and the largest changes first in each group. */
const mostTelling = (rates: readonly RateMoved[]): RateMoved[] =>
  rates.toSorted(
    (a, b) => Number(a.specialty !== null) - Number(b.specialty !== null) || distance(b) - distance(a),
  );

const distance = ({ from, to }: RateMoved): number => Math.abs((to ?? 0) - (from ?? 0));

function section(title: string, lines: Lines): string[] {
  if (lines.length === 0) return [`${title}: no change`];
  const rest = lines.length - MAX_LISTED_CHANGES;
  return [
    `${title}:`,
    ...lines.slice(0, MAX_LISTED_CHANGES).map((line) => `  ${line}`),
    ...(rest > 0 ? [`  … and ${count(rest)} more: --json lists all of them`] : []),
  ];
}

const place = (rank: number | null): string => (rank === null ? 'not ranked' : String(rank));
const score = (points: number | null): string => (points === null ? 'not ranked' : decimal(points, 0));
const percent = (rate: number | null): string => (rate === null ? 'none' : decimalPercent(rate));
const value = (of: unknown): string => (of === undefined ? 'nothing' : plain(JSON.stringify(of)));
