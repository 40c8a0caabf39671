import type { Changes, RateMoved, Snapshot, ZoneMoved } from '../contracts/index.ts';
import { changesBetween } from './changes.ts';
import { ratesMoved, zonesMoved } from './moved.ts';
import { underNamesOf } from './names-of-protocol.ts';

/** All changes between two audits: the changes that every snapshot publishes, and further details. */
export interface SnapshotComparison {
  readonly changes: Changes;
  /** All cells with a changed state. */
  readonly zones: readonly ZoneMoved[];
  /** Changes of failure rates, overall and by specialty. */
  readonly rates: readonly RateMoved[];
}

/** @param since the id of the snapshot of `published` */
export function compareSnapshots(published: Snapshot, current: Snapshot, since: string): SnapshotComparison {
  const previous = underNamesOf(current.protocol, published);
  return {
    changes: changesBetween(published, current, since),
    zones: zonesMoved(previous, current),
    rates: ratesMoved(previous, current),
  };
}
