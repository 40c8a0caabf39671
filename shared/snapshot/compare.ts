import type { Snapshot } from '../contracts/snapshot.ts';
import { changesBetween } from './changes.ts';
import { ratesMoved, zonesMoved } from './moved.ts';
import type { Changes, RateMoved, ZoneMoved } from './operations.ts';

/** All that moved between two audits: what every snapshot tells of the one before it, and the rest. */
export interface Comparison {
  readonly changes: Changes;
  /** Every cell whose state changed. */
  readonly zones: readonly ZoneMoved[];
  /** Failure rates overall and by specialty. */
  readonly rates: readonly RateMoved[];
}

/** @param since the id of the snapshot of `previous` */
export const compare = (previous: Snapshot, current: Snapshot, since: string): Comparison => ({
  changes: changesBetween(previous, current, since),
  zones: zonesMoved(previous, current),
  rates: ratesMoved(previous, current),
});
