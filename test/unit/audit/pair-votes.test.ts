import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type PairRow, pairVotesBuilder } from '../../../shared/audit/evidence/pair-votes.ts';
import { gather } from '../../support/audit.ts';
import { inputOf, SMALL, simulated } from './support.ts';

const row = fc.record({
  unit: fc.nat(31),
  x: fc.nat(4),
  y: fc.nat(4),
  xWins: fc.nat(9),
  yWins: fc.nat(9),
  ties: fc.nat(9),
  bothBad: fc.nat(9),
});

it('sorts rows by unit, y and x under the new numbers, each with its counts', () => {
  const newNumber = [3, 0, 4, 1, 2];
  fc.assert(
    fc.property(fc.uniqueArray(row, { selector: ({ unit, x, y }) => `${unit} ${x} ${y}` }), (rows) => {
      const builder = pairVotesBuilder();
      rows.forEach(builder.add);
      const { rows: count, ...columns } = builder.build(newNumber);
      const built = Array.from({ length: count }, (_, at) =>
        Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[at]!])),
      );
      const expected = rows
        .map((one): PairRow => ({ ...one, x: newNumber[one.x]!, y: newNumber[one.y]! }))
        .sort((a, b) => a.unit - b.unit || a.y - b.y || a.x - b.x);
      expect(built).toEqual(expected);
    }),
  );
});

it('gives the same result for cells from a stream in reverse order', () => {
  const { cells, settings } = inputOf(
    simulated({
      seed: 3,
      votes: 300,
      clinicians: 40,
      models: ['b', 'a', 'd', 'c'],
      specialties: ['y', 'x'],
      ability: () => 0,
      risk: () => 0.2,
    }),
  );
  const stream = function* () {
    yield* cells.toReversed();
  };
  const [listed, streamed] = [cells, stream()].map((each) => gather(each, settings.criteria, SMALL));
  expect(streamed!.pairs).toEqual(listed!.pairs);
  expect(streamed!.models).toEqual(['a', 'b', 'c', 'd']);
  for (const model of [0, 1, 2, 3])
    for (const specialty of [0, 1, null])
      expect(streamed!.block(model, specialty)).toEqual(listed!.block(model, specialty));
});
