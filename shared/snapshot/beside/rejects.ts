import pMap from 'p-map';
import { rejectFile, rejectsPrefix } from '../../ingest/reject-file.ts';
import type { ReadableBucket } from '../bucket.ts';
import { collect } from '../collect.ts';
import type { Rejects } from '../operations.ts';
import { countReasons } from './reasons.ts';

/** Most files read to count reasons: the newest. */
const MOST = 500;

/** What was refused of the messages of a study's queue. */
export async function rejectsOf(bucket: ReadableBucket, study: string): Promise<Rejects> {
  const keys = await collect(bucket.list(rejectsPrefix(study)));
  // Keys begin with the date.
  const files = await pMap(keys.slice(-MOST), (key) => read(bucket, key), { concurrency: 16 });
  const readable = files.filter((file) => file !== null);
  return {
    files: keys.length,
    read: readable.length,
    byReason: countReasons(
      readable.flatMap(({ rejects }) => rejects).map(({ reason }) => ({ reason, count: 1 })),
    ),
  };
}

async function read(bucket: ReadableBucket, key: string) {
  const stored = await bucket.get(key);
  return stored && (rejectFile.safeParse(JSON.parse(Buffer.from(stored.body).toString())).data ?? null);
}
