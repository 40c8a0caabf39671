/** A place between two records of a file. */
export interface Place {
  /** In bytes of the unpacked file; in Parquet where the group of rows begins. */
  readonly byteOffset: number;
  /** The line, from 1; in Parquet the row. */
  readonly line: number;
}

/** After the place where a damaged file breaks off: nothing more can be read from there. */
export const afterBreak = ({ line }: Place): Place => ({ byteOffset: Number.MAX_SAFE_INTEGER, line });
export const isAfterBreak = ({ byteOffset }: Place): boolean => byteOffset === Number.MAX_SAFE_INTEGER;

export const BEGINNING: Place = { byteOffset: 0, line: 1 };
