import type { Changes, RateMoved, Snapshot, ZoneMoved } from '../contracts/index.ts';
import { changesBetween } from './changes.ts';
import { ratesMoved, zonesMoved } from './moved.ts';

/** All changes between two audits: the changes that every snapshot publishes, and further details. */
export interface SnapshotComparison {
  readonly changes: Changes;
  /** All cells with a changed state. */
  readonly zones: readonly ZoneMoved[];
  /** Changes of failure rates, overall and by specialty. */
  readonly rates: readonly RateMoved[];
}

/** @param since the id of the snapshot of `previous` */
export const compareSnapshots = (
  previous: Snapshot,
  current: Snapshot,
  since: string,
): SnapshotComparison => ({
  changes: changesBetween(previous, current, since),
  zones: zonesMoved(previous, current),
  rates: ratesMoved(previous, current),
});
