import type { FileReject } from '../ingest/file-reader.ts';
import type { Receipt } from './receipt.ts';

/** Where an import leaves its receipt and its list of rejects. All of it may be repeated, with the same effect. */
export interface Receipts {
  /**
   * Keeps the rejects of the window that begins at this record. Given again for the same window, they replace
   * those given before.
   */
  addRejects(windowStart: number, rejects: readonly FileReject[]): Promise<void>;
  /** Puts the rejects together, in the order of their windows, and then the receipt in its place. */
  publish(receipt: Receipt): Promise<void>;
  /** Removes what was only needed until the import was concluded. */
  tidy(): Promise<void>;
}

/** Rejects as they are kept: one JSON object a line. */
export const rejectLines = (rejects: readonly FileReject[]): string =>
  rejects.map((reject) => `${JSON.stringify(reject)}\n`).join('');
