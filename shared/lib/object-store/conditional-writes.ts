import { OwnError } from '../own-error.ts';
import { type Pace, pauseAfter, realPace } from '../retry.ts';
import type { ObjectReader, ObjectWriter, StoredObject } from './object-store.ts';

/** An object that may be written only once already has other content. */
export class Overwritten extends OwnError {
  override readonly name = 'Overwritten';
}

/**
 * Writes an object that never changes. If the object exists with the same content, the write counts as done: another
 * publisher wrote it, or an earlier attempt of this one did.
 * @throws {@link Overwritten} if the key has other content
 */
export async function putOnce(objects: ObjectWriter, key: string, body: Uint8Array): Promise<void> {
  if (await objects.put(key, body, null)) return;
  if (!(await holds(objects, key, body)))
    throw new Overwritten(`${key} exists with content that differs from the content to publish`);
}

/**
 * Replaces an object by compare-and-swap. After a refusal, it compares the content. If the response to a write was
 * lost, the retry is refused although the first attempt succeeded.
 * @param seen the object that the caller read before it made `body`, or null if there was none
 * @returns whether the object now contains `body`
 */
export async function swap(
  objects: ObjectWriter,
  key: string,
  body: Uint8Array,
  seen: StoredObject | null,
): Promise<boolean> {
  return (await objects.put(key, body, seen?.etag ?? null)) || (await holds(objects, key, body));
}

/** Tries of {@link update}. Each one that fails is a success of another publisher. */
const MAX_TRIES = 10;
const BACKOFF = { firstPause: 50, longestPause: 12_800 };

/**
 * Updates an object that several publishers share: reads it, computes the new content, and swaps it in. It starts again
 * if another publisher was faster. Unchanged content is not written.
 *
 * @param make computes the new content. It must read its other inputs itself, after `current` was read. The last
 *   successful swap then includes the results of all earlier ones.
 */
export async function update(
  objects: ObjectWriter,
  key: string,
  make: (current: Uint8Array | null) => Promise<Uint8Array>,
  sleep: Pace['sleep'] = realPace.sleep,
): Promise<'written' | 'unchanged'> {
  for (let tries = 1; ; tries++) {
    const seen = await objects.get(key);
    const body = await make(seen?.body ?? null);
    if (seen && same(seen.body, body)) return 'unchanged';
    if (await swap(objects, key, body, seen)) return 'written';
    if (tries === MAX_TRIES)
      throw new OwnError(
        `Other publishers changed ${key} ${tries} times in a row while it was being updated`,
      );
    await pauseAfter(tries, BACKOFF, { ...realPace, sleep });
  }
}

async function holds(objects: ObjectReader, key: string, body: Uint8Array): Promise<boolean> {
  const stored = await objects.get(key);
  return stored !== null && same(stored.body, body);
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
