import type { Fault, Note } from '../contracts/index.ts';

/**
 * An event made from columns, in the form in which a client would send it. It has a fault if the columns do not
 * define it.
 */
export interface MadeRow {
  readonly value: unknown;
  readonly fault?: Fault;
  /** Rules that were applied. They are reported only if the event is not refused. */
  readonly notes?: readonly Note[];
}

/**
 * The content of one record. A `message` follows the contract: an event, or an array of events. A `row` is an event
 * made from columns. It may lack `judgment` and `at`, which are then derived from its content and its source.
 * `rows` contain any number of such events, with notes about the record that are reported in any case.
 */
export type RecordForm =
  | { readonly form: 'message' | 'row'; readonly value: unknown }
  | { readonly form: 'rows'; readonly value: readonly MadeRow[]; readonly notes: readonly Note[] }
  | { readonly form: 'broken'; readonly fault: Fault };

/** One record of a file. */
export type SourceRecord = {
  /** The first line of the record, from 1. */
  readonly line: number;
  /** The first byte of the record in the unpacked file. */
  readonly byteOffset: number;
  /** In Parquet, the row group, from 1. The line is then the row. */
  readonly rowGroup?: number;
} & RecordForm;
