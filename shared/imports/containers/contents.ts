import type { Place } from '../../lib/index.ts';
import type { Container } from '../formats/format.ts';
import type { RawRecord } from './raw-record.ts';

/** A file split into records. Their meaning is not known yet. */
export interface Contents {
  readonly container: Container | 'empty';
  /** The names of the columns in order. Null for JSON. */
  readonly header: readonly string[] | null;
  /**
   * The records from a place on, in batches. Each call begins a new reading.
   * @param prose whether cells of a table may contain texts of several lines
   * @throws UnreadableFile if the file is damaged, after the records before the damage
   */
  batches(from: Place, prose: boolean): AsyncIterable<readonly RawRecord[]>;
}
