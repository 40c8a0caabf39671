/** A place between two records of a file. */
export interface Place {
  /** Offset in bytes in the unpacked file. In Parquet, the beginning of the row group, and in a workbook that of the sheet. */
  readonly byteOffset: number;
  /** The line, from 1. In Parquet and in a workbook, the row. */
  readonly line: number;
}

/** A place after the damage in a file. No record can be read from there. */
export const afterBreak = ({ line }: Place): Place => ({ byteOffset: Number.MAX_SAFE_INTEGER, line });
export const isAfterBreak = ({ byteOffset }: Place): boolean => byteOffset === Number.MAX_SAFE_INTEGER;

export const BEGINNING: Place = { byteOffset: 0, line: 1 };
