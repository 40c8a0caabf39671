import { PAPER_SCALE } from '../local/generate/world.ts';

/** How much is measured. */
export interface Scale {
  /** Judgments of a run through the queue's way of recording. */
  readonly queued: number;
  /** Judgments of a run through the importer's way: one window. */
  readonly imported: number;
  /** Runs of the store, each beside one of the bare loop. */
  readonly repeats: number;
  /** Judgments whose write units are counted, each way. */
  readonly counted: number;
  /** Judgments of each offline audit. */
  readonly audits: readonly number[];
}

const FULL: Scale = {
  queued: 4_000,
  imported: 10_000,
  repeats: 5,
  counted: PAPER_SCALE.votes,
  audits: [PAPER_SCALE.votes, 1_000_000],
};

const QUICK: Scale = { queued: 1_000, imported: 2_000, repeats: 3, counted: 3_000, audits: [3_000] };

export const scaleOf = (quick: boolean): Scale => (quick ? QUICK : FULL);
