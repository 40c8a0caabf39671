import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultProtocol } from '../../../shared/contracts/protocol.ts';
import { SCORES } from '../../../shared/contracts/score.ts';
import * as slots from '../../../shared/ledger/cells/slots.ts';
import {
  adding,
  addingToCell,
  cellKey,
  countsOf,
  type Item,
  VERSION,
  versionOf,
} from '../../../shared/ledger/dynamodb/items.ts';
import { MemoryCells } from '../../../shared/ledger/memory/cells.ts';
import { settingsOf } from '../../../shared/ledger/settings.ts';
import { itemSize } from '../../support/item-size.ts';

/** Every possible slot of a comparison's cell. */
function allSlots(): string[] {
  const { criteria } = settingsOf(defaultProtocol(), '');
  const sides = (['x', 'y'] as const).flatMap((side) => [
    slots.winSlot(side, 'first'),
    slots.winSlot(side, 'second'),
    slots.incompleteSlot(side),
    ...(['won', 'lost', 'tied', 'bothBad'] as const).flatMap((fate) =>
      SCORES.map((score) => slots.compositeSlot(side, fate, score)),
    ),
    ...criteria.flatMap(({ code, safetyCritical }) => [
      ...SCORES.map((score) => slots.scoreSlot(side, score, code)),
      ...(safetyCritical
        ? (['won', 'lost', 'tied'] as const).flatMap((fate) => [
            slots.fateFailuresSlot(side, fate, code),
            slots.fateRatedSlot(side, fate, code),
          ])
        : []),
    ]),
  ]);
  return [
    ...sides,
    slots.TIE,
    slots.BOTH_BAD,
    slots.SAFER_WON,
    slots.LESS_SAFE_WON,
    slots.UNDECIDED_THOUGH_UNEQUAL,
  ];
}

const counts = fc
  .dictionary(fc.constantFrom(...allSlots()), fc.integer({ min: -5, max: 10_000 }))
  .map((entries) => new Map(Object.entries(entries).filter(([, count]) => count !== 0)));

describe('a cell', () => {
  test('takes at most one kilobyte with ten criteria, all slots in use and counts of two digits', () => {
    const key = cellKey('moove-2026', {
      group: 31,
      specialty: 'Obstetrics and gynaecology',
      x: 'first-clinical-instruct-70b-2026-02-11',
      y: 'second-clinical-instruct-70b-2026-02-11',
    });
    const item: Item = Object.fromEntries(allSlots().map((slot) => [slot, { N: '99' }]));
    expect(allSlots().length).toBe(187);
    expect(itemSize({ ...key, ...item, [VERSION]: { N: '9999' } })).toBeLessThanOrEqual(1024);
  });

  test('is decoded from an item without zero counts', () => {
    fc.assert(
      fc.property(counts, (given) => {
        const item: Item = Object.fromEntries(
          [...given].map(([slot, count]) => [slot, { N: String(count) }]),
        );
        expect(countsOf({ ...item, zz: { N: '0' }, [VERSION]: { N: '7' } })).toEqual(given);
      }),
    );
  });

  test('is updated with aliases, because slot names can be reserved words of the query language', () => {
    expect(
      adding(
        new Map([
          ['as', 2],
          ['w1', -1],
        ]),
      ),
    ).toEqual({
      expression: 'ADD #0 :0,#1 :1',
      names: { '#0': 'as', '#1': 'w1' },
      values: { ':0': { N: '2' }, ':1': { N: '-1' } },
    });
  });

  test('increases its version once per change, even if a change adds no count', () => {
    expect(addingToCell(new Map([['w1', 2]])).expression).toBe('ADD #0 :0,#1 :1');
    expect(addingToCell(new Map())).toEqual({
      expression: 'ADD #0 :0',
      names: { '#0': VERSION },
      values: { ':0': { N: '1' } },
    });
    expect([versionOf({ [VERSION]: { N: '7' } }), versionOf({})]).toEqual([7, 0]);
  });

  test('in memory contains the sum of its additions, and is deleted if all counts are zero', () => {
    const cell = { group: 3, specialty: 's', x: 'a', y: 'b' };
    fc.assert(
      fc.property(fc.array(counts, { minLength: 1 }), (additions) => {
        const cells = new MemoryCells();
        const sum = new Map<string, number>();
        for (const [version, addition] of additions.entries()) {
          cells.add({ ...cell, counts: addition }, version + 1);
          for (const [slot, count] of addition) sum.set(slot, (sum.get(slot) ?? 0) + count);
        }
        const left = new Map([...sum].filter(([, count]) => count !== 0));
        expect([...cells.of(3)]).toEqual(left.size === 0 ? [] : [{ ...cell, counts: left }]);
        expect([...cells.of(4)]).toEqual([]);
        expect([...cells.all(3)]).toEqual([{ ...cell, counts: left, version: additions.length }]);
        expect(cells.versionOf({ ...cell, counts: new Map() })).toBe(additions.length);
        expect(cells.versionOf({ ...cell, group: 4, counts: new Map() })).toBe(0);
      }),
    );
  });
});
