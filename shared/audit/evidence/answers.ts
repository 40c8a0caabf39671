import { type Level, SCORES } from '../../contracts/index.ts';
import { FATES, GROUPS } from '../../ledger/cells/index.ts';
import type { Evidence } from './evidence.ts';
import { type Block, entryTotal, type Layout } from './layout.ts';

/** Rated answers, and the failures among them, per group. The counts are whole numbers unless they are weighted. */
export interface Counted {
  readonly n: readonly number[];
  readonly k: readonly number[];
}

/** The kind of failure to count. `criterion` is a criterion or the composite. */
export interface CountKind {
  readonly layout: Layout;
  readonly criterion: number;
  readonly level: Level;
}

/** A zero for each group. A typed array of this length costs ten times as much to create. */
export const zeros = (): number[] => new Array<number>(GROUPS).fill(0);

/** Counts the rated answers of a block, each with weight 1. */
export function counted(block: Block, { layout, criterion, level }: CountKind): Counted {
  const [n, k] = [zeros(), zeros()];
  const failing = level === 'failure' ? 2 : 1;
  for (let score = 0; score < SCORES.length; score++) {
    const from = layout.score(criterion, score) * GROUPS;
    for (let group = 0; group < GROUPS; group++) n[group]! += block[from + group]!;
    if (score < failing) for (let group = 0; group < GROUPS; group++) k[group]! += block[from + group]!;
  }
  return { n, k };
}

/**
 * Counts the rated answers of a block, each with the weight of its fate. Null if failures are not tallied by fate: on
 * criteria that are not safety-critical, and for severe failures on single criteria.
 */
export function weighted(
  block: Block,
  { layout, criterion, level }: CountKind,
  weights: readonly number[],
): Counted | null {
  const severe = level === 'severe';
  if (severe && criterion !== layout.composite) return null;
  const [n, k] = [zeros(), zeros()];
  for (const fate of FATES.keys()) {
    const rated = layout.rated(criterion, fate);
    if (rated === null) return null;
    const answers = rated * GROUPS;
    const failures = (severe ? layout.compositeScore(fate, 0) : rated + 1) * GROUPS;
    for (let group = 0; group < GROUPS; group++) {
      n[group]! += weights[fate]! * block[answers + group]!;
      k[group]! += weights[fate]! * block[failures + group]!;
    }
  }
  return { n, k };
}

/** The number of answers that were rated on a criterion, over all models. */
export function ratedOn({ layout, block }: Evidence, criterion: number): number {
  const all = block(null, null);
  return SCORES.reduce<number>((sum, _, at) => sum + entryTotal(all, layout.score(criterion, at)), 0);
}
