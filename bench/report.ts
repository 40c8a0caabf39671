import Table from 'cli-table3';
import { count } from '../cli/command-line/terminal.ts';
import { databaseEngine } from '../cli/local-stack/dynamodb.ts';
import type { LargeAudit } from './audit/large-audits.ts';
import type { OfflineAudit } from './audit/offline-audit.ts';
import { STAGES } from './audit/stages.ts';
import type { LargeImport } from './imports/large-imports.ts';
import { GOAL_SECONDS, type Opening } from './pages/opening.ts';
import { PUBLICATION_LIMIT, type Publication } from './publication/publication.ts';
import type { LookUnits } from './reads/look-units.ts';
import type { Throughput } from './recording/throughput.ts';
import { WRITE_KINDS, type WriteUnits } from './writes/write-units.ts';

/** Judgments per second of the store and of the bare loop. Ratios compare runs that directly followed each other. */
export function throughputTable(measured: readonly Throughput[]): string {
  const table = createTable('recording', [
    'judgments',
    'store/s',
    'bare loop/s',
    'ratio min',
    'median',
    'max',
  ]);
  for (const { path, judgments, store, bare } of measured) {
    const ratios = store.map((speed, run) => speed / bare[run]!);
    table.push([
      path,
      count(judgments),
      count(Math.round(median(store))),
      count(Math.round(median(bare))),
      ...[Math.min(...ratios), median(ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(2)),
    ]);
  }
  const runs = measured[0]?.store.length ?? 0;
  return (
    `Judgments recorded per second on ${databaseEngine().label}: medians of ` +
    `${runs} runs of the store, each compared with a bare loop of the same transactions\n${table}`
  );
}

/** Write units per judgment by purpose, and read units. */
export function writeUnitTable(measured: readonly WriteUnits[]): string {
  const table = createTable('recording', [
    'judgments',
    'units',
    ...WRITE_KINDS,
    'read units',
    'largest item',
    'largest cell',
  ]);
  for (const { path, judgments, units, largest, readUnits } of measured) {
    const each = WRITE_KINDS.map((kind) => (units.get(kind) ?? 0) / judgments);
    const all = each.reduce((sum, value) => sum + value, 0);
    table.push([
      path,
      count(judgments),
      ...[all, ...each, readUnits / judgments].map((value) => value.toFixed(3)),
      ...(['ledger', 'cells'] as const).map((kind) => `${count(largest.get(kind) ?? 0)} B`),
    ]);
  }
  return (
    'Write units per judgment (a vote with its scores) of the requests sent: one per KB of an item, two in a ' +
    `transaction. Read units: half a unit per judgment that is looked up\n${table}`
  );
}

/** The reads of the runs of publish-snapshot after the last judgment. */
export function lookTable(looks: readonly LookUnits[]): string {
  const table = createTable('run of publish-snapshot', ['requests', 'read units']);
  for (const { outcome, requests, readUnits } of looks)
    table.push([outcome, count(requests), count(readUnits)]);
  return `Reads of DynamoDB by consecutive runs of publish-snapshot for the counted study\n${table}`;
}

/** Time and memory of the offline audit. */
export function auditTable(audits: readonly OfflineAudit[]): string {
  const table = createTable('offline audit', ['seconds', 'peak MB', 'judgments/s', ...STAGES]);
  for (const { judgments, seconds, peakMemory, stages } of audits)
    table.push([
      `${count(judgments)} judgments`,
      seconds.toFixed(1),
      count(Math.round(peakMemory / 2 ** 20)),
      count(Math.round(judgments / seconds)),
      ...STAGES.map((stage) => `${(stages.get(stage) ?? 0).toFixed(1)} s`),
    ]);
  return `Offline audit of a file in a separate process. The stages come from another run, which was sampled\n${table}`;
}

/** Time and memory of the audit alone. */
export function largeAuditTable(audits: readonly LargeAudit[]): string {
  const columns = ['judgments', 'cells', 'peak MB', 'gather', 'digest', 'audit', 'all', 'elapsed', 'warm'];
  const table = createTable('audit alone', columns);
  for (const { scale, report } of audits) {
    const { gather, digest, audit } = report.seconds;
    table.push([
      `${scale.models} models × ${scale.specialties} specialties`,
      count(scale.judgments),
      count(report.cells),
      count(Math.round(report.peakMemory / 2 ** 20)),
      ...[gather, digest, audit, gather + digest + audit, report.elapsed, report.warm].map((seconds) =>
        seconds === null ? '' : `${seconds.toFixed(2)} s`,
      ),
    ]);
  }
  return (
    'The audit of generated counters in a separate process: processor time of all its threads, including the compiler. ' +
    'The time to generate the counters is not included. Elapsed: wall-clock time. Warm: wall-clock time in a process ' +
    `that has audited before, as in a warm function\n${table}`
  );
}

/** Time and memory of a publication, compared with their limits. */
export function publicationTable({ judgments, report, bare }: Publication): string {
  const table = createTable('stage', ['processor', 'elapsed']);
  const sumOf = (kind: 'processor' | 'elapsed') => report.stages.reduce((sum, stage) => sum + stage[kind], 0);
  const sums = { processor: sumOf('processor'), elapsed: sumOf('elapsed') };
  for (const { stage, processor, elapsed } of [...report.stages, { stage: 'all', ...sums }])
    table.push([stage, ...[processor, elapsed].map((seconds) => `${seconds.toFixed(1)} s`)]);
  const { seconds, bytes } = PUBLICATION_LIMIT;
  table.push(['of the limit', ...[sums.processor, sums.elapsed].map((sum) => (sum / seconds).toFixed(2))]);
  table.push(['AWS SDK alone', ...[bare.processor, bare.elapsed].map((sum) => `${sum.toFixed(1)} s`)]);
  const ratios = [sums.processor / bare.processor, sums.elapsed / bare.elapsed];
  table.push(['all / AWS SDK alone', ...ratios.map((ratio) => ratio.toFixed(2))]);
  return (
    `Publication of ${count(judgments)} judgments in a process of its own, from a local DynamoDB. The processor time ` +
    `includes all threads. The limit is ${seconds} s. The AWS SDK alone only sends the same requests\n${table}\nPeak memory ${count(Math.round(report.peakMemory / 1e6))} MB, ` +
    `${(report.peakMemory / bytes).toFixed(2)} of the limit of ${count(bytes / 1e6)} MB`
  );
}

/** The time to open reports, compared with the goal. */
export function openingTable(openings: readonly Opening[] | null): string {
  if (openings === null)
    return 'The time to open a report was not measured, because Chromium is not installed (see `npm run browser`).';
  const table = createTable('report', ['MB', 'elements', 'rendered', 'opened', 'goal', 'opened / goal']);
  for (const { scale, bytes, elements, rendered, opened } of openings) {
    const seconds = median(opened);
    table.push([
      `${scale.models} models × ${scale.specialties} specialties`,
      (bytes / 1e6).toFixed(2),
      count(elements),
      ...[rendered, seconds, GOAL_SECONDS].map((value) => `${value.toFixed(2)} s`),
      (seconds / GOAL_SECONDS).toFixed(2),
    ]);
  }
  const runs = openings[0]?.opened.length ?? 0;
  return `Time to open a report in Chromium, from the request to the load event: medians of ${runs} openings\n${table}`;
}

/** Time and memory of imports through the whole stack, and whether their receipts are exact. */
export function largeImportTable(imports: readonly LargeImport[]): string {
  const columns = [
    'records',
    'MB',
    'seconds',
    'runs killed',
    'handed over',
    'peak MB',
    'recorded',
    'rejected',
    'twice',
  ];
  const table = createTable('file', columns);
  for (const { what, run } of imports) {
    const { rows, recorded, rejected, duplicate } = run.receipt;
    table.push([
      what,
      ...[rows, Math.round(run.size / 1e6), Math.round(run.seconds), run.killed, run.handedOver].map(count),
      ...[Math.round(run.peakMemory / 2 ** 20), recorded, rejected, duplicate].map(count),
    ]);
  }
  return `Imports by the function as it would be deployed. Peak MB: the largest memory of one of its processes\n${table}`;
}

const createTable = (first: string, others: readonly string[]) =>
  new Table({
    head: [first, ...others],
    colAligns: ['left', ...others.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });

/** The middle value, or the mean of the two middle values if their number is even. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
