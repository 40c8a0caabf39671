import type { ParquetLimits } from './parquet-limits.ts';

/** Messages to the thread that decodes. Each names the file that it is about; one file at a time is read. */
export type Request = { readonly file: number } & (
  | { readonly type: 'open'; readonly size: number; readonly limits: ParquetLimits }
  /** Begins to decode rows, from a row counted from 0. */
  | { readonly type: 'rows'; readonly from: number }
  /** Allows one more part to be sent. */
  | { readonly type: 'more' }
  | { readonly type: 'bytes'; readonly read: number; readonly bytes: ArrayBuffer }
);

/** Consecutive rows of one group. */
export interface RowsPart {
  /** The first row, counted from 0. */
  readonly row: number;
  /** The group, counted from 1, and where in the file it begins. */
  readonly group: number;
  readonly byteOffset: number;
  readonly rows: readonly (readonly unknown[])[];
  /** Rows of the part with a text that cannot be decoded, with the kind of text. */
  readonly broken: readonly (readonly [index: number, text: 'UTF-8' | 'JSON'])[];
}

/** Messages from the thread. */
export type Reply = { readonly file: number } & (
  | { readonly type: 'read'; readonly read: number; readonly start: number; readonly end: number }
  | { readonly type: 'opened'; readonly header: readonly string[] }
  | ({ readonly type: 'part' } & RowsPart)
  | { readonly type: 'end' }
  /** @property isBrokenOff whether what came before can be read */
  | { readonly type: 'refused'; readonly message: string; readonly isBrokenOff: boolean }
);

/** Parts that are decoded ahead of the one that is taken. */
export const PARTS_AHEAD = 2;
