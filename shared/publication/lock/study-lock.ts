import type { LockedSettings } from '../../audit/index.ts';
import {
  claimSettings,
  latest,
  type Protocol,
  type StudyLock,
  studyLock,
  studyOrders,
  studyOrdersKey,
} from '../../contracts/index.ts';
import { decodeJson, encodeJson, OwnError } from '../../lib/index.ts';
import type { ObjectReader, ObjectWriter } from '../../lib/object-store/index.ts';
import { latestKey, lockKey } from '../keys.ts';
import { readIfValid } from '../operations/read-if-valid.ts';

export interface LockPorts {
  /** The bucket with the orders of operators. */
  readonly exports: ObjectReader;
  readonly snapshots: ObjectWriter;
  readonly now: () => Date;
}

/** The study at the time of a look. */
export interface LookedStudy {
  readonly study: string;
  /** The protocol in force. */
  readonly protocol: Protocol;
  /** Whether an event is recorded. */
  readonly hasEvents: boolean;
}

/**
 * The lock of a study. If there is none, the settings in force are locked if an operator ordered so, or if the study has
 * events and is no pilot. A lock is written once, so no later protocol can replace it.
 *
 * @returns null if the study is not locked
 * @throws if the file of the lock is damaged
 * @see docs/decisions/0145-settings-are-locked.md
 */
export async function lockStudy(
  { study, protocol, hasEvents }: LookedStudy,
  { exports, snapshots, now }: LockPorts,
): Promise<StudyLock | null> {
  const known = await readLock(snapshots, study);
  if (known) return known;
  const isOrdered = (await readIfValid(exports, studyOrdersKey(study), studyOrders))?.lock !== undefined;
  const isDue = hasEvents && !protocol.pilot;
  if (!isOrdered && !isDue) return null;
  const newest = await snapshots.get(latestKey(study));
  const before = newest && decodeJson(latest, newest.body);
  const lock: StudyLock = {
    schemaVersion: 1,
    study,
    at: now().toISOString(),
    because: isOrdered ? 'order' : 'first event',
    // Snapshots of older code have no number. There was at least one.
    snapshots: before ? (before.number ?? 1) : 0,
    protocol,
  };
  if (await snapshots.put(lockKey(study), encodeJson(studyLock, lock), null)) return lock;
  const winner = await readLock(snapshots, study);
  if (!winner) throw new OwnError(`${lockKey(study)} was deleted while the study was locked`);
  return winner;
}

/** The lock of a study. Null if it is not locked. @throws if the file is damaged */
export async function readLock(objects: ObjectReader, study: string): Promise<StudyLock | null> {
  const stored = await objects.get(lockKey(study));
  return stored && decodeJson(studyLock, stored.body);
}

/** Whether an operator ordered to lock the study, and the publisher has not done so yet. */
export async function hasOpenLockOrder(
  exports: ObjectReader,
  snapshots: ObjectReader,
  study: string,
): Promise<boolean> {
  const orders = await readIfValid(exports, studyOrdersKey(study), studyOrders);
  return orders?.lock !== undefined && (await readLock(snapshots, study)) === null;
}

/** The locked settings, for an audit. */
export const lockedSettings = ({ at, snapshots, protocol }: StudyLock): LockedSettings => ({
  at,
  snapshots,
  settings: claimSettings(protocol),
});
