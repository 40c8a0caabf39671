import { type GeneratedJudgment, generateStudy } from '../../../generate/study.ts';
import { PAPER_SCALE } from '../../../generate/world.ts';

/** A generated study in two halves: the exports of a dataset owner, and the events that the rating app sends. */
export interface SplitStudy {
  readonly exported: readonly GeneratedJudgment[];
  readonly streamed: readonly GeneratedJudgment[];
}

export function splitStudy({
  study,
  seed,
  votes,
}: {
  study: string;
  seed: number;
  votes: number;
}): SplitStudy {
  const judgments = [...generateStudy({ study, seed, scale: { ...PAPER_SCALE, votes } }).judgments];
  const half = Math.ceil(judgments.length / 2);
  return { exported: judgments.slice(0, half), streamed: judgments.slice(half) };
}
