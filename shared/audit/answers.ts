import { GROUPS } from '../contracts/pseudonym.ts';
import { SCORES } from '../contracts/score.ts';
import { FATES } from '../tallies/slots.ts';
import type { Evidence } from './evidence.ts';
import type { Level } from './input.ts';
import { type Block, type Layout, type Series, series, total } from './layout.ts';

/** Rated answers and failures among them, by group. Whole numbers, unless weighted. */
export interface Counted {
  readonly n: Series;
  readonly k: Series;
}

/** Each rated answer counting once. */
export function counted(block: Block, layout: Layout, criterion: number, level: Level): Counted {
  const sums = (scores: number): Series => {
    const sum = new Float64Array(GROUPS);
    for (let score = 0; score < scores; score++) {
      const counts = series(block, layout.score(criterion, score));
      for (let group = 0; group < GROUPS; group++) sum[group]! += counts[group]!;
    }
    return sum;
  };
  return { n: sums(SCORES.length), k: sums(level === 'failure' ? 2 : 1) };
}

/**
 * Each rated answer counting what its fate weighs. Null where failures are not tallied by fate: on criteria
 * that are not safety-critical, and severe failures of single criteria.
 */
export function weighted(
  block: Block,
  layout: Layout,
  criterion: number,
  level: Level,
  weights: readonly number[],
): Counted | null {
  const severe = level === 'severe';
  if (severe && criterion !== layout.composite) return null;
  const [n, k] = [new Float64Array(GROUPS), new Float64Array(GROUPS)];
  for (const fate of FATES.keys()) {
    const rated = layout.rated(criterion, fate);
    if (rated === null) return null;
    const answers = series(block, rated);
    const failures = series(block, severe ? layout.compositeScore(fate, 0) : rated + 1);
    for (let group = 0; group < GROUPS; group++) {
      n[group]! += weights[fate]! * answers[group]!;
      k[group]! += weights[fate]! * failures[group]!;
    }
  }
  return { n, k };
}

/** Answers rated on a criterion, of all models: a convenience for totals. */
export const ratedOn = ({ layout, block }: Evidence, criterion: number): number =>
  total(counted(block(null, null), layout, criterion, 'failure').n);
