import type { Receipt } from './receipt.ts';

/** Where an import leaves its receipt and its list of rejects. All of it may be repeated, with the same effect. */
export interface Receipts {
  /**
   * Keeps the rejects of the window that begins at this record. Given again for the same window, they replace
   * those given before.
   * @param lines one JSON object a line, some lines at a time
   */
  addRejects(windowStart: number, lines: Iterable<string>): Promise<void>;
  /** Puts the rejects together, in the order of their windows, and then the receipt in its place. */
  publish(receipt: Receipt): Promise<void>;
  /** Removes what was only needed until the import was concluded. */
  tidy(): Promise<void>;
}
