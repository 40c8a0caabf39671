/**
 * Limits on a Parquet file. Every announced number in the metadata is checked against them before memory is
 * allocated.
 */
export interface ParquetLimits {
  /** Maximum length of the metadata at the end of the file, and maximum number of their values. */
  readonly footerBytes: number;
  readonly footerValues: number;
  readonly columns: number;
  /** Number of levels of the schema. */
  readonly depth: number;
  readonly groups: number;
  /** Number of columns times row groups. */
  readonly chunks: number;
  /** Unpacked length of the columns of a group. They are held in memory as a whole. */
  readonly groupBytes: number;
  /**
   * Number of values in the columns of a group, and in one page. A decoded value takes 8 bytes, and four times as
   * many during decoding.
   */
  readonly groupValues: number;
  readonly pageValues: number;
  /** Number of pages of one column in one group. */
  readonly pages: number;
  /** Number of cells that are decoded at once. */
  readonly cellsAtOnce: number;
}

export const PARQUET_LIMITS: ParquetLimits = {
  footerBytes: 8 * 1024 * 1024,
  footerValues: 2_000_000,
  // The decoder's work on a part grows with the square of the number of columns.
  columns: 5000,
  depth: 32,
  groups: 20_000,
  chunks: 50_000,
  // By default, writers make groups of some tens of megabytes.
  groupBytes: 256 * 1024 * 1024,
  groupValues: 32 * 1024 * 1024,
  pageValues: 4 * 1024 * 1024,
  pages: 100_000,
  cellsAtOnce: 2_500_000,
};
