import * as z from 'zod';
import { type Bucket, type ReadableBucket, update } from './bucket.ts';
import { decodeJson, encodeJson } from './json.ts';
import { fileKey, historyKey, latestKey } from './keys.ts';
import { latest, type Manifest, manifest } from './manifest.ts';
import { MANIFEST } from './render.ts';

const entry = manifest.pick({
  snapshot: true,
  time: true,
  title: true,
  verdict: true,
  totals: true,
  inputs: true,
});

/** `history.json`: all snapshots of a study, oldest first. */
export const history = z.object({
  schemaVersion: z.literal(1),
  study: z.string(),
  snapshots: z.array(entry),
});

export type History = z.output<typeof history>;

/**
 * Brings a study's history up to its latest snapshot. Each snapshot names the one before it, so the history lacks
 * nothing for long: what a publisher that died had left out, the next one enters.
 */
export async function recordHistory(bucket: Bucket, study: string): Promise<void> {
  await update(bucket, historyKey(study), async (current) => {
    const known = current ? decodeJson(history, current).snapshots : [];
    const missing = await snapshotsSince(bucket, study, new Set(known.map(({ snapshot }) => snapshot)));
    return encodeJson(history, { schemaVersion: 1, study, snapshots: [...known, ...missing] });
  });
}

/** From the latest snapshot back to the first one that is known: those in between, oldest first. */
async function snapshotsSince(bucket: ReadableBucket, study: string, known: ReadonlySet<string>) {
  const newest = await bucket.get(latestKey(study));
  const found: Manifest[] = [];
  let id = newest && decodeJson(latest, newest.body).snapshot;
  while (id !== null && !known.has(id)) {
    const next = await readManifest(bucket, study, id);
    found.unshift(next);
    id = next.previous;
  }
  return found;
}

async function readManifest(bucket: ReadableBucket, study: string, id: string): Promise<Manifest> {
  const key = fileKey(study, id, MANIFEST);
  const stored = await bucket.get(key);
  if (!stored) throw new Error(`${key} is missing, though the snapshot was published`);
  return decodeJson(manifest, stored.body);
}

export async function readHistory(bucket: ReadableBucket, study: string): Promise<History | null> {
  const stored = await bucket.get(historyKey(study));
  return stored && decodeJson(history, stored.body);
}
