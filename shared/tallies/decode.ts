import type { Cell } from './cell.ts';
import type { Counts } from './counts.ts';
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

/** The votes of a comparison's cell. All zero in a cell of one model alone. */
export const votesOf = ({ counts }: Cell): VoteTally => ({
  xWinsFirst: at(counts, slots.winSlot('x', 'first')),
  xWinsSecond: at(counts, slots.winSlot('x', 'second')),
  yWinsFirst: at(counts, slots.winSlot('y', 'first')),
  yWinsSecond: at(counts, slots.winSlot('y', 'second')),
  tie: at(counts, slots.TIE),
  bothBad: at(counts, slots.BOTH_BAD),
  saferWon: at(counts, slots.SAFER_WON),
  lessSafeWon: at(counts, slots.LESS_SAFE_WON),
  undecidedThoughUnequal: at(counts, slots.UNDECIDED_THOUGH_UNEQUAL),
});
