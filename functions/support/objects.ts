import type { ByteSource } from '../../shared/importing/containers/byte-source.ts';
import { OwnError } from '../../shared/own-error.ts';

/** An object in one version, as it was found. */
export interface FoundObject {
  readonly key: string;
  /** The version id where the bucket has versions, else the ETag. */
  readonly version: string;
  /** When it was written, ISO 8601. */
  readonly writtenAt: string;
  /** Its bytes; of this version and no other. Reading throws {@link ObjectReplaced} where it is gone. */
  readonly source: ByteSource;
}

/** Which object is wanted; without a version, the one that is there. */
export interface ObjectReference {
  readonly key: string;
  readonly versionId?: string | undefined;
  readonly etag?: string | undefined;
}

/** What the functions ask of the exports bucket. */
export interface Objects {
  /** The text of an object, or its beginning where it is longer than `longest` bytes; null where there is none. */
  text(key: string, longest: number): Promise<string | null>;
  /** Null where the object is gone or another version took its place. */
  find(reference: ObjectReference): Promise<FoundObject | null>;
  /** Writes an object that is never changed; one that is there already stays. @returns whether it was written. */
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
