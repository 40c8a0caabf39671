import Table from 'cli-table3';
import { several } from '../../../../shared/lib/index.ts';
import { MADE_UP } from '../../../../shared/publication/index.ts';
import { POST_HOC } from '../../../../shared/publication/lock/index.ts';
import { count, plain } from '../../../command-line/terminal.ts';
import type { QueueCounts } from '../../../deployment/queue-counts.ts';
import { resumeCommand } from '../resume-command.ts';
import type { AlarmStatus } from './alarm-status.ts';
import type { StudyStatus } from './study-status.ts';

export interface QueueStatus extends QueueCounts {
  /** Seconds since the oldest message was sent, or null if the queue is empty or the age is not measured. */
  readonly oldestSeconds: number | null;
}

/** The status of a deployment. */
export interface Status {
  readonly queues: readonly QueueStatus[];
  readonly studies: readonly StudyStatus[];
  /** Null if the deployment has no alarms, as on a local stack. */
  readonly alarms: readonly AlarmStatus[] | null;
}

/** Formats a status for a terminal. An entry that needs attention begins with `!`. */
export const statusText = ({ queues, studies, alarms }: Status, now: Date): string =>
  [
    queueTable(queues),
    studyTable(studies, now),
    ...erasureLines(studies),
    ...(alarms ? alarmLines(alarms) : []),
  ].join('\n');

const table = (head: string[], colAligns: ('left' | 'right')[]) =>
  new Table({ head, colAligns, style: { head: [], border: [], compact: true } });

function queueTable(queues: readonly QueueStatus[]): string {
  const rows = table(
    ['queue', 'waiting', 'under way', 'oldest', 'dead letters'],
    ['left', 'right', 'right', 'right', 'right'],
  );
  for (const { queue, waiting, underWay, oldestSeconds, deadLetters } of queues)
    rows.push([
      queue,
      count(waiting),
      count(underWay),
      oldestSeconds === null ? '–' : duration(oldestSeconds),
      deadLetters === 0 ? '0' : `! ${count(deadLetters)}`,
    ]);
  return rows.toString();
}

function studyTable(studies: readonly StudyStatus[], now: Date): string {
  if (studies.length === 0) return 'No study is registered.';
  const rows = table(['study', 'last snapshot', 'verdict', 'last import', 'counters'], Array(5).fill('left'));
  for (const { study, snapshot, lastImport, integrity } of studies)
    rows.push([
      plain(study),
      snapshot ? `${ago(snapshot.time, now)}\n${plain(snapshot.snapshot)}` : 'none',
      snapshot
        ? `${plain(snapshot.verdict)}${snapshot.madeUp ? `\n(${MADE_UP.toLowerCase()})` : ''}${snapshot.postHoc ? `\n(${POST_HOC.toLowerCase()})` : ''}`
        : '–',
      lastImport ? importText(lastImport, now) : 'none',
      integrityText(integrity, now),
    ]);
  return rows.toString();
}

function importText(last: NonNullable<StudyStatus['lastImport']>, now: Date): string {
  const failed = last.status === 'failed' ? '! failed, ' : '';
  return [
    `${failed}${ago(last.finishedAt, now)}`,
    `${plain(last.object)}: ${count(last.rows)} rows, ${count(last.rejected)} rejected`,
    ...UNCOUNTED.filter((kind) => last[kind] > 0).map((kind) => `${count(last[kind])} ${kind}`),
  ].join('\n');
}

/** Outcomes of events that changed no counter. */
const UNCOUNTED = ['duplicate', 'stale', 'conflict'] as const;

function integrityText({ atSnapshot, daily }: StudyStatus['integrity'], now: Date): string {
  if (daily && daily.differences > 0)
    return `! ${count(daily.differences)} differ from the ledger\n(${ago(daily.checkedAt, now)})`;
  if (atSnapshot === 'differs') return '! differ from the ledger\n(at the last snapshot)';
  if (daily && daily.groups.open === 0) return `are the sum of the ledger\n(${ago(daily.checkedAt, now)})`;
  if (atSnapshot === 'checked') return 'are the sum of the ledger\n(at the last snapshot)';
  if (daily) return `${daily.groups.open} groups of clinicians not checked\n(${ago(daily.checkedAt, now)})`;
  return 'not checked yet';
}

const erasureLines = (studies: readonly StudyStatus[]): string[] =>
  studies
    .filter(({ unfinishedErasures }) => (unfinishedErasures ?? 0) > 0)
    .map(
      ({ study, unfinishedErasures }) =>
        `! ${plain(study)}: ${several(unfinishedErasures!, 'erasure')} of clinicians not finished. If none is running, run: ${resumeCommand(study)}`,
    );

const alarmLines = (alarms: readonly AlarmStatus[]): string[] =>
  alarms.length === 0
    ? ['No alarm is on.']
    : alarms.map(({ alarm, since, description }) => `! ${alarm}, since ${since}: ${plain(description)}`);

const ago = (time: string, now: Date): string => `${duration((now.getTime() - Date.parse(time)) / 1000)} ago`;

const UNITS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;

/** Formats a duration in the largest unit with a value of at least 2, so that 90 minutes do not become one hour. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [size, unit] = UNITS.find(([size]) => whole >= 2 * size) ?? UNITS.at(-1)!;
  return `${Math.floor(whole / size)} ${unit}`;
}
