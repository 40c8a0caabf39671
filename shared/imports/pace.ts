import type { HasTimeLeft } from './containers/unpack.ts';

/** The time of an import. */
export interface ImportPace {
  /** Milliseconds until the worker is ended. */
  readonly left: () => number;
  /** Milliseconds reserved for the handover. */
  readonly reserve: number;
  readonly now: () => number;
  /** Maximum number of records in a window, for stores in which folding gains no speed. */
  readonly largest?: number;
}

/** A pace without a deadline. */
export const withoutDeadline: ImportPace = {
  left: () => Number.POSITIVE_INFINITY,
  reserve: 0,
  now: Date.now,
};

/**
 * Large windows fold many judgments into each write of a cell. With 13 models and 12 specialties, a judgment costs
 * 3.5 write units in windows of 20,000 and 2.3 in windows of this size. A smaller file is one window. See
 * docs/scaling.md.
 */
const MAX_WINDOW_RECORDS = 350_000;
const MIN_WINDOW_RECORDS = 100;
/**
 * Expected records per second before the first measurement: half of the capacity of a new table. If the guess is
 * too high, the next worker finds the judgments that were written. The loss is small.
 */
const EXPECTED_RECORDS_PER_SECOND = 850;

/** The size of the next window. */
export interface WindowPlan {
  /** Maximum number of records. */
  readonly records: number;
  /** Whether there is time to read another record. */
  readonly hasTimeLeft: HasTimeLeft;
}

/** The number of records that are expected to take half of the given time. */
function recordsInHalf(milliseconds: number, recordsPerMs: number | null, { largest }: ImportPace): number {
  const records = (milliseconds / 2) * (recordsPerMs ?? EXPECTED_RECORDS_PER_SECOND / 1000);
  return Math.round(Math.min(largest ?? MAX_WINDOW_RECORDS, Math.max(MIN_WINDOW_RECORDS, records)));
}

/**
 * Plans a window that is expected to take half of the time left. If the estimate is too high by a factor of two,
 * the worker still settles the window. Half of that half may be spent on reading, if records are long.
 *
 * @param recordsPerMs measured rate, or null before the first window
 */
export function planWindow(pace: ImportPace, recordsPerMs: number | null): WindowPlan {
  const left = pace.left() - pace.reserve;
  const readBy = pace.now() + left / 4;
  return {
    records: recordsInHalf(left, recordsPerMs, pace),
    hasTimeLeft: () => pace.now() <= readBy,
  };
}

/**
 * Smallest next window, as a share of the first one. Each window of a worker would have half the size of the one before,
 * and small windows fold little. A worker that records 1,000 judgments per second to the end of its time would make an
 * import of a million take 2.46 write units per judgment. With this limit it takes 2.26.
 */
const MIN_SHARE_OF_FIRST_WINDOW = 0.75;

/**
 * Whether another worker should record the rest of a file, because its first window would be much larger than the next
 * one of this worker.
 *
 * @param recordsPerMs the measured rate
 * @param leftAtStart milliseconds until the end of this worker when it began to record
 */
export function shouldHandOver(pace: ImportPace, recordsPerMs: number, leftAtStart: number): boolean {
  const next = recordsInHalf(pace.left() - pace.reserve, recordsPerMs, pace);
  const first = recordsInHalf(leftAtStart - pace.reserve, recordsPerMs, pace);
  return next < MIN_SHARE_OF_FIRST_WINDOW * first;
}
