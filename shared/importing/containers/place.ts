/** A place between two records of a file. */
export interface Place {
  /** In bytes of the unpacked file; in Parquet where the group of rows begins. */
  readonly byteOffset: number;
  /** The line, from 1; in Parquet the row. */
  readonly line: number;
}

export const BEGINNING: Place = { byteOffset: 0, line: 1 };
