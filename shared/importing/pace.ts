/** How an import spends its time. */
export interface ImportPace {
  /** Milliseconds until the worker is ended. */
  readonly left: () => number;
  /** Milliseconds kept free for handing over. */
  readonly reserve: number;
  readonly now: () => number;
}

/** Who has all the time in the world. */
export const unhurried: ImportPace = { left: () => Number.POSITIVE_INFINITY, reserve: 0, now: Date.now };

/** Large windows fold many judgments into each write of a cell; beyond this they only cost memory. */
const LARGEST = 20_000;
const SMALLEST = 100;
/** Records a second that are expected before any was measured: what small tables take. */
const FIRST_GUESS = 200;

/**
 * How many records the next window shall have: what is expected to take half of the time left, so that a worker
 * which is too hopeful by half still settles its window.
 *
 * @param recordsPerMs as measured so far, null before the first window
 */
export function windowSize(pace: ImportPace, recordsPerMs: number | null): number {
  const milliseconds = (pace.left() - pace.reserve) / 2;
  const records = milliseconds * (recordsPerMs ?? FIRST_GUESS / 1000);
  return Math.round(Math.min(LARGEST, Math.max(SMALLEST, records)));
}
