import type * as z from 'zod';
import type { ObjectReader } from '../../lib/object-store/index.ts';

/**
 * Reads a JSON object of a bucket. Null if it is missing or damaged, because one bad file must not block the
 * publication of a study.
 */
export async function readIfValid<T extends z.ZodType>(
  objects: ObjectReader,
  key: string,
  schema: T,
): Promise<z.output<T> | null> {
  const stored = await objects.get(key);
  if (!stored) return null;
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(stored.body)));
  } catch {
    return null;
  }
}
