import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Vote } from '../../../shared/contracts/event.ts';
import type { RowsDeclaration } from '../../../shared/contracts/mapping.ts';
import { rowNumbering } from '../../../shared/imports/row-id.ts';
import { KeyTable } from '../../../shared/imports/survey/key-table.ts';
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

function idsOf(seconds: readonly string[], rows?: RowsDeclaration): string[] {
  const idOf = rowNumbering(rows);
  return seconds.map((second) => idOf(vote(second), false));
}

test('a table of keys holds what a map holds, with any collisions', () => {
  // Among a hundred keys in two thousand slots, those with the same lowest bits share a slot.
  const half = fc.oneof(
    fc.nat(40),
    fc.nat(40).map((n) => n * 2048 + 7),
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  );
  const key = fc.record({ high: half, low: half });
  const nameOf = ({ high, low }: { high: number; low: number }) => `${high} ${low}`;
  fc.assert(
    fc.property(fc.array(key, { maxLength: 3000, size: 'max' }), (keys) => {
      const table = new KeyTable();
      const model = new Map<string, number>();
      for (const each of keys) {
        const count = (model.get(nameOf(each)) ?? 0) + 1;
        model.set(nameOf(each), count);
        table.set(each, table.get(each) + 1);
        expect(table.get(each)).toBe(count);
      }
      expect(table.size).toBe(model.size);
      table.keep(({ low }) => low % 2 === 0);
      for (const each of keys) expect(table.get(each)).toBe(each.low % 2 === 0 ? model.get(nameOf(each)) : 0);
    }),
    { numRuns: 30 },
  );
});

test('equal rows have different ids, which stay the same in each reading of the file', () => {
  const ids = idsOf(['a', 'b', 'a', 'a']);
  expect(new Set(ids).size).toBe(4);
  expect(idsOf(['a', 'b', 'a', 'a'])).toEqual(ids);
});

test('a cumulative file gives old rows their ids, and a batch gives all rows other ids', () => {
  const ids = idsOf(['a', 'b', 'a']);
  expect(idsOf(['b', 'a', 'c', 'a'], 'cumulative').toSorted()).toEqual([...ids, idsOf(['c'])[0]].toSorted());
  const batch = idsOf(['a', 'b', 'a'], { batch: '2026-02' });
  expect(batch.filter((id) => ids.includes(id))).toEqual([]);
  expect(idsOf(['a', 'b', 'a'], { batch: '2026-02' })).toEqual(batch);
});

test('more different rows than can be counted are refused, with the remedy', () => {
  const idOf = rowNumbering(undefined, 2);
  for (const second of ['a', 'b', 'a']) idOf(vote(second), false);
  expect(() => idOf(vote('c'), false)).toThrow(/more than 2 different.*Add such a column/);
  expect(() => idOf(vote('d'), false)).toThrow(expect.objectContaining({ countsNothing: true }));
});
