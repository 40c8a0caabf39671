import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  claimSettings,
  type Protocol,
  type Receipt,
  snapshot,
  studyName,
} from '../../../shared/contracts/index.ts';
import { type Pseudonymisers, pseudonymisers } from '../../../shared/events/pseudonyms/index.ts';
import {
  type ImportJob,
  importFile,
  importKeys,
  studyInFile,
  withoutDeadline,
} from '../../../shared/imports/index.ts';
import type { ImportIdentity } from '../../../shared/ledger/import-log/index.ts';
import type { Stores } from '../../../shared/ledger/index.ts';
import { memoryStores } from '../../../shared/ledger/memory/index.ts';
import { codeVersion } from '../../../shared/lib/index.ts';
import {
  localSigner,
  type ManifestSigner,
  type PublishStage,
  publishIndex,
  publishStudy,
  snapshotKeys,
} from '../../../shared/publication/index.ts';
import { summarise } from '../../command-line/audit-summary.ts';
import { CommandError, count, EXIT, plain, step, usageError } from '../../command-line/terminal.ts';
import { writingTo } from '../../files/file-errors.ts';
import { fileSource } from '../../files/file-source.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { fileMapping } from '../../files/mapping-file.ts';
import { checkFile, readProtocol, removeProtocol } from '../../files/protocol-file.ts';
import { writingObjects } from '../../files/run-objects.ts';
import { offlineSecret } from '../../files/secret.ts';
import { hasLosses, lossesText, lossLines, uncountedText } from './import-counts.ts';
import { importsOfFiles } from './offline/offline-imports.ts';
import { countBytesRead, progressNote } from './offline/reading-progress.ts';
import { runReceipts } from './offline/run-receipts.ts';

export interface AuditOptions {
  readonly study?: string;
  readonly protocol?: string;
  readonly lockedProtocol?: string;
  readonly mapping?: string;
  readonly secretFile?: string;
  readonly trustPseudonyms?: boolean;
  readonly signingKey?: string;
  readonly out: string;
}

/** `primum audit`: uses the importers and the audit of a deployment and writes the same files, without a server. */
export async function auditCommand(given: readonly string[], options: AuditOptions): Promise<void> {
  for (const file of given) await checkFile(file);
  // Mappings are among the files if a folder is given as *. Each is read together with its data file.
  const data = given.filter((file) => !importKeys.isMapping(file));
  if (data.length === 0) throw usageError('these are mappings: name the data files that they belong to');
  const files = await removeProtocol(data, options.protocol);
  if (files.length === 0)
    throw usageError('this file is a protocol: also give the files that are to be audited');
  const protocol = await readProtocol(options.protocol);
  const lock = await readLocked(options.lockedProtocol);
  const study =
    options.study ??
    (await studyInFile(await fileSource(files[0]!), protocol, await fileMapping(files[0]!, options.mapping)));
  if (!studyName.safeParse(study).success)
    throw usageError(
      `"${plain(study)}" is not a valid name of a study: use 1 to 64 of a-z, 0-9, ".", "_" and "-"`,
    );
  const secret = await offlineSecret(options.secretFile);
  const sign = await readSigner(options.signingKey);
  await writingTo(options.out, () => makeFolder(options.out)).catch((error: NodeJS.ErrnoException) => {
    if (error instanceof CommandError) throw error;
    throw usageError(`--out ${plain(options.out)} cannot be a folder: ${error.code}`);
  });
  const stores = memoryStores();
  const people = pseudonymisers(secret, stores.store);
  const trustsPseudonyms = options.trustPseudonyms ?? false;
  const kept = runReceipts(options.out);

  const concluded: Receipt[] = [];
  const imports = await importsOfFiles(files, study);
  const readOne = async (file: string, identity: ImportIdentity) => {
    const { digest, ...how } = await fileMapping(file, options.mapping);
    const mapped = { ...identity, mapping: digest };
    const receipts = kept.of(mapped);
    const reading = { ...how, identity: mapped, protocol, people, trustsPseudonyms, receipts };
    const receipt = await readInto(stores, file, reading);
    if (receipt) concluded.push(receipt);
    for (const { message } of receipt?.warnings ?? []) console.error(`  ! ${plain(message)}`);
    const losses = receipt ? lossLines(receipt, (reason) => receipts.first.of(reason)) : [];
    for (const loss of losses) console.error(`  ! not counted: ${plain(loss)}`);
  };
  const readAll = async () => {
    for (const [file, identity] of imports) await readOne(file, identity);
  };
  await writingTo(options.out, readAll).finally(kept.discard);
  const store = await stores.store.existing(study);
  if (!store) throw new CommandError(`no event could be read: ${importFaults(concluded, options.out)}`);

  const published = await step('Auditing', async (progress) => {
    const done = await writingObjects(options.out, async (snapshots) => {
      const result = await publishStudy({
        store,
        protocol,
        codeVersion: codeVersion(),
        lock,
        exports: kept.objects,
        snapshots,
        now: () => new Date(),
        sign,
        onStage: (stage) => progress.begin(STAGES[stage]),
      });
      await publishIndex(snapshots);
      return result;
    });
    return [done, done.status === 'unchanged' ? 'no change since the existing snapshot' : done.id];
  });
  await printResult(study, published.id, options.out);
  if (concluded.some(hasLosses))
    throw new CommandError(importFaults(concluded, options.out), EXIT.doneWithRejects);
}

