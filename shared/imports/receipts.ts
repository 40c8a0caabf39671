import type { Receipt } from '../contracts/index.ts';

/** Stores the receipt and the rejects of an import. Every call may be repeated with the same effect. */
export interface Receipts {
  /**
   * Stores the rejects of the window that begins at this record. A repeated call for the same window replaces the
   * earlier rejects.
   * @param lines batches of lines, each with one JSON object per line
   */
  addRejects(windowStart: number, lines: Iterable<string>): Promise<void>;
  /**
   * Stores conflicts of the window that begins at this record, before the transactions that decide them. Earlier ones stay.
   * A repeated window may bring some of them again, with the same text.
   * @param lines one JSON object per line, each with its line break
   */
  addConflicts(windowStart: number, lines: readonly string[]): Promise<void>;
  /** Joins the rejects in the order of their windows, and the different conflicts, and then writes the receipt. */
  publish(receipt: Receipt): Promise<void>;
  /** Removes data that were needed only until the import was concluded. */
  tidy(): Promise<void>;
}
