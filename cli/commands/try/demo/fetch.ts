import pMap from 'p-map';
import {
  INDEX,
  latest,
  type Snapshot,
  snapshot as snapshotSchema,
  snapshotsFolder,
} from '../../../../shared/contracts/index.ts';
import { decodeJson } from '../../../../shared/lib/index.ts';
import { type ObjectReader, type ObjectWriter, update } from '../../../../shared/lib/object-store/index.ts';
import { publishIndex, snapshotKeys } from '../../../../shared/publication/index.ts';

/** Number of objects that are copied concurrently. */
const CONCURRENT_COPIES = 8;

export interface FetchedStudy {
  readonly snapshot: Snapshot;
  /** Keys of the files that readers open first: the files of the latest snapshot, and the pointers to it. */
  readonly keys: readonly string[];
}

/**
 * Copies all published files of a study: its snapshots, its history, and the pointer to the latest. The pointers come
 * last, so that they never refer to a missing file. Snapshots of an earlier run remain in the copy, but no file refers
 * to them. `index.html` lists all studies of the copy.
 */
export async function fetchStudy(from: ObjectReader, study: string, to: ObjectWriter): Promise<FetchedStudy> {
  // The pointers are read before the listing. A snapshot that is published meanwhile is then copied, but the pointers
  // do not refer to it.
  const pointers = new Map<string, Uint8Array>();
  for (const key of [snapshotKeys.historyKey(study), snapshotKeys.latestKey(study)])
    pointers.set(key, await read(from, key));
  const keys = await Array.fromAsync(from.list(snapshotsFolder(study)));
  await pMap(
    keys.filter((key) => !snapshotKeys.isShared(key)),
    async (key) => write(to, key, await read(from, key)),
    { concurrency: CONCURRENT_COPIES },
  );
  for (const [key, body] of pointers) await write(to, key, body);
  const id = decodeJson(latest, pointers.get(snapshotKeys.latestKey(study))!).snapshot;
  await writeIndex(from, to);
  const own = keys.filter(
    (key) => key.startsWith(snapshotKeys.snapshotFolder(study, id)) && !key.includes('/schemas/'),
  );
  return {
    snapshot: decodeJson(snapshotSchema, await read(to, snapshotKeys.fileKey(study, id, 'snapshot.json'))),
    keys: [...own, ...pointers.keys(), INDEX],
  };
}

/**
 * Writes the index of the copy. If this version cannot read the histories of other studies there, it keeps the
 * published index.
 */
const writeIndex = async (from: ObjectReader, to: ObjectWriter): Promise<void> => {
  await publishIndex(to).catch(async () => write(to, INDEX, await read(from, INDEX)));
};

const write = (to: ObjectWriter, key: string, body: Uint8Array) => update(to, key, async () => body);

async function read(objects: ObjectReader, key: string): Promise<Uint8Array> {
  const stored = await objects.get(key);
  if (!stored) throw new Error(`${key} is missing`);
  return stored.body;
}
