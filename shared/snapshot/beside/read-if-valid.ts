import type * as z from 'zod';
import type { ReadableBucket } from '../bucket.ts';

/** A JSON object of a bucket; null where it is gone, or damaged: one bad file must not keep a study unpublished. */
export async function readIfValid<T extends z.ZodType>(
  bucket: ReadableBucket,
  key: string,
  schema: T,
): Promise<z.output<T> | null> {
  const stored = await bucket.get(key);
  if (!stored) return null;
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(stored.body)));
  } catch {
    return null;
  }
}
