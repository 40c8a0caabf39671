import { SCORES, type Score } from '../../contracts/index.ts';

/**
 * Names of the counters in a cell. Each name has two characters, so that a full cell fits into the kilobyte that
 * DynamoDB bills as one write unit. The first character says which quantity is counted. The second one is the code of
 * a criterion, or a value.
 *
 * | slot            | counts                                                                      |
 * |-----------------|-----------------------------------------------------------------------------|
 * | `w1` … `w4`     | wins of x displayed first, of x displayed second, of y first, of y second    |
 * | `w5`, `w6`      | ties, both bad                                                              |
 * | `A`–`E` + code  | scores −2 … +2 of x on the criterion with that code                         |
 * | `F`–`J` + code  | the same scores of y                                                        |
 * | `K`–`O` + 0…4   | composite −2 … +2 of x if x won, lost, tied, was one of both bad, was alone |
 * | `P`–`S` + 0…4   | composite of y if y won, lost, tied, was one of both bad                    |
 * | `c`–`n` + code  | failures and ratings on a safety-critical criterion, by side and won/lost/tied |
 * | `v1` `v2` `v3`  | both answers complete and unequally safe: the safer won, the less safe won, undecided |
 * | `z1`, `z2`      | rated answers of x, of y that have no composite because a safety-critical score is missing |
 */
export type Side = 'x' | 'y';

/** The result of an answer in its comparison, or `alone` if no comparison is known. */
export const FATES = ['won', 'lost', 'tied', 'bothBad', 'alone'] as const;
export type Fate = (typeof FATES)[number];
export type ComparedFate = 'won' | 'lost' | 'tied';

const letter = (from: string, offset: number): string => String.fromCharCode(from.charCodeAt(0) + offset);
const indexOf = (score: Score): number => score - SCORES[0]!;

export const winSlot = (winner: Side, shown: 'first' | 'second'): string =>
  `w${(winner === 'x' ? 1 : 3) + (shown === 'first' ? 0 : 1)}`;
/** The slots of wins by the side and the position of the winner. They are made once, because each vote needs one. */
export const WIN_SLOTS = {
  x: { first: winSlot('x', 'first'), second: winSlot('x', 'second') },
  y: { first: winSlot('y', 'first'), second: winSlot('y', 'second') },
} as const;

export const TIE = 'w5';
export const BOTH_BAD = 'w6';

export const scoreSlot = (side: Side, score: Score, code: string): string =>
  letter(side === 'x' ? 'A' : 'F', indexOf(score)) + code;

export const compositeSlot = (side: Side, fate: Fate, score: Score): string =>
  letter(side === 'x' ? 'K' : 'P', FATES.indexOf(fate)) + indexOf(score);

const fateOffset = { won: 0, lost: 2, tied: 4 } as const;
const fateLetter = (side: Side, fate: ComparedFate, what: 0 | 1): string =>
  letter(side === 'x' ? 'c' : 'i', fateOffset[fate] + what);

/**
 * Failures on a safety-critical criterion. Both-bad answers need no slot: their failures are all failures less those
 * of the other fates.
 */
export const fateFailuresSlot = (side: Side, fate: ComparedFate, code: string): string =>
  fateLetter(side, fate, 0) + code;
/** Ratings on a safety-critical criterion. */
export const fateRatedSlot = (side: Side, fate: ComparedFate, code: string): string =>
  fateLetter(side, fate, 1) + code;

export const SAFER_WON = 'v1';
export const LESS_SAFE_WON = 'v2';
export const UNDECIDED_THOUGH_UNEQUAL = 'v3';

export const incompleteSlot = (side: Side): string => (side === 'x' ? 'z1' : 'z2');
