import { latest, type Protocol, protocol, snapshot } from '../contracts/index.ts';
import { decodeJson } from '../lib/index.ts';
import type { ObjectReader } from '../lib/object-store/index.ts';
import { fileKey, latestKey } from './keys.ts';

/** The protocol of a study's latest snapshot, which is the last valid one. Null if there is no snapshot. */
export async function publishedProtocol(objects: ObjectReader, study: string): Promise<Protocol | null> {
  const newest = await objects.get(latestKey(study));
  if (!newest) return null;
  const { snapshot: id } = decodeJson(latest, newest.body);
  const stored = await objects.get(fileKey(study, id, 'snapshot.json'));
  if (!stored) return null;
  const { hash: _, ...settings } = decodeJson(snapshot.pick({ protocol: true }), stored.body).protocol;
  return protocol.safeParse(settings).data ?? null;
}
