import { type LimitsByStudy, protocolKey, type Receipt, studyName } from '../../shared/contracts/index.ts';
import type { ProtocolSource } from '../../shared/events/protocols/index.ts';
import type { Pseudonymisers } from '../../shared/events/pseudonyms/index.ts';
import {
  abandonImport,
  type ImportJob,
  type ImportPace,
  importFile,
  importKeys,
  nothingRead,
  receiptOf,
  type Stopped,
} from '../../shared/imports/index.ts';
import { fileIdOf, type ImportIdentity } from '../../shared/ledger/import-log/index.ts';
import type { Stores } from '../../shared/ledger/index.ts';
import { OwnError } from '../../shared/lib/index.ts';
import { type FoundObject, ObjectReplaced, type ObjectStore } from '../../shared/lib/object-store/index.ts';
import type { Messages } from '../support/messages.ts';
import type { Facts, Telemetry } from '../support/telemetry.ts';
import { type Announced, writeAnnouncement } from './announcement.ts';
import { bucketReceipts } from './bucket-receipts.ts';
import { mappingOf } from './mapping-of-file.ts';

/** The dependencies of import-export, created once per warm function. */
export interface ImportExportServices {
  readonly protocols: ProtocolSource;
  readonly pseudonymisers: Pseudonymisers;
  readonly stores: Stores;
  readonly exports: ObjectStore;
  readonly queue: Pick<Messages, 'send' | 'hide'>;
  readonly limits: LimitsByStudy;
  readonly telemetry: Telemetry;
}

/** A run of import-export on one announced file. */
interface Run {
  readonly announced: Announced;
  readonly services: ImportExportServices;
  readonly pace: ImportPace;
  /** The file in a log line. */
  readonly facts: Facts;
}

/** Number of consecutive runs without progress after which an import is abandoned. */
const MAX_TRIES_WITHOUT_PROGRESS = 2;
/** Delay in seconds before resuming an import that was paused because the store was busy. */
const BUSY_PAUSE = 30;

/**
 * Imports an announced file, or resumes its import.
 * @throws errors that another delivery of the same message may not meet
 */
export async function importAnnounced(
  announced: Announced,
  services: ImportExportServices,
  pace: ImportPace,
): Promise<void> {
  const { exports, telemetry } = services;
  if (announced.key.endsWith('/')) return telemetry.info('not a file of data', factsOf(announced));
  // Under a new mapping, the file is a separate import. This includes files that were refused without a mapping or
  // read by another.
  if (importKeys.isMapping(announced.key)) {
    const { bucket } = announced;
    return importAnnounced(
      { bucket, key: importKeys.mappedBy(announced.key), withoutProgress: 0 },
      services,
      pace,
    );
  }
  const found = await exports.find(announced);
  // The upload that replaced the file announced the new version, which has its own import.
  if (!found) return telemetry.warn('the file is gone, or was replaced', factsOf(announced));
  const identity = identityOf(found);
  const run = { announced, services, pace, facts: fileFacts(identity) };
  const fault = misplaced(identity.study) ?? tooLong(found, identity.study, services.limits);
  if (fault !== null) return refuse(run, identity, fault);
  const registration = await services.protocols.get(identity.study, { since: pace.now() });
  if (registration.status === 'registered') {
    const how = await mappingOf(exports, found.key, registration.protocol);
    const mapped = { ...identity, mapping: how.digest };
    if ('fault' in how) return refuse(run, mapped, how.fault);
    return importFound(run, found, { ...how, identity: mapped, protocol: registration.protocol });
  }
  const protocol = protocolKey(identity.study);
  const why =
    registration.status === 'unknown'
      ? `The study is not registered. Put its protocol ({} takes every default) at ${protocol}`
      : `The study's protocol at ${protocol} is not valid: ${registration.message}. Correct it`;
  return refuse(run, identity, `${why}, and upload this file again.`);
}

/** Replaces the study of a file outside all study folders. No study can have this name. */
const NO_STUDY = '-';

function identityOf({ key, version }: Pick<FoundObject, 'key' | 'version'>): ImportIdentity {
  const lies = importKeys.exportOf(key) ?? { study: NO_STUDY, object: key };
  return { ...lies, version, mapping: '' };
}

/** A file as logs name it. */
const fileFacts = (identity: ImportIdentity): Facts => ({
  study: loggedStudy(identity.study),
  file: fileIdOf(identity),
});

/** A folder that cannot be a study may have any name. */
const loggedStudy = (study: string): string => (misplaced(study) === null ? study : NO_STUDY);

