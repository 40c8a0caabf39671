import { GROUPS } from '../contracts/pseudonym.ts';
import type { Numbers } from '../store/numbers.ts';

/** Where events will be counted, as far as their file tells: in a cell, or only in their clinician's group. */
export interface Home {
  /** From 0 to 31. */
  readonly group: number;
  /** Whether it is the cell of a pair: a judgment is counted there, whatever else is said of it. */
  readonly isPair: boolean;
}

/** What must be known of events to put them in order, each by its place in the file. */
export interface Placed {
  /** A number of the event's judgment. Two judgments may share one: then they only stand together. */
  readonly judgments: Numbers;
  /** The number of the event's home. */
  readonly homes: Numbers;
}

/** Four of the 32 groups are worked on at a time, so that no partition of the counters is hit alone. */
const PARTS = 8;

/**
 * Divides events into pieces that are recorded one after another; each is a list of places. The events of a judgment
 * are in one piece, in the order of the file, and so are those of a cell that fits into one: pieces fold as the whole
 * would, in a fraction of its memory. A clinician comes up in neighbouring pieces only.
 *
 * @param known the homes, by their number
 * @param most events of a piece; only a judgment that has more makes a larger one
 */
export function* piecesOf(placed: Placed, known: readonly Home[], most: number): Generator<number[]> {
  const { judgmentOf, homeOf } = judgmentsOf(placed, known);
  const turns = turnsOf(known);
  const position = inverse(sorted(homeOf.length, (judgment) => turns[homeOf[judgment]!]!));
  const inJudgment = countsOf(judgmentOf, homeOf.length);
  const inHome = new Uint32Array(known.length);
  for (const judgment of judgmentOf) inHome[homeOf[judgment]!]! += 1;

  let piece: number[] = [];
  let [lastJudgment, lastHome] = [-1, -1];
  for (const place of sorted(judgmentOf.length, (at) => position[judgmentOf[at]!]!)) {
    const judgment = judgmentOf[place]!;
    const home = homeOf[judgment]!;
    if (judgment !== lastJudgment) {
      const isNext = home !== lastHome && inHome[home]! <= most;
      const coming = isNext ? inHome[home]! : inJudgment[judgment]!;
      if (piece.length > 0 && piece.length + coming > most) {
        yield piece;
        piece = [];
      }
      [lastJudgment, lastHome] = [judgment, home];
    }
    piece.push(place);
  }
  if (piece.length > 0) yield piece;
}

/** Judgments counted from 0 as they come up: that of each event, and the home of each: the first pair's, else the first. */
function judgmentsOf({ judgments, homes }: Placed, known: readonly Home[]) {
  const numbers = new Map<number, number>();
  const judgmentOf = new Uint32Array(judgments.count);
  const homeOf: number[] = [];
  for (let place = 0; place < judgments.count; place += 1) {
    const key = judgments.at(place);
    const home = homes.at(place);
    const number = numbers.get(key) ?? numbers.size;
    judgmentOf[place] = number;
    if (number === numbers.size) {
      numbers.set(key, number);
      homeOf.push(home);
    } else if (known[home]!.isPair && !known[homeOf[number]!]!.isPair) homeOf[number] = home;
  }
  return { judgmentOf, homeOf };
}

/** When it is each home's turn: part by part, and in a part one home of each of its groups, then the next of each. */
function turnsOf(known: readonly Home[]): number[] {
  const dealt = new Uint32Array(GROUPS);
  return known.map(({ group }) => {
    const round = dealt[group]!;
    dealt[group] = round + 1;
    return ((group % PARTS) * known.length + round) * GROUPS + group;
  });
}

/** The numbers from 0 to before `count`, by their keys; equal keys keep their order. Keys stay below 2^53 / count. */
function sorted(count: number, keyOf: (number: number) => number): Float64Array {
  const keys = Float64Array.from({ length: count }, (_, number) => keyOf(number) * count + number);
  return keys.sort().map((key) => key % count);
}

function inverse(order: Float64Array): Uint32Array {
  const positions = new Uint32Array(order.length);
  for (const [position, number] of order.entries()) positions[number] = position;
  return positions;
}

function countsOf(numbers: Uint32Array, kinds: number): Uint32Array {
  const counts = new Uint32Array(kinds);
  for (const number of numbers) counts[number]! += 1;
  return counts;
}
