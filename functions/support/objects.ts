import { type ByteSource, OwnError } from '../../shared/lib/index.ts';

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

/** Selects an object. Without a version, the current one. */
export interface ObjectReference {
  readonly key: string;
  readonly versionId?: string | undefined;
  readonly etag?: string | undefined;
}

/** Operations on the exports bucket. */
export interface Objects {
  /** The text of an object, or its beginning if it is longer than `longest` bytes. Null if it does not exist. */
  text(key: string, longest: number): Promise<string | null>;
  /** Null if the object was deleted or replaced by another version. */
  find(reference: ObjectReference): Promise<FoundObject | null>;
  /** Writes an immutable object. An existing one stays. @returns whether it was written. */
  create(key: string, body: string): Promise<boolean>;
  /** Writes an object of any length. */
  put(key: string, body: string | AsyncIterable<string>): Promise<void>;
  /** Keys under a prefix, by code unit. */
  list(prefix: string): AsyncIterable<string>;
  remove(keys: readonly string[]): Promise<void>;
}

/** An object's content was replaced while it was being read. */
export class ObjectReplaced extends OwnError {
  override readonly name = 'ObjectReplaced';
}
