import type { Container } from '../formats/format.ts';
import type { Place } from './place.ts';
import type { RawRecord } from './raw-record.ts';

/** A file taken apart into records, whatever they mean. */
export interface Contents {
  readonly container: Container | 'empty';
  /** Names of the columns, in their order; null for JSON. */
  readonly header: readonly string[] | null;
  /**
   * The records from a place on, some at a time. May be called again: reading then begins anew.
   * @param prose whether cells of a table may hold texts of several lines
   * @throws UnreadableFile where the file is damaged, after the records before the damage
   */
  batches(from: Place, prose: boolean): AsyncIterable<readonly RawRecord[]>;
}
