import type { Fault } from '../contracts/reject.ts';
import type { Note } from './formats/notes.ts';

/** An event made from columns, as a client would send it; with a fault where the columns do not say what it is. */
export interface MadeRow {
  readonly value: unknown;
  readonly fault?: Fault;
  /** What was decided by a rule. It is told where the event is not refused. */
  readonly notes?: readonly Note[];
}

/**
 * What one record holds. A `message` is the contract itself: an event, or an array of events. A `row` is an event
 * made from columns: it may lack `judgment` and `at`, which are then filled in from its content and its source.
 * `rows` are any number of such events, with what is to be told of the record whatever comes of them.
 */
export type RecordForm =
  | { readonly form: 'message' | 'row'; readonly value: unknown }
  | { readonly form: 'rows'; readonly value: readonly MadeRow[]; readonly notes: readonly Note[] }
  | { readonly form: 'broken'; readonly fault: Fault };

/** One record of a file. */
export type SourceRecord = {
  /** Of the record's first line, from 1. */
  readonly line: number;
  /** Of the record's first byte in the unpacked file. */
  readonly byteOffset: number;
  /** In Parquet, where the line is a row: its group of rows, from 1. */
  readonly rowGroup?: number;
} & RecordForm;
