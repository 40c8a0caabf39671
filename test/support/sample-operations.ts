import type { Operations } from '../../shared/snapshot/operations.ts';
import type { Beside } from '../../shared/snapshot/publish.ts';

/** Of a study without rejects and imports, whose books balance. */
export const NOTHING_BESIDE: Beside = {
  rejects: { files: 0, read: 0, byReason: [] },
  imports: { receipts: 0, read: 0, finished: 0, failed: 0, totals: [], byReason: [] },
  integrity: { status: 'checked', explanation: 'Counters are the sum of the ledger.', differences: [] },
};

export const sampleOperations = (changes: Operations['changes'] = null): Operations => ({
  schemaVersion: 1,
  study: 'demo',
  snapshot: '20260301T093000Z-000000000000',
  time: '2026-03-01T09:30:00Z',
  changes,
  ...NOTHING_BESIDE,
});
