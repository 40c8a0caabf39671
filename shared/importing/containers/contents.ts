import type { Container } from '../formats/format.ts';
import type { Place } from './place.ts';
import type { RawRecord } from './raw-record.ts';

/**
 * Reads the records from a place on. May be called again: reading then begins anew.
 * @param prose whether cells of a table may hold texts of several lines
 * @throws UnreadableFile where the file is damaged, after the records before the damage
 */
export type Reading<T> = (from: Place, prose: boolean) => AsyncIterable<T>;

/** A file taken apart into records, whatever they mean. */
export interface Contents {
  readonly container: Container | 'empty';
  /** Names of the columns, in their order; null for JSON. */
  readonly header: readonly string[] | null;
  /** The records, some at a time. */
  readonly batches: Reading<readonly RawRecord[]>;
  /** The records one by one. */
  readonly records: Reading<RawRecord>;
}

export const contentsOf = (
  container: Contents['container'],
  header: Contents['header'],
  batches: Contents['batches'],
): Contents => ({
  container,
  header,
  batches,
  async *records(from, prose) {
    for await (const batch of batches(from, prose)) yield* batch;
  },
});
