import { INDEX, PUBLIC, snapshotsFolder } from '../contracts/index.ts';

/** Key of the file that names the newest snapshot of a study. */
export const latestKey = (study: string): string => `${snapshotsFolder(study)}latest.json`;
/** Key of the file that lists the newest snapshots of a study, oldest first, and links to earlier ones. */
export const historyKey = (study: string): string => `${snapshotsFolder(study)}history.json`;
/** Key of the internal file that protects the next public edition of a study. */
export const publicStateKey = (study: string): string => `${snapshotsFolder(study)}public-state.json`;
/** Key of the file with the locked protocol of a study. It is written once. */
export const lockKey = (study: string): string => `${snapshotsFolder(study)}lock.json`;
export const snapshotFolder = (study: string, id: string): string => `${snapshotsFolder(study)}${id}/`;
/** Folder with a copy of the manifest of each snapshot in the chain of a study, by number. */
export const chainFolder = (study: string): string => `${snapshotsFolder(study)}chain/`;
export const chainKey = (study: string, number: number): string => `${chainFolder(study)}${number}.json`;
export const fileKey = (study: string, id: string, file: string): string => snapshotFolder(study, id) + file;

/** Whether later snapshots replace the object. All other objects are written once. */
export const isShared = (key: string): boolean =>
  key === INDEX || /^snapshots\/[^/]+\/(latest|history|public-state)\.json$/.test(key);

/**
 * Objects that never change are cached for a year. Objects that change with each snapshot, and those of public editions,
 * are cached for a minute: public editions are deleted after an erasure.
 */
export const cacheControl = (key: string): string =>
  isShared(key) || key.startsWith(PUBLIC) ? 'max-age=60, must-revalidate' : 'max-age=31536000, immutable';

/**
 * The name of a snapshot: `<yyyymmddThhmmssZ>-<first 12 hex digits of the digest of its inputs>`. Names sort by time.
 */
export const snapshotId = (time: string, inputs: string): string =>
  `${time.replaceAll(/[-:]/g, '')}-${inputs.slice(0, 12)}`;

/** Clocks of publishers that run at the same time may differ by this many milliseconds. */
const MAX_CLOCK_SKEW_MS = 60_000;

/**
 * The time of a snapshot after an earlier one. Times grow along the chain, even if the clocks of two publishers differ
 * by some seconds. A clock that jumped further keeps its time, and `verify` reports it.
 * @param before the time of the previous snapshot. Null if there is none.
 */
export function timeAfter(before: string | null, now: Date): string {
  const earliest = before === null ? 0 : Date.parse(before) + 1000;
  const behind = earliest - now.getTime();
  return toSecond(behind > 0 && behind <= MAX_CLOCK_SKEW_MS ? new Date(earliest) : now);
}

/** Formats a time to the second, for example `2026-03-01T09:30:00Z`. */
export const toSecond = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;
