import type { Fault } from '../../contracts/reject.ts';
import type { Place } from './place.ts';

/** What lies at one place of a file: a decoded value, the cells of a row, or what is wrong with it. */
export type RawRecord = {
  /** Of the record's first line, from 1; in Parquet of its row. */
  readonly line: number;
  /** Of the record's first byte in the unpacked file; in Parquet of its group of rows. */
  readonly byteOffset: number;
  /** In Parquet, its group of rows, from 1. */
  readonly rowGroup?: number;
  /** From where the record after it can be read, without any before. */
  readonly next: Place;
} & (
  | {
      readonly value: unknown;
      /** The record's name in a JSON object of records. */
      readonly key?: string;
    }
  | { readonly fault: Fault }
);
