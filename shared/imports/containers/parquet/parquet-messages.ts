import type { ParquetLimits } from './parquet-limits.ts';

/** Messages to the decoding thread. Each names its file. One file is read at a time. */
export type ParquetRequest = { readonly file: number } & (
  | { readonly type: 'open'; readonly size: number; readonly limits: ParquetLimits }
  /** Begins to decode rows from `from` on, counted from 0. */
  | { readonly type: 'rows'; readonly from: number }
  /** Allows one more part to be sent. */
  | { readonly type: 'more' }
  | { readonly type: 'bytes'; readonly read: number; readonly bytes: ArrayBuffer }
);

/** Consecutive rows of one group. */
export interface RowsPart {
  /** The first row, counted from 0. */
  readonly row: number;
  /** The group, counted from 1, and its offset in the file. */
  readonly group: number;
  readonly byteOffset: number;
  readonly rows: readonly (readonly unknown[])[];
  /** Rows of the part with a text that cannot be decoded, and the kind of text. */
  readonly broken: readonly (readonly [index: number, text: 'UTF-8' | 'JSON'])[];
}

/** Messages from the thread. */
export type ParquetReply = { readonly file: number } & (
  | { readonly type: 'read'; readonly read: number; readonly start: number; readonly end: number }
  | { readonly type: 'opened'; readonly header: readonly string[] }
  | ({ readonly type: 'part' } & RowsPart)
  | { readonly type: 'end' }
  /** @property isBrokenOff whether the rows before the damage can be read */
  | { readonly type: 'refused'; readonly message: string; readonly isBrokenOff: boolean }
);

/** Number of parts that are decoded ahead of the reader. */
export const PARTS_AHEAD = 2;
