import { createHash } from 'node:crypto';
import {
  history,
  latest,
  manifest,
  receipt,
  receiptsFolder,
  rejectFile,
  rejectsFolder,
} from '../../shared/contracts/index.ts';
import { studyPseudonymiser } from '../../shared/events/pseudonyms/index.ts';
import { snapshotKeys } from '../../shared/publication/index.ts';
import { type Books, countersOf, foldOf, ledgerOf } from '../../test/support/books.ts';
import { type PlainBucket, plainBucket } from '../../test/support/objects.ts';
import type { RunningStack } from '../../test/support/running-stack.ts';
import type { ExpectedStudy } from './small-study.ts';

/** The state of a study after it went through faults. */
export interface Finding {
  readonly study: string;
  readonly events: number;
  /** Number of missing counts and of excess counts in the counters. */
  readonly lost: number;
  readonly doubled: number;
  /** Descriptions of all other errors. */
  readonly wrong: readonly string[];
}

/** Compares the records and publications of a study with its input. */
export async function compareStudy(
  running: RunningStack,
  secret: string,
  sent: ExpectedStudy,
): Promise<Finding> {
  const store = await running.study(sent.study);
  const { pseudonymOf } = studyPseudonymiser(secret, sent.study);
  const events = sent.events.map((event) => ({ ...event, clinician: pseudonymOf(event.clinician) }));
  const expected = foldOf(events, store.settings.criteria);
  const counters = await countersOf(store);
  const { missing: lost, surplus: doubled } = difference(expected, counters);
  const ledger = difference(expected, await ledgerOf(store));
  const entered = new Set<string>();
  for await (const { clinician } of store.participants()) entered.add(clinician);
  const bucket = (name: string) => plainBucket(running.aws.s3, running.output(name));
  const exports = bucket('ExportsBucketName');
  const errors = [
    ledger.missing + ledger.surplus > 0 &&
      `the ledger has ${ledger.missing} missing and ${ledger.surplus} excess counts`,
    !sameSet(entered, new Set(events.map(({ clinician }) => clinician))) &&
      'the entered clinicians differ from those of the events',
    ...(await receiptErrors(exports, sent)),
    ...(await rejectErrors(exports, sent)),
    ...(await snapshotErrors(bucket('SnapshotsBucketName'), sent.study)),
  ];
  const wrong = errors.filter((error) => error !== false);
  return { study: sent.study, events: sent.events.length, lost, doubled, wrong };
}

function difference(expected: Books, found: Books): { missing: number; surplus: number } {
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  const excess = [...names].map((name) => (found[name] ?? 0) - (expected[name] ?? 0));
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    missing: sum(excess.filter((number) => number < 0).map(Math.abs)),
    surplus: sum(excess.filter((number) => number > 0)),
  };
}

const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((name) => b.has(name));

async function receiptErrors(bucket: PlainBucket, { study, exports, copies }: ExpectedStudy) {
  const keys = await bucket.keys(receiptsFolder(study));
  const receipts = await Promise.all(
    keys
      .filter((key) => key.endsWith('/receipt.json'))
      .map(async (key) => receipt.parse(await bucket.json(key))),
  );
  const errors = receipts.map((one) => {
    const { object, status, rows, events, rejected } = one;
    const { recorded, duplicate, revised, retracted, stale, conflict } = one;
    const expectedCounts = exports.get(object);
    const sum = recorded + duplicate + revised + retracted + stale + conflict + rejected;
    const isRight =
      status === 'finished' && rows === expectedCounts?.rows && rejected === expectedCounts.broken;
    return (
      !(isRight && events === rows && sum === events) && `the receipt of ${object} is ${JSON.stringify(one)}`
    );
  });
  const recorded = receipts
    .filter(({ object }) => object.startsWith(copies.prefix))
    .reduce((total, one) => total + one.recorded, 0);
  const lists = keys.filter((key) => key.endsWith('/rejects.jsonl'));
  const lines = await Promise.all(lists.map(async (key) => countRejects(await bucket.text(key))));
  const broken = [...exports.values()].reduce((total, one) => total + one.broken, 0);
  return [
    ...errors,
    receipts.length !== exports.size && `there are ${receipts.length} receipts for ${exports.size} files`,
    recorded !== copies.judgments &&
      `the copies contain ${copies.judgments} judgments, but their receipts report ${recorded} judgments as recorded`,
    lines.reduce((total, number) => total + number, 0) !== broken &&
      `the lists of rejects contain ${lines} of ${broken} rows`,
    keys.some((key) => key.includes('/parts/')) && 'parts of a list of rejects were not deleted',
  ];
}

/**
 * Number of rejects in a list. The list also contains conflicts. They are not counted, because the order of the events
 * decides which event is in conflict.
 */
const countRejects = (list: string): number =>
  list.split('\n').filter((line) => line !== '' && JSON.parse(line).reason !== 'conflict').length;

async function rejectErrors(bucket: PlainBucket, { study, refused }: ExpectedStudy) {
  const keys = await bucket.keys(rejectsFolder(study));
  const files = await Promise.all(keys.map(async (key) => rejectFile.parse(await bucket.json(key))));
  const rejects = files.flatMap((file) => file.rejects).filter(({ reason }) => reason !== 'conflict').length;
  return [rejects !== refused && `there are ${rejects} rejected messages instead of ${refused}`];
}

/** Follows the path of a reader: from `latest.json` and `history.json` to manifests and their files. */
async function snapshotErrors(bucket: PlainBucket, study: string) {
  const newest = latest.parse(await bucket.json(snapshotKeys.latestKey(study)));
  const { snapshots } = history.parse(await bucket.json(snapshotKeys.historyKey(study)));
  const errors: (string | false)[] = [
    snapshots.at(-1)?.snapshot !== newest.snapshot &&
      'the newest snapshot in history.json is not the one in latest.json',
  ];
  let previous: string | null = null;
  for (const { snapshot } of snapshots) {
    const folder = new Set(await bucket.keys(snapshotKeys.snapshotFolder(study, snapshot)));
    const { files, previous: before } = manifest.parse(
      await bucket.json(snapshotKeys.fileKey(study, snapshot, 'manifest.json')),
    );
    errors.push(before !== previous && `${snapshot} follows ${before} instead of ${previous}`);
    previous = snapshot;
    errors.push(folder.size !== files.length + 1 && `${snapshot} has ${folder.size} files`);
    for (const { name, sha256 } of files) {
      const body = await bucket.bytes(snapshotKeys.fileKey(study, snapshot, name));
      const digest = createHash('sha256').update(body).digest('hex');
      errors.push(digest !== sha256 && `${name} of ${snapshot} differs from its manifest`);
    }
  }
  return errors;
}
