import { type Level, SCORES } from '../../contracts/index.ts';
import { FATES } from '../../ledger/cells/index.ts';
import type { Evidence } from './evidence.ts';
import { type Block, entryTotal, type Layout } from './layout.ts';

/**
 * Rated answers, and the failures among them, by sampling unit. The counts are whole numbers unless they are weighted.
 */
export interface Counted {
  /** The number of each unit. */
  readonly units: Int32Array;
  readonly n: readonly number[];
  readonly k: readonly number[];
}

/** The kind of failure to count. `criterion` is a criterion or the composite. */
export interface CountKind {
  readonly layout: Layout;
  readonly criterion: number;
  readonly level: Level;
}

/** A zero for each unit. A short typed array costs ten times as much to create. */
const zerosFor = ({ units }: Block): number[] => new Array<number>(units.length).fill(0);

/** Counts the rated answers of a block, each with weight 1. */
export function counted(block: Block, { layout, criterion, level }: CountKind): Counted {
  const { units, counts } = block;
  const width = units.length;
  const [n, k] = [zerosFor(block), zerosFor(block)];
  const failing = level === 'failure' ? 2 : 1;
  for (let score = 0; score < SCORES.length; score++) {
    const from = layout.score(criterion, score) * width;
    for (let unit = 0; unit < width; unit++) n[unit]! += counts[from + unit]!;
    if (score < failing) for (let unit = 0; unit < width; unit++) k[unit]! += counts[from + unit]!;
  }
  return { units, n, k };
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
  const { units, counts } = block;
  const width = units.length;
  const [n, k] = [zerosFor(block), zerosFor(block)];
  for (const fate of FATES.keys()) {
    const rated = layout.rated(criterion, fate);
    if (rated === null) return null;
    const answers = rated * width;
    const failures = (severe ? layout.compositeScore(fate, 0) : rated + 1) * width;
    for (let unit = 0; unit < width; unit++) {
      n[unit]! += weights[fate]! * counts[answers + unit]!;
      k[unit]! += weights[fate]! * counts[failures + unit]!;
    }
  }
  return { units, n, k };
}

/** The number of answers that were rated on a criterion, over all models. */
export function ratedOn({ layout, block }: Evidence, criterion: number): number {
  const all = block(null, null);
  return SCORES.reduce<number>((sum, _, at) => sum + entryTotal(all, layout.score(criterion, at)), 0);
}