/** The locked settings in a protocol file. The file says neither when they were locked, nor which results were known. */
const readLocked = async (file: string | undefined) =>
  file === undefined
    ? undefined
    : { at: null, snapshots: null, settings: claimSettings(await readProtocol(file)) };

/** Maximum length of a file with a private key in characters. */
const MAX_KEY_LENGTH = 10_000;

const STAGES: Readonly<Record<PublishStage, string>> = {
  reading: 'reading the counters',
  computing: 'computing the figures',
  checking: 'checking the counters against the ledger',
  rendering: 'rendering tables and report',
  writing: 'writing the files',
};

async function readSigner(file: string | undefined): Promise<ManifestSigner | undefined> {
  if (file === undefined) return undefined;
  await checkFile(file, MAX_KEY_LENGTH);
  const pem = await readFile(file, 'utf8');
  try {
    return localSigner(pem);
  } catch (error) {
    throw usageError(`--signing-key ${plain(file)}: ${(error as Error).message}`);
  }
}

interface Reading extends Pick<ImportJob, 'mapping' | 'studyMapping'> {
  readonly identity: ImportIdentity;
  readonly protocol: Protocol;
  readonly people: Pseudonymisers;
  readonly trustsPseudonyms: boolean;
  readonly receipts: ReturnType<ReturnType<typeof runReceipts>['of']>;
}

/**
 * Number of records per window. Larger windows save no work in memory, and short-lived objects are cheap for the
 * garbage collector.
 */
const WINDOW_RECORDS = 1000;

async function readInto(
  stores: Stores,
  file: string,
  { people, ...reading }: Reading,
): Promise<Receipt | null> {
  const { mtime } = await stat(file);
  return step(`Reading ${file}`, async (progress) => {
    const source = countBytesRead(await fileSource(file));
    const speed = { isRecording: false, began: performance.now() };
    const secondsOf = () => (performance.now() - speed.began) / 1000;
    const result = await importFile({
      ...reading,
      stores,
      pseudonymisers: people,
      source,
      pace: { ...withoutDeadline, largest: WINDOW_RECORDS },
      fileTime: mtime.toISOString(),
      onSurvey: (records) => progress.at(records, undefined, 'records checked'),
      onProgress: (read) => {
        if (!speed.isRecording) {
          source.restart();
          Object.assign(speed, { isRecording: true, began: performance.now() });
        }
        progress.at(read.records, undefined, progressNote(read, source.share(), secondsOf()));
      },
    });
    if (result.status !== 'concluded') return [null, 'named twice, and read once'];
    return [result.receipt, outcomeText(result.receipt)];
  });
}

function outcomeText(receipt: Receipt): string {
  if (receipt.status === 'failed') return `${receipt.message}`;
  return `${count(receipt.rows)} records, ${uncountedText(receipt)}`;
}

/** Describes the files that were not imported in full, with the location of the reasons. */
function importFaults(receipts: readonly Receipt[], out: string): string {
  const failed = receipts.find(({ status }) => status === 'failed');
  if (failed) return `${failed.object}: ${failed.message}`;
  const losses = lossesText(receipts);
  if (losses === null) return noEvents(receipts);
  const where = receipts
    .filter(hasLosses)
    .map(({ study, object, version }) =>
      join(out, `${importKeys.receiptFolder({ study, object, version, mapping: '' })}rejects.jsonl`),
    );
  return `${losses}; line and reason of each are in ${where.join(', ')}`;
}

/** Explains why no event was read. */
function noEvents(receipts: readonly Receipt[]): string {
  const explained = receipts.find(({ message }) => message);
  return explained ? `${explained.object}: ${explained.message}` : 'the files contain no events';
}

/** Prints the summary of the audit, and the places of its files. */
async function printResult(study: string, id: string, out: string): Promise<void> {
  const folder = join(out, snapshotKeys.snapshotFolder(study, id));
  const read = snapshot.parse(JSON.parse(await readFile(join(folder, 'snapshot.json'), 'utf8')));
  console.log(summarise(read));
  console.log(`Report: ${plain(join(folder, 'report.html'))}`);
  console.log(`Files:  ${plain(folder)}\n`);
}
