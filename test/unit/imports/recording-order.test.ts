import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Home, type Placed, windowPieces } from '../../../shared/imports/windows/recording-order.ts';
import { Numbers } from '../../../shared/lib/compact/numbers.ts';

interface Said {
  readonly judgment: number;
  readonly home: number;
}

/** Eight homes in four groups of clinicians, two of them in the same part. */
const KNOWN: readonly Home[] = Array.from({ length: 8 }, (_, number) => ({
  group: [0, 8, 1, 2][number % 4]!,
  isPair: number < 4,
}));

function placed(said: readonly Said[]): Placed {
  const [judgments, homes] = [new Numbers(), new Numbers()];
  for (const { judgment, home } of said) {
    judgments.push(judgment);
    homes.push(home);
  }
  return { judgments, homes };
}

const pieces = (said: readonly Said[], most: number) => [...windowPieces(placed(said), KNOWN, most)];
const events = fc.array(fc.record({ judgment: fc.nat(40), home: fc.nat(KNOWN.length - 1) }), {
  maxLength: 200,
});
const size = fc.integer({ min: 1, max: 50 });

/** The number of pieces in which each name occurs. */
function spread(divided: readonly (readonly number[])[], nameOf: (place: number) => number): number[] {
  const found = new Map<number, Set<number>>();
  for (const [index, piece] of divided.entries())
    for (const place of piece) found.set(nameOf(place), (found.get(nameOf(place)) ?? new Set()).add(index));
  return [...found.values()].map((some) => some.size);
}

describe('the division of events into pieces', () => {
  test('puts each event into exactly one piece', () => {
    fc.assert(
      fc.property(events, size, (said, most) => {
        expect(
          pieces(said, most)
            .flat()
            .toSorted((a, b) => a - b),
        ).toEqual(said.map((_, place) => place));
      }),
    );
  });

  test('never divides a judgment, and keeps the order of its events', () => {
    fc.assert(
      fc.property(events, size, (said, most) => {
        const divided = pieces(said, most);
        expect(spread(divided, (place) => said[place]!.judgment).every((count) => count === 1)).toBe(true);
        for (const piece of divided) {
          const byJudgment = Map.groupBy(piece, (place) => said[place]!.judgment);
          for (const places of byJudgment.values()) expect(places).toEqual(places.toSorted((a, b) => a - b));
        }
      }),
    );
  });

  test('makes no piece larger than the maximum, except for a single judgment', () => {
    fc.assert(
      fc.property(events, size, (said, most) => {
        for (const piece of pieces(said, most))
          expect(
            piece.length <= most || new Set(piece.map((place) => said[place]!.judgment)).size === 1,
          ).toBe(true);
      }),
    );
  });

  test('never divides a cell that fits into one piece', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(KNOWN.length - 1), { maxLength: 200 }), (homes) => {
        const said = homes.map((home, judgment) => ({ judgment, home }));
        const largest = Math.max(
          1,
          ...[...Map.groupBy(homes, (home) => home).values()].map((some) => some.length),
        );
        const divided = pieces(said, largest);
        expect(spread(divided, (place) => said[place]!.home).every((count) => count === 1)).toBe(true);
      }),
    );
  });
});

test('a judgment is ordered by its pair, even if its scores come first', () => {
  const rest = Array.from({ length: 4 }, (_, index) => ({ judgment: 10 + index, home: 0 }));
  const said = [{ judgment: 1, home: 4 }, ...rest, { judgment: 2, home: 5 }, { judgment: 1, home: 0 }];
  expect(pieces(said, 6)).toEqual([[0, 6, 1, 2, 3, 4], [5]]);
});

test('groups of clinicians alternate after each cell', () => {
  const said = [0, 4, 0, 1, 5].map((home, judgment) => ({ judgment, home }));
  expect(pieces(said, 100)).toEqual([[0, 2, 3, 1, 4]]);
});
