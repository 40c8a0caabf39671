import type { Mapping, Protocol } from '../contracts/index.ts';
import type { Pseudonymiser } from '../events/index.ts';
import { settingsOf } from '../ledger/cells/index.ts';
import type { ImportState } from '../ledger/import-log/index.ts';
import { type LedgerWriter, SettingsRefused, type Stores, Superseded } from '../ledger/index.ts';
import type { ByteSource } from '../lib/index.ts';
import { type Concluding, conclude, paused, type Stopped } from './conclude-import.ts';
import type { HasTimeLeft } from './containers/unpack.ts';
import { fileReader } from './file-reader.ts';
import { NamesRead } from './names-read.ts';
import { type ImportPace, planWindow, withoutDeadline } from './pace.ts';
import { type OpenedFile, openFile } from './read-records.ts';
import type { Conclusion } from './receipt.ts';
import { UnreadableFile } from './unreadable-file.ts';
import { Windows } from './windows/import-window.ts';
import { type Settling, settleWindow, WindowUnsettled } from './windows/settle-window.ts';

/** A file to import, with the dependencies of the import. */
export interface ImportJob extends Concluding {
  readonly stores: Stores;
  readonly source: ByteSource;
  /** When the file was written, in ISO 8601. Events in rows without a time get this time. */
  readonly fileTime: string;
  readonly protocol: Protocol;
  /** The mapping next to the file, or that of its study. Its digest is part of the identity. */
  readonly mapping?: Mapping | null;
  readonly studyMapping?: Mapping | null;
  readonly pseudonymiser: Pseudonymiser;
  /** Called after every window. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  /** Records settled so far. */
  readonly records: number;
  /** Events refused by this worker so far. */
  readonly rejected: number;
}

export type ImportResult =
  | Stopped
  /** An earlier worker concluded it. */
  | { readonly status: 'concluded before' };

/**
 * Imports one file window by window, each recorded exactly once. Leaves a receipt and the list of rejects. A broken
 * record never stops a file. If a file cannot be read, its receipt gives the reason.
 *
 * After a crash, a repeated call resumes behind the last settled window. After the end of the import, it does
 * nothing.
 * @throws errors of the stream, the stores or the receipts, except those that conclude the import
 * @see docs/decisions/0003-receipts-are-exact.md
 */
export async function importFile(job: ImportJob): Promise<ImportResult> {
  const { identity, stores, receipts, pace = withoutDeadline } = job;
  const begun = await stores.imports.takeOver(identity, new Date(pace.now()).toISOString());
  if (begun.status !== 'running') {
    await receipts.tidy();
    return { status: 'concluded before' };
  }
  let named: OpenedFile['named'] = [];
  const names = new NamesRead();
  try {
    const hasTimeLeft = skippingTime(pace);
    const file = await openedFor(job, hasTimeLeft);
    named = file.named;
    const end = await readThrough(file, { job, begun, pace, hasTimeLeft, names });
    if (end === 'out of time') return await paused(job, begun, 'time');
    return await conclude(job, begun.epoch, {
      status: 'finished',
      ...end,
      named,
      similar: names.warnings(),
    });
  } catch (error) {
    if (error instanceof Superseded) return { status: 'superseded' };
    if (error instanceof WindowUnsettled) return paused(job, begun, isLate(pace) ? 'time' : 'busy');
    const message = reasonToFail(error);
    if (message === null) throw error;
    return conclude(job, begun.epoch, { status: 'failed', message, named, similar: names.warnings() });
  }
}

/** The reason why an import can only fail. Null for an error that may not occur in another attempt. */
function reasonToFail(error: unknown): string | null {
  if (error instanceof UnreadableFile) return `The file cannot be read: ${error.message}`;
  if (error instanceof SettingsRefused) return `The study does not take this file: ${error.message}`;
  return null;
}

const isLate = ({ left, reserve }: ImportPace): boolean => left() <= reserve;

function openedFor(job: ImportJob, hasTimeLeft: HasTimeLeft): Promise<OpenedFile> {
  const { identity, protocol, mapping = null, studyMapping = null } = job;
  const { criteria } = protocol;
  return openFile(job.source, { study: identity.study, criteria, mapping, studyMapping }, hasTimeLeft);
}

interface Reading {
  readonly job: ImportJob;
  /** The state of the import when this worker took it over. */
  readonly begun: ImportState;
  readonly pace: ImportPace;
  readonly hasTimeLeft: HasTimeLeft;
  readonly names: NamesRead;
}

async function readThrough(
  { container, batches }: OpenedFile,
  { job, begun, pace, hasTimeLeft, names }: Reading,
): Promise<'out of time' | Pick<Conclusion, 'message'>> {
  const { identity, stores } = job;
  const reader = fileReader({ ...job, study: identity.study, names });
  const windows = begun.place
    ? new Windows(batches(begun.place), reader, begun.position)
    : new Windows(batches(), reader);
  const settling = settlingOf(job, begun.epoch, pace);
  try {
    await windows.skipTo(begun.position, hasTimeLeft);
    let { position, windowEnd } = begun;
    let rejected = 0;
    const start = { position, time: pace.now() };
    for (;;) {
      if (isLate(pace)) return 'out of time';
      const rate = position > start.position ? (position - start.position) / (pace.now() - start.time) : null;
      // A window that was begun keeps its end, because its written judgments have its mark.
      const window =
        windowEnd === null ? await windows.next(planWindow(pace, rate)) : await windows.upTo(windowEnd);
      if (!window) return remarkOn(container, position);
      if (windowEnd === null && !(await stores.imports.plan(identity, begun.epoch, window.end)))
        throw new Superseded('another worker has taken over the import');
      await settleWindow(window, settling);
      position = window.end;
      windowEnd = null;
      rejected += window.rejects.count;
      job.onProgress?.({ records: position, rejected });
    }
  } finally {
    await windows.close();
  }
}

function settlingOf(job: ImportJob, epoch: number, pace: ImportPace): Settling {
  const { identity, stores, receipts, protocol, pseudonymiser } = job;
  const offered = settingsOf(protocol, pseudonymiser.fingerprint);
  let opened: Promise<LedgerWriter> | undefined;
  return {
    identity,
    epoch,
    imports: stores.imports,
    receipts,
    open: () => {
      opened ??= stores.store.open(identity.study, offered);
      return opened;
    },
    record: stores.record,
    deadline: () => pace.left() - pace.reserve / 2,
  };
}

/**
 * Skipping settled records may take at most half of the time. Otherwise the import of such a file would never end.
 */
function skippingTime({ left, reserve, now }: ImportPace): HasTimeLeft {
  const end = now() + (left() - reserve) / 2;
  return () => now() <= end;
}

const remarkOn = (container: OpenedFile['container'], rows: number): Pick<Conclusion, 'message'> => {
  if (container === 'empty') return { message: 'The file is empty.' };
  if (rows > 0) return {};
  const isTable = container === 'csv' || container === 'parquet';
  return { message: isTable ? 'The file has a header and no rows.' : 'The file contains no record.' };
};
