import type { Mapping, Protocol } from '../contracts/index.ts';
import { listOfImport, type Pseudonymiser, type Pseudonymisers } from '../events/pseudonyms/index.ts';
import { settingsOf } from '../ledger/cells/index.ts';
import { type ImportState, importIdOf } from '../ledger/import-log/index.ts';
import { type LedgerWriter, SettingsRefused, type Stores, Superseded } from '../ledger/index.ts';
import type { ByteSource } from '../lib/index.ts';
import { type Concluding, conclude, paused, type Stopped } from './conclude-import.ts';
import type { HasTimeLeft } from './containers/unpack.ts';
import { fileReader } from './file-reader.ts';
import { NamesRead } from './names-read.ts';
import { type ImportPace, planWindow, shouldHandOver, withoutDeadline } from './pace.ts';
import { type OpenedFile, openFile } from './read-records.ts';
import type { Conclusion } from './receipt.ts';
import { contentDigest } from './survey/content-digest.ts';
import { type FileFacts, NOTHING_FOUND, readFacts, writeFacts } from './survey/file-facts.ts';
import { Overlap, refuseOverlap } from './survey/overlap.ts';
import { type Survey, surveyFile } from './survey/survey-file.ts';
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
  readonly pseudonymisers: Pseudonymisers;
  /** Whether `pseudonym` may replace `clinician`, as in files of an operator. */
  readonly trustsPseudonyms?: boolean;
  /** Called during the survey with the number of records so far. */
  readonly onSurvey?: (records: number) => void;
  /** Called at the start of the recording, and after every window. */
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
 * Imports one file. The file is first surveyed as a whole, and counts nothing if the survey refuses it. Then it is recorded
 * window by window, each exactly once. Leaves a receipt and the list of rejects. A broken record never stops a file. If a
 * file cannot be read, its receipt gives the reason.
 *
 * After a crash, a repeated call resumes behind the last settled window. After the end of the import, it does
 * nothing.
 * @throws errors of the stream, the stores or the receipts, except those that conclude the import
 * @see docs/decisions/0003-receipts-are-exact.md
 */
export async function importFile(job: ImportJob): Promise<ImportResult> {
  return importUnder(job, await job.pseudonymisers.of(job.identity.study));
}

/** An import with the pseudonymiser of its study. */
interface StudyJob extends ImportJob {
  readonly pseudonymiser: Pseudonymiser;
}

async function importUnder(given: ImportJob, pseudonymiser: Pseudonymiser): Promise<ImportResult> {
  const job: StudyJob = { ...given, pseudonymiser };
  const { identity, stores, receipts, pace = withoutDeadline } = job;
  const begun = await stores.imports.takeOver(identity, new Date(pace.now()).toISOString());
  if (begun.status !== 'running') {
    await receipts.tidy();
    return { status: 'concluded before' };
  }
  let named: OpenedFile['named'] = [];
  const names = new NamesRead(job.protocol);
  try {
    const hasTimeLeft = skippingTime(pace);
    const file = await openedFor(job, hasTimeLeft);
    named = file.named;
    const survey = await surveyed(file, { job, begun, pace });
    if (survey === null) return await paused(job, begun, 'time');
    const end = await readThrough(file, { job, begun, pace, hasTimeLeft, names, ...survey });
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
    const correct = error instanceof SettingsRefused ? await correctOf(job) : null;
    if (correct) return importUnder(given, correct);
    const message = reasonToFail(error);
    if (message === null) throw error;
    return conclude(job, begun.epoch, { status: 'failed', message, named, similar: names.warnings() });
  }
}

/** The pseudonymiser of a study that another writer has begun in the other way meanwhile. Null if there is none. */
const correctOf = ({ identity, pseudonymisers, pseudonymiser }: StudyJob): Promise<Pseudonymiser | null> =>
  pseudonymisers.correct(identity.study, pseudonymiser);

/** The beginnings of the message of a receipt, before the reason and the remedy. */
const CANNOT_BE_READ = 'The file cannot be read: ';
const IS_REFUSED = 'The file is refused, and none of its rows counts: ';

/** The reason and the remedy in the message of a receipt. */
export function reasonIn(message: string): string {
  const beginning = [CANNOT_BE_READ, IS_REFUSED].find((one) => message.startsWith(one));
  return message.slice(beginning?.length ?? 0);
}

/** The reason why an import can only fail. Null for an error that may not occur in another attempt. */
function reasonToFail(error: unknown): string | null {
  if (error instanceof UnreadableFile)
    return (error.countsNothing ? IS_REFUSED : CANNOT_BE_READ) + error.message;
  if (error instanceof SettingsRefused) return `The study does not take this file: ${error.message}`;
  return null;
}

const isLate = ({ left, reserve }: ImportPace): boolean => left() <= reserve;

function openedFor(job: ImportJob, hasTimeLeft: HasTimeLeft): Promise<OpenedFile> {
  const { identity, protocol, mapping = null, studyMapping = null } = job;
  const { criteria } = protocol;
  return openFile(job.source, { study: identity.study, criteria, mapping, studyMapping }, hasTimeLeft);
}

