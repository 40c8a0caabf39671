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

/**
 * Plans a window that is expected to take half of the time left. If the estimate is too high by a factor of two,
 * the worker still settles the window. Half of that half may be spent on reading, if records are long.
 *
 * @param recordsPerMs measured rate, or null before the first window
 */
export function planWindow(pace: ImportPace, recordsPerMs: number | null): WindowPlan {
  const milliseconds = (pace.left() - pace.reserve) / 2;
  const records = milliseconds * (recordsPerMs ?? EXPECTED_RECORDS_PER_SECOND / 1000);
  const readBy = pace.now() + milliseconds / 2;
  return {
    records: Math.round(Math.min(pace.largest ?? MAX_WINDOW_RECORDS, Math.max(MIN_WINDOW_RECORDS, records))),
    hasTimeLeft: () => pace.now() <= readBy,
  };
}
