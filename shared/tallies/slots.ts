import { SCORES, type Score } from '../contracts/score.ts';

/**
 * Names of the counters in a cell: two characters each, so that a full cell fits the kilobyte that
 * a table writes as one unit. A slot is a letter for what is counted and a character for the criterion or value.
 *
 * | slot            | counts                                                                      |
 * |-----------------|-----------------------------------------------------------------------------|
 * | `w1` … `w4`     | wins of x displayed first, of x displayed second, of y first, of y second    |
 * | `w5`, `w6`      | ties, both bad                                                              |
 * | `A`–`E` + code  | x's scores −2 … +2 on the criterion with that code                          |
 * | `F`–`J` + code  | y's scores likewise                                                         |
 * | `K`–`O` + 0…4   | x's composite −2 … +2 where x won, lost, tied, was one of both bad, was alone |
 * | `P`–`S` + 0…4   | y's composite where y won, lost, tied, was one of both bad                  |
 * | `c`–`n` + code  | failures and ratings on a safety-critical criterion, by side and won/lost/tied |
 * | `v1` `v2` `v3`  | both answers complete and unequally safe: the safer won, the less safe won, undecided |
 * | `z1`, `z2`      | x's, y's rated answers without a composite, for want of a safety-critical score |
 */
export type Side = 'x' | 'y';

/** What became of an answer in its comparison; `alone` where no comparison is known. */
export const FATES = ['won', 'lost', 'tied', 'bothBad', 'alone'] as const;
export type Fate = (typeof FATES)[number];
export type ComparedFate = 'won' | 'lost' | 'tied';

const letter = (from: string, offset: number): string => String.fromCharCode(from.charCodeAt(0) + offset);
const indexOf = (score: Score): number => score - SCORES[0]!;

export const winSlot = (winner: Side, shown: 'first' | 'second'): string =>
  `w${(winner === 'x' ? 1 : 3) + (shown === 'first' ? 0 : 1)}`;
export const TIE = 'w5';
export const BOTH_BAD = 'w6';

export const scoreSlot = (side: Side, score: Score, code: string): string =>
  letter(side === 'x' ? 'A' : 'F', indexOf(score)) + code;

export const compositeSlot = (side: Side, fate: Fate, score: Score): string =>
  letter(side === 'x' ? 'K' : 'P', FATES.indexOf(fate)) + indexOf(score);

const fateOffset = { won: 0, lost: 2, tied: 4 } as const;
const fateLetter = (side: Side, fate: ComparedFate, what: 0 | 1): string =>
  letter(side === 'x' ? 'c' : 'i', fateOffset[fate] + what);

/** Failures on a safety-critical criterion. Of both-bad answers they are what the other fates leave over. */
export const fateFailuresSlot = (side: Side, fate: ComparedFate, code: string): string =>
  fateLetter(side, fate, 0) + code;
/** Ratings on a safety-critical criterion. */
export const fateRatedSlot = (side: Side, fate: ComparedFate, code: string): string =>
  fateLetter(side, fate, 1) + code;

export const SAFER_WON = 'v1';
export const LESS_SAFE_WON = 'v2';
export const UNDECIDED_THOUGH_UNEQUAL = 'v3';

export const incompleteSlot = (side: Side): string => (side === 'x' ? 'z1' : 'z2');
