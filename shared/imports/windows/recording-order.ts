import { GROUPS } from '../../ledger/cells/index.ts';
import type { Numbers } from '../../lib/compact/index.ts';

/** The place of counting, as far as the file shows it: a cell, or only the group of the clinician. */
export interface Home {
  /** From 0 to 31. */
  readonly group: number;
  /** Whether it is the cell of a pair. A judgment with a pair is always counted there. */
  readonly isPair: boolean;
}

/** Data needed to sort events, each by its place in the file. */
export interface Placed {
  /** A number of the event's judgment. If two judgments share a number, they only stay together. */
  readonly judgments: Numbers;
  /** The number of the event's home. */
  readonly homes: Numbers;
}

/** Four of the 32 groups are processed at a time, to spread the load over the partitions of the counters. */
const PARTS = 8;

/**
 * Divides events into pieces that are recorded one after another. Each piece is a list of places. All events of a
 * judgment are in one piece, in the order of the file. So are all events of a cell that fits into one piece. Pieces
 * therefore fold as well as the whole would, in a fraction of its memory. A clinician occurs only in neighbouring
 * pieces.
 *
 * @param known the homes, by their number
 * @param most maximum number of events in a piece; only a judgment with more events makes a larger piece
 */
export function* windowPieces(placed: Placed, known: readonly Home[], most: number): Generator<number[]> {
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

/**
 * Numbers the judgments from 0 in the order of appearance. Returns the judgment of each event and the home of each
 * judgment. The home is that of the first pair, or else the first.
 */
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

/** The turn of each home. Parts follow one another. Within a part, each group gives one home in each round. */
function turnsOf(known: readonly Home[]): number[] {
  const dealt = new Uint32Array(GROUPS);
  return known.map(({ group }) => {
    const round = dealt[group]!;
    dealt[group] = round + 1;
    return ((group % PARTS) * known.length + round) * GROUPS + group;
  });
}

/**
 * The numbers from 0 to before `count`, sorted by key. Equal keys keep their order. Keys must be below 2^53 /
 * count.
 */
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
