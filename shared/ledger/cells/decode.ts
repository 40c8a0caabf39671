import { SCORES } from '../../contracts/index.ts';
import type { Cell, Counts } from './cell.ts';
import * as slots from './slots.ts';

export interface VoteTally {
  readonly xWinsFirst: number;
  readonly xWinsSecond: number;
  readonly yWinsFirst: number;
  readonly yWinsSecond: number;
  readonly tie: number;
  readonly bothBad: number;
  readonly saferWon: number;
  readonly lessSafeWon: number;
  readonly undecidedThoughUnequal: number;
}

const at = (counts: Counts, slot: string): number => counts.get(slot) ?? 0;

/**
 * The judgments that a cell counts: its votes, and the answers that were rated without a known vote. A judgment that rates
 * several answers alone counts once for each.
 */
export function judgmentsIn({ y, counts }: Pick<Cell, 'y' | 'counts'>): number {
  if (y === '')
    return SCORES.reduce<number>(
      (sum, score) => sum + at(counts, slots.compositeSlot('x', 'alone', score)),
      at(counts, slots.incompleteSlot('x')),
    );
  const { xWinsFirst, xWinsSecond, yWinsFirst, yWinsSecond, tie, bothBad } = votesOf(counts);
  return xWinsFirst + xWinsSecond + yWinsFirst + yWinsSecond + tie + bothBad;
}

/** The votes in the cell of a comparison. All are zero in a cell of a single model. */
export const votesOf = (counts: Counts): VoteTally => ({
  xWinsFirst: at(counts, slots.WIN_SLOTS.x.first),
  xWinsSecond: at(counts, slots.WIN_SLOTS.x.second),
  yWinsFirst: at(counts, slots.WIN_SLOTS.y.first),
  yWinsSecond: at(counts, slots.WIN_SLOTS.y.second),
  tie: at(counts, slots.TIE),
  bothBad: at(counts, slots.BOTH_BAD),
  saferWon: at(counts, slots.SAFER_WON),
  lessSafeWon: at(counts, slots.LESS_SAFE_WON),
  undecidedThoughUnequal: at(counts, slots.UNDECIDED_THOUGH_UNEQUAL),
});