interface Surveyed {
  readonly facts: FileFacts;
  /** Finds rows that other files have counted. Null if the file has no row that only its content identifies. */
  readonly overlap: Overlap | null;
}

/**
 * The facts of the whole file, found by this worker or an earlier one. Null if the time is over.
 * @throws UnreadableFile if the file may not count
 * @throws Superseded
 */
async function surveyed(
  file: OpenedFile,
  { job, begun, pace }: Pick<Reading, 'job' | 'begun' | 'pace'>,
): Promise<Surveyed | null> {
  const { identity, source, stores, onSurvey } = job;
  const hasTimeLeft = () => !isLate(pace);
  if (file.container === 'empty') return { facts: NOTHING_FOUND, overlap: null };
  const reading = readingOf(job, file);
  const { imports, store } = stores;
  const known = knownFacts(job, begun);
  const isSurveyed = known !== null;
  const facts =
    known ??
    (await factsOf({ file, reading, hasTimeLeft, ...(onSurvey && { onProgress: onSurvey }) }, source));
  if (facts === null) return null;
  const copies = facts.digest === null ? null : await Overlap.of(imports, identity, facts.digest);
  const overlap = file.rowIdentity.rows === 'cumulative' ? null : copies;
  if (isSurveyed) return { facts, overlap };
  const search = copies && { file, reading: { ...reading, facts }, overlap: copies, store, hasTimeLeft };
  if (search && !(await refuseOverlap(search))) return null;
  const { fingerprint } = job.pseudonymiser;
  if (!(await imports.keepSurvey(identity, begun.epoch, writeFacts({ ...facts, fingerprint }))))
    throw new Superseded('another worker has taken over the import');
  return { facts, overlap };
}

/**
 * The facts that an earlier worker found. Null if there are none, or if they were found under other pseudonyms than those
 * with which the study was then begun.
 */
function knownFacts({ pseudonymiser }: StudyJob, { survey, committed }: ImportState): FileFacts | null {
  if (survey === null) return null;
  const facts = readFacts(survey);
  return committed.size > 0 || facts.fingerprint === pseudonymiser.fingerprint ? facts : null;
}

/** Surveys a file, and adds the digest of its bytes if rows have no ids. Null if the time is over. */
async function factsOf(survey: Survey, source: ByteSource): Promise<FileFacts | null> {
  const facts = await surveyFile(survey);
  if (facts === null || !(facts.hasPositionalRows || facts.hasDescribedRows)) return facts;
  const digest = await contentDigest(source, survey.hasTimeLeft);
  return digest === null ? null : { ...facts, digest };
}

const readingOf = (job: StudyJob, { rowIdentity }: OpenedFile) => ({
  study: job.identity.study,
  protocol: job.protocol,
  pseudonymiser: job.pseudonymiser,
  importId: importIdOf(job.identity),
  trustsPseudonyms: job.trustsPseudonyms ?? false,
  fileTime: job.fileTime,
  rowIdentity,
});

interface Reading extends Surveyed {
  readonly job: StudyJob;
  /** The state of the import when this worker took it over. */
  readonly begun: ImportState;
  readonly pace: ImportPace;
  readonly hasTimeLeft: HasTimeLeft;
  readonly names: NamesRead;
}

async function readThrough(
  file: OpenedFile,
  { job, begun, pace, hasTimeLeft, names, facts, overlap }: Reading,
): Promise<'out of time' | Pick<Conclusion, 'message'>> {
  const { identity, stores } = job;
  const { container, batches } = file;
  const reader = fileReader({ ...readingOf(job, file), facts, names });
  const windows = begun.place
    ? new Windows(batches(begun.place), reader, begun.position)
    : new Windows(batches(), reader);
  const settling = { ...settlingOf(job, begun.epoch, pace), overlap };
  try {
    await windows.skipTo(begun.position, hasTimeLeft);
    let { position, windowEnd } = begun;
    let rejected = 0;
    job.onProgress?.({ records: position, rejected });
    const start = { position, time: pace.now(), left: pace.left() };
    for (;;) {
      if (isLate(pace)) return 'out of time';
      const rate = position > start.position ? (position - start.position) / (pace.now() - start.time) : null;
      if (rate !== null && shouldHandOver(pace, rate, start.left)) return 'out of time';
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

function settlingOf(job: StudyJob, epoch: number, pace: ImportPace): Omit<Settling, 'overlap'> {
  const { identity, stores, receipts, protocol, pseudonymiser } = job;
  const offered = settingsOf(protocol, pseudonymiser.fingerprint);
  let opened: Promise<LedgerWriter> | undefined;
  return {
    identity,
    epoch,
    imports: stores.imports,
    receipts,
    raters: pseudonymiser.ratersIn(listOfImport(importIdOf(identity))),
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
  const isTable = container === 'csv' || container === 'parquet' || container === 'workbook';
  return { message: isTable ? 'The file has a header and no rows.' : 'The file contains no record.' };
};
