import type { Patience } from './containers/unpack.ts';

/** How an import spends its time. */
export interface ImportPace {
  /** Milliseconds until the worker is ended. */
  readonly left: () => number;
  /** Milliseconds kept free for handing over. */
  readonly reserve: number;
  readonly now: () => number;
  /** Most records of a window, where nothing is gained by folding. */
  readonly largest?: number;
}

/** Who has all the time in the world. */
export const unhurried: ImportPace = { left: () => Number.POSITIVE_INFINITY, reserve: 0, now: Date.now };

/**
 * Large windows fold many judgments into each write of a cell: at 13 models and 12 specialties a judgment costs 3.5
 * write units in windows of 20,000, and 2.3 in these. A file smaller than that is one window. See docs/scaling.md.
 */
const LARGEST = 350_000;
const SMALLEST = 100;
/**
 * Records a second that are expected before any was measured: half of what a new table takes. Too high a guess costs
 * little: what was written of the window is found there by the next worker.
 */
const FIRST_GUESS = 850;

/** How far the next window shall go. */
export interface WindowPlan {
  /** Most records. */
  readonly records: number;
  /** Whether there is time to read another one. */
  readonly patience: Patience;
}

/**
 * Plans a window of what is expected to take half of the time left, so that a worker which is too hopeful by half still
 * settles it; half of that half may go into reading, where records are long.
 *
 * @param recordsPerMs as measured so far, null before the first window
 */
export function planWindow(pace: ImportPace, recordsPerMs: number | null): WindowPlan {
  const milliseconds = (pace.left() - pace.reserve) / 2;
  const records = milliseconds * (recordsPerMs ?? FIRST_GUESS / 1000);
  const readBy = pace.now() + milliseconds / 2;
  return {
    records: Math.round(Math.min(pace.largest ?? LARGEST, Math.max(SMALLEST, records))),
    patience: () => pace.now() <= readBy,
  };
}
