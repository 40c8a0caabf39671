import type { ByteSource } from '../byte-source.ts';
import { OwnError } from '../own-error.ts';

/** A stored object. Its `etag` identifies the content, and is the condition for a replacement. */
export interface StoredObject {
  readonly body: Uint8Array;
  readonly etag: string;
}

/** Read access to objects that fit in memory. */
export interface ObjectReader {
  /** Returns the object, or null if it does not exist. */
  get(key: string): Promise<StoredObject | null>;
  /** Lists the keys that begin with `prefix`, in a stable order. */
  list(prefix: string): AsyncIterable<string>;
  /** Lists the names of the folders directly under `prefix`, in a stable order. The prefix ends in `/`. */
  folders(prefix: string): AsyncIterable<string>;
}

/**
 * Read and write access. Every write is conditional, so a writer never overwrites content that it has not seen.
 */
export interface ObjectWriter extends ObjectReader {
  /**
   * Writes the object if its state has not changed since the caller saw it: absent (`null`), or with this ETag.
   * @returns false if the state differs. Then the caller lost a race, or its own earlier attempt had succeeded.
   */
  put(key: string, body: Uint8Array, seen: string | null): Promise<boolean>;
}

/** One version of an object, as it was found. */
export interface FoundObject {
  readonly key: string;
  /** The version id in a versioned bucket, or else the ETag. */
  readonly version: string;
  /** The time of its upload in ISO 8601. */
  readonly writtenAt: string;
  /** The bytes of this version only. Reading throws {@link ObjectReplaced} if it no longer exists. */
  readonly source: ByteSource;
}

/** Selects an object. Without a version id, it selects the current version. */
export interface ObjectReference {
  readonly key: string;
  readonly versionId?: string | undefined;
  readonly etag?: string | undefined;
}

/** Access to objects of any length, which callers process in parts. */
export interface LargeObjects {
  /** The text of an object, or its beginning if it is longer than `longest` bytes. Null if it does not exist. */
  text(key: string, longest: number): Promise<string | null>;
  /** Null if the object was deleted or replaced by another version. */
  find(reference: ObjectReference): Promise<FoundObject | null>;
  /** Writes an object, and replaces an existing object without a condition. */
  upload(key: string, body: string | AsyncIterable<string>): Promise<void>;
  remove(keys: readonly string[]): Promise<void>;
}

/** All operations on a store of objects. A caller names only the part that it needs. */
export interface ObjectStore extends ObjectWriter, LargeObjects {}

/** An object's content was replaced while it was being read. */
export class ObjectReplaced extends OwnError {
  override readonly name = 'ObjectReplaced';
}

/** The store refuses a request, so whether the object exists is not known. The message names the key and the remedy. */
export class AccessRefused extends OwnError {
  override readonly name = 'AccessRefused';
}