/** An announced file as logs name it. Without its version, its digest could be guessed. */
export function factsOf({ key, versionId, etag }: Announced): Facts {
  const version = versionId ?? etag;
  const identity = identityOf({ key, version: version ?? '' });
  return version === undefined ? { study: loggedStudy(identity.study) } : fileFacts(identity);
}

/** The fault of the folder of a file. Null if it is valid. */
function misplaced(study: string): string | null {
  if (study === NO_STUDY) return 'The file is not in the folder of a study. Put it under exports/<study>/.';
  const read = studyName.safeParse(study);
  if (read.success) return null;
  return `The folder cannot be a study: its name ${read.error.issues[0]?.message}. Put the file into another folder.`;
}

/** The fault of a file that is longer than the limit of its study. Null if it is not. */
function tooLong({ source }: FoundObject, study: string, limits: LimitsByStudy): string | null {
  const { fileBytes } = limits.own.get(study) ?? limits.every;
  if (source.size <= fileBytes) return null;
  return (
    `The file has ${source.size} bytes, and the operator of this deployment accepts ${fileBytes} bytes per file of` +
    ' this study. Split the file, or ask the operator for a higher limit (limits).'
  );
}

async function importFound(
  run: Run,
  found: FoundObject,
  how: Pick<ImportJob, 'identity' | 'protocol' | 'mapping' | 'studyMapping'>,
): Promise<void> {
  const { announced, services, pace, facts } = run;
  const { telemetry, pseudonymisers, stores, exports } = services;
  const receipts = bucketReceipts(exports, how.identity);
  const trustsPseudonyms = importKeys.isOperators(found.key);
  const fileTime = found.writtenAt;
  const job = { ...how, stores, receipts, pseudonymisers, trustsPseudonyms, pace, fileTime };
  if (announced.withoutProgress >= MAX_TRIES_WITHOUT_PROGRESS) {
    const message =
      `The import was abandoned after ${announced.withoutProgress} runs without progress.` +
      ' The events counted below are recorded. Upload the file again to continue.';
    return report(await abandonImport(job, message), run);
  }
  const onProgress = ({ records }: { records: number }) =>
    telemetry.info('records settled', { ...facts, records });
  try {
    await report(await importFile({ ...job, source: found.source, onProgress }), run);
  } catch (error) {
    if (!(error instanceof ObjectReplaced)) throw error;
    const message = 'The file was replaced while it was read; the new version has a separate receipt.';
    await report(await abandonImport(job, message), run);
  }
}

/**
 * Leaves a receipt with the reason why a file was not read. If the import was begun before, it ends with its
 * counts. If it was concluded, its receipt stays, even if the file is announced again.
 */
async function refuse(run: Run, identity: ImportIdentity, message: string) {
  const { services, pace } = run;
  const { exports, stores } = services;
  const receipts = bucketReceipts(exports, identity);
  if (await stores.imports.read(identity)) {
    const ended = await abandonImport({ identity, stores, receipts, pace }, message);
    return report(ended, run);
  }
  const now = new Date(pace.now()).toISOString();
  const receipt = receiptOf(identity, nothingRead(now), { status: 'failed', message, finishedAt: now });
  await receipts.publish(receipt);
  tell(receipt, run);
}

async function report(result: Stopped | { readonly status: 'concluded before' }, run: Run): Promise<void> {
  const { announced, facts, services } = run;
  const { queue, telemetry } = services;
  if (result.status === 'concluded') return tell(result.receipt, run);
  if (result.status !== 'paused') return telemetry.info(`import ${result.status}`, facts);
  const { because, progressed } = result;
  telemetry.info('import continues in another run', { ...facts, because, progressed });
  if (because === 'busy') telemetry.count('StoreExhausted');
  // A store that accepts no writes at all needs time. The message returns after a while.
  if (because === 'busy' && !progressed) throw new OwnError('the store is busy and accepts no writes');
  const withoutProgress = progressed ? 0 : announced.withoutProgress + 1;
  await queue.send(writeAnnouncement({ ...announced, withoutProgress }), because === 'busy' ? BUSY_PAUSE : 0);
}

function tell(receipt: Receipt, { facts, services: { telemetry } }: Run): void {
  const { status, rows, recorded, duplicate, conflict, rejected } = receipt;
  telemetry.count(status === 'finished' ? 'ImportsFinished' : 'ImportsFailed');
  telemetry.count('EventsRead', receipt.events);
  telemetry.count('EventsRecorded', recorded + receipt.revised + receipt.retracted);
  telemetry.count('Duplicates', duplicate + receipt.stale);
  telemetry.count('Conflicts', conflict);
  for (const { reason, count } of receipt.byReason) telemetry.countRejects(reason, count);
  telemetry.info(`import ${status}`, { ...facts, rows, recorded, duplicate, conflict, rejected });
}
