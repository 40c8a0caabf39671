import {
  type History,
  history,
  latest,
  type Manifest,
  manifest,
  snapshotsFolder,
} from '../contracts/index.ts';
import { decodeJson, encodeJson, OwnError } from '../lib/index.ts';
import { type ObjectReader, type ObjectWriter, putOnce, update } from '../lib/object-store/index.ts';
import { fileKey, historyKey, latestKey } from './keys.ts';
import { digest, MANIFEST } from './manifest.ts';

/** Maximum number of entries in `history.json`, and number of entries that move to a part together. */
const MAX_HISTORY_ENTRIES = 200;
const ENTRIES_PER_PART = 100;

/**
 * Extends a study's history up to its latest snapshot. Each snapshot names the previous snapshot. Therefore, the next
 * publisher adds the entries that a crashed publisher left out.
 */
export async function recordHistory(objects: ObjectWriter, study: string): Promise<void> {
  await update(objects, historyKey(study), async (current) => {
    const known = current
      ? decodeJson(history, current)
      : { schemaVersion: 1 as const, study, snapshots: [] };
    const missing = await snapshotsSince(
      objects,
      study,
      new Set(known.snapshots.map(({ snapshot }) => snapshot)),
    );
    let whole: History = { ...known, snapshots: [...known.snapshots, ...missing] };
    while (whole.snapshots.length > MAX_HISTORY_ENTRIES) whole = await setAside(objects, whole);
    return encodeJson(history, whole);
  });
}

/** Moves the oldest snapshots into a part. If this publisher loses the race, the winner has written the same part. */
async function setAside(objects: ObjectWriter, { snapshots, older, ...names }: History): Promise<History> {
  const first = snapshots.slice(0, ENTRIES_PER_PART);
  const body = encodeJson(history, { ...names, snapshots: first, ...(older && { older }) });
  const key = `history/${first.at(-1)!.snapshot}-${digest(body).sha256.slice(0, 8)}.json`;
  await putOnce(objects, snapshotsFolder(names.study) + key, body);
  return {
    ...names,
    snapshots: snapshots.slice(ENTRIES_PER_PART),
    older: { key, snapshots: ENTRIES_PER_PART + (older?.snapshots ?? 0) },
  };
}

/** The snapshots after the last known one, up to the latest. The oldest comes first. */
async function snapshotsSince(objects: ObjectReader, study: string, known: ReadonlySet<string>) {
  const newest = await objects.get(latestKey(study));
  const found: History['snapshots'] = [];
  let id = newest && decodeJson(latest, newest.body).snapshot;
  while (id !== null && !known.has(id)) {
    const { body, ...next } = await readManifest(objects, study, id);
    found.push({ ...next, manifest: digest(body).sha256 });
    id = next.previous;
  }
  return found.reverse();
}

async function readManifest(
  objects: ObjectReader,
  study: string,
  id: string,
): Promise<Manifest & { body: Uint8Array }> {
  const key = fileKey(study, id, MANIFEST);
  const stored = await objects.get(key);
  if (!stored) throw new OwnError(`${key} is missing, though the snapshot was published`);
  return { ...decodeJson(manifest, stored.body), body: stored.body };
}

export async function readHistory(objects: ObjectReader, study: string): Promise<History | null> {
  const stored = await objects.get(historyKey(study));
  return stored && decodeJson(history, stored.body);
}
