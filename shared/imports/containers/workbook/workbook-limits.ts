/** Limits on a workbook. They are checked before memory is allocated, and while the workbook is read. */
export interface WorkbookLimits {
  /** Length of the file. It is held in memory. */
  readonly packedBytes: number;
  /** Number of parts of the zip archive. */
  readonly parts: number;
  /** Unpacked length of all parts that are read. */
  readonly unpackedBytes: number;
  /** Unpacked length of a part that describes the workbook, such as its styles. */
  readonly describingBytes: number;
  readonly sheets: number;
  /** Number of texts that cells share, and their length in UTF-8. They are held in memory. */
  readonly sharedTexts: number;
  readonly sharedTextBytes: number;
  readonly styles: number;
  readonly mergedRanges: number;
  /** Number of rows times columns of the table, as many rows may have few of its cells. */
  readonly cells: number;
  /** Characters of all cells together. Many cells can share one long text. */
  readonly cellCharacters: number;
}

const MEBIBYTE = 2 ** 20;

export const WORKBOOK_LIMITS: WorkbookLimits = {
  packedBytes: 50 * MEBIBYTE,
  parts: 10_000,
  unpackedBytes: 400 * MEBIBYTE,
  describingBytes: 16 * MEBIBYTE,
  sheets: 1000,
  sharedTexts: 4_000_000,
  sharedTextBytes: 256 * MEBIBYTE,
  styles: 65_536,
  mergedRanges: 100_000,
  cells: 50_000_000,
  cellCharacters: 2 ** 30,
};

/** The last row and column that a workbook can have. */
export const MAX_SHEET_ROWS = 2 ** 20;
export const MAX_SHEET_COLUMNS = 2 ** 14;
