import type { Counts } from './cell.ts';
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
