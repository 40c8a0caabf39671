/** Bounds on a Parquet file. Everything that its metadata announce is compared with them before it is allocated. */
export interface ParquetLimits {
  /** Length of the metadata at the end of the file, and how many values they may hold. */
  readonly footerBytes: number;
  readonly footerValues: number;
  readonly columns: number;
  /** Levels of the schema. */
  readonly depth: number;
  readonly groups: number;
  /** Columns times groups of rows. */
  readonly chunks: number;
  /** Unpacked length of a group's columns, which are held as a whole. */
  readonly groupBytes: number;
  /** Values of a group's columns, and of one page. A decoded value takes 8 bytes, and four times as many meanwhile. */
  readonly groupValues: number;
  readonly pageValues: number;
  /** Pages of one column in one group. */
  readonly pages: number;
  /** Cells that are decoded at once. */
  readonly cellsAtOnce: number;
}

export const PARQUET_LIMITS: ParquetLimits = {
  footerBytes: 8 * 1024 * 1024,
  footerValues: 2_000_000,
  // The decoder's work for some rows grows with the square of their number.
  columns: 5000,
  depth: 32,
  groups: 20_000,
  chunks: 50_000,
  // Writers make groups of some tens of megabytes unless they are told otherwise.
  groupBytes: 256 * 1024 * 1024,
  groupValues: 32 * 1024 * 1024,
  pageValues: 4 * 1024 * 1024,
  pages: 100_000,
  cellsAtOnce: 2_500_000,
};
