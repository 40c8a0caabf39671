import { OwnError } from '../own-error.ts';
import { type Pace, pauseAfter, realPace } from '../retry.ts';

/** An object as it was read. `etag` names its content: the condition under which it may be replaced. */
export interface StoredObject {
  readonly body: Uint8Array;
  readonly etag: string;
}

/** Where snapshots come from and go to: reading. */
export interface ReadableBucket {
  /** The object, or null where there is none. */
  get(key: string): Promise<StoredObject | null>;
  /** Keys that begin with `prefix`, in an order that does not change. */
  list(prefix: string): AsyncIterable<string>;
  /** Names of the folders directly under `prefix`, which ends in `/`, likewise. */
  folders(prefix: string): AsyncIterable<string>;
}

/** Where snapshots are published. Every write is conditional: what is there is never overwritten unseen. */
export interface Bucket extends ReadableBucket {
  /**
   * Writes the object if it is still what the caller saw: absent (`null`), or with this ETag.
   * @returns false where it is not: the caller lost a race, or an earlier try of its own had taken effect.
   */
  put(key: string, body: Uint8Array, seen: string | null): Promise<boolean>;
}

/** An object that is published once holds something else already. */
export class Overwritten extends OwnError {
  override readonly name = 'Overwritten';
}

/**
 * Writes an object that never changes. One with the same content is as good as written: another publisher, or
 * this one before it died, was here.
 * @throws {@link Overwritten} where there is other content under the key
 */
export async function putOnce(bucket: Bucket, key: string, body: Uint8Array): Promise<void> {
  if (await bucket.put(key, body, null)) return;
  if (!(await holds(bucket, key, body)))
    throw new Overwritten(`${key} exists with other content than the one to be published`);
}

/**
 * Replaces an object by compare-and-swap. A refusal is looked into: when the answer to a write is lost, its
 * repetition is refused though the first one took effect.
 * @param seen what the caller read before it made `body`; null where there was none
 * @returns whether the object now holds `body`
 */
export async function swap(
  bucket: Bucket,
  key: string,
  body: Uint8Array,
  seen: StoredObject | null,
): Promise<boolean> {
  return (await bucket.put(key, body, seen?.etag ?? null)) || (await holds(bucket, key, body));
}

/** Tries of {@link update}. Each one that fails is a success of another publisher. */
const MAX_TRIES = 10;
const BACKOFF = { firstPause: 50, longestPause: 12_800 };

/**
 * Brings an object that several publishers share up to date: reads it, makes its new content, swaps it in, and
 * begins again where another one was faster. Content that would not change is not written.
 *
 * @param make the new content. It reads whatever else it needs itself, after `current` was read, so that the last
 *   swap to succeed has seen everything that came before it.
 */
export async function update(
  bucket: Bucket,
  key: string,
  make: (current: Uint8Array | null) => Promise<Uint8Array>,
  sleep: Pace['sleep'] = realPace.sleep,
): Promise<'written' | 'unchanged'> {
  for (let tries = 1; ; tries++) {
    const seen = await bucket.get(key);
    const body = await make(seen?.body ?? null);
    if (seen && same(seen.body, body)) return 'unchanged';
    if (await swap(bucket, key, body, seen)) return 'written';
    if (tries === MAX_TRIES)
      throw new OwnError(`${key} was changed by others ${tries} times in a row while it was to be updated`);
    await pauseAfter(tries, BACKOFF, { ...realPace, sleep });
  }
}

async function holds(bucket: Bucket, key: string, body: Uint8Array): Promise<boolean> {
  const stored = await bucket.get(key);
  return stored !== null && same(stored.body, body);
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
