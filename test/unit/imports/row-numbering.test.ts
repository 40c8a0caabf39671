import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Vote } from '../../../shared/contracts/event.ts';
import { Occurrences } from '../../../shared/imports/occurrences.ts';
import { rowNumbering } from '../../../shared/imports/row-id.ts';
import type { Pseudonymous } from '../../../shared/ledger/apply.ts';
import { CLINICIANS } from '../../support/arbitrary-events.ts';

const vote = (second: string): Pseudonymous<Vote> => ({
  kind: 'vote',
  judgment: 'row',
  study: 'study',
  clinician: CLINICIANS[0],
  at: '2026-03-01T09:30:00Z',
  specialty: 's',
  first: 'm',
  second,
  outcome: 'first',
});

test('keys are counted like in a map, with any collisions in the table', () => {
  // Among a hundred keys in two thousand slots, those with the same remainder share a slot.
  const key = fc.oneof(
    fc.nat(40),
    fc.nat(40).map((n) => n * 2048 + 7),
    fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  );
  fc.assert(
    fc.property(fc.array(key, { maxLength: 3000, size: 'max' }), (keys) => {
      const counted = new Occurrences();
      const model = new Map<number, number>();
      for (const each of keys) {
        model.set(each, (model.get(each) ?? 0) + 1);
        expect(counted.add(each)).toBe(model.get(each));
      }
      expect(counted.different).toBe(model.size);
    }),
    { numRuns: 30 },
  );
});

test('equal rows have different ids, which stay the same in each reading of the file', () => {
  const rows = ['a', 'b', 'a', 'a'].map(vote);
  const ids = rows.map(rowNumbering());
  expect(new Set(ids).size).toBe(4);
  expect(rows.map(rowNumbering())).toEqual(ids);
});

test('more different rows than can be counted are refused, with the remedy', () => {
  const idOf = rowNumbering(2);
  for (const second of ['a', 'b', 'a']) idOf(vote(second));
  expect(() => idOf(vote('c'))).toThrow(/more than 2 different.*Add such a column/);
});
