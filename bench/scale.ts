import { PAPER_SCALE, type StudyScale } from '../cli/generate/world.ts';
import { LARGEST_REPORT } from '../test/support/large-reports.ts';
import type { CellScale } from './audit/made-cells.ts';

/** Sizes of the measurements. */
export interface BenchScale {
  /** Judgments of a run on the queue's path. */
  readonly queued: number;
  /** Judgments of a run on the import's path: one window. */
  readonly imported: number;
  /** Number of runs of the store, each paired with a run of the bare loop. */
  readonly repeats: number;
  /** Number of judgments in the count of write units, per path. */
  readonly counted: number;
  /** Judgments of each offline audit. */
  readonly audits: readonly number[];
  /** Studies for the measurement of an audit alone. */
  readonly large: readonly CellScale[];
  /** Studies for the measurement of the report in a browser. */
  readonly reports: readonly StudyScale[];
}

const PAPER: CellScale = { ...PAPER_SCALE, judgments: PAPER_SCALE.votes };
/** The largest study that the audit is meant for. Its child process takes three minutes. */
const LARGEST: CellScale = { models: 300, specialties: 76, judgments: 10_000_000 };

const FULL: BenchScale = {
  queued: 4_000,
  imported: 10_000,
  repeats: 5,
  counted: PAPER_SCALE.votes,
  audits: [PAPER_SCALE.votes, 1_000_000],
  large: [PAPER, { models: 150, specialties: 40, judgments: 500_000 }],
  reports: [PAPER_SCALE, LARGEST_REPORT],
};

const QUICK: BenchScale = {
  queued: 1_000,
  imported: 2_000,
  repeats: 3,
  counted: 3_000,
  audits: [3_000],
  large: [PAPER],
  reports: [PAPER_SCALE],
};

export function benchScale({
  quick,
  large,
}: {
  readonly quick: boolean;
  readonly large: boolean;
}): BenchScale {
  const scale = quick ? QUICK : FULL;
  return large ? { ...scale, large: [...scale.large, LARGEST] } : scale;
}
