import type { RateMoved, Snapshot } from '../../../shared/contracts/index.ts';
import { change, decimal, decimalPercent } from '../../../shared/lib/index.ts';
import { MADE_UP_NOTE, type SnapshotComparison } from '../../../shared/publication/index.ts';
import { postHocSentence } from '../../../shared/publication/lock/index.ts';
import { count, plain } from '../../command-line/terminal.ts';

/** Maximum number of listed rows per section. Further rows are only counted. */
const MAX_LISTED_CHANGES = 30;

type Lines = readonly string[];

/**
 * Formats the changes between two audits for a terminal. The verdict comes first, then the other changes by importance.
 */
export function comparisonText({ changes, zones, rates }: SnapshotComparison, current: Snapshot): string {
  const label = new Map(current.protocol.criteria.map(({ id, label }) => [id, label]));
  const rateName = ({ model, specialty, criterion, level }: Omit<RateMoved, 'from' | 'to'>) =>
    `${plain(model)}, ${specialty === null ? 'all specialties' : plain(specialty)}, ` +
    `${plain(label.get(criterion) ?? criterion)}${level === 'severe' ? ' (severe)' : ''}`;
  const sections: [string, Lines][] = [
    ['No-go zones', noGoZones(changes)],
    ['Alarms raised', changes.zonesOpened.map(rateName)],
    ['Alarms withdrawn', changes.zonesClosed.map(rateName)],
    [
      'Results',
      zones.map((zone) => `${rateName(zone)}: ${zone.from ?? 'no result'} → ${zone.to ?? 'no result'}`),
    ],
    [
      'Ranks',
      changes.ranks.map(({ model, from, to }) => `${plain(model)}: ${rankText(from)} → ${rankText(to)}`),
    ],
    [
      'Scores',
      (changes.scores ?? []).map(
        ({ model, from, to }) => `${plain(model)}: ${scoreText(from)} → ${scoreText(to)}`,
      ),
    ],
    [
      'Failure rates',
      sortRates(rates).map((rate) => `${rateName(rate)}: ${percent(rate.from)} → ${percent(rate.to)}`),
    ],
    [
      'Protocol',
      (changes.protocolChanges ?? []).map(
        ({ path, from, to }) => `${plain(path)}: ${jsonText(from)} → ${jsonText(to)}`,
      ),
    ],
  ];
  return [
    ...(current.protocol.madeUp ? [`MADE UP: ${MADE_UP_NOTE}`] : []),
    ...(current.postHoc ? [`POST HOC: ${postHocSentence(current)}`] : []),
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
const sortRates = (rates: readonly RateMoved[]): RateMoved[] =>
  rates.toSorted(
    (a, b) => Number(a.specialty !== null) - Number(b.specialty !== null) || rateChange(b) - rateChange(a),
  );

const rateChange = ({ from, to }: RateMoved): number => Math.abs((to ?? 0) - (from ?? 0));

function section(title: string, lines: Lines): string[] {
  if (lines.length === 0) return [`${title}: no change`];
  const rest = lines.length - MAX_LISTED_CHANGES;
  return [
    `${title}:`,
    ...lines.slice(0, MAX_LISTED_CHANGES).map((line) => `  ${line}`),
    ...(rest > 0 ? [`  … and ${count(rest)} more: --json lists all of them`] : []),
  ];
}

const rankText = (rank: number | null): string => (rank === null ? 'not ranked' : String(rank));
const scoreText = (points: number | null): string => (points === null ? 'not ranked' : decimal(points, 0));
const percent = (rate: number | null): string => (rate === null ? 'none' : decimalPercent(rate));
const jsonText = (value: unknown): string => (value === undefined ? 'nothing' : plain(JSON.stringify(value)));
