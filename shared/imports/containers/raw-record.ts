import type { Fault } from '../../contracts/index.ts';
import type { Place } from '../../lib/index.ts';

/** The content at one place of a file: a decoded value, the cells of a row, or a fault. */
export type RawRecord = {
  /** The first line of the record, from 1. In Parquet and in a workbook, its row. */
  readonly line: number;
  /** The first byte of the record in the unpacked file. In Parquet, the offset of its row group, and in a workbook that of its sheet. */
  readonly byteOffset: number;
  /** In Parquet, its row group, from 1. */
  readonly rowGroup?: number;
  /** The place from which the next record can be read without earlier bytes. */
  readonly next: Place;
} & (
  | {
      readonly value: unknown;
      /** The name of the record in a JSON object of records. */
      readonly key?: string;
    }
  | { readonly fault: Fault }
);
