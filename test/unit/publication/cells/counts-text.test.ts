import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { SCORES } from '../../../../shared/contracts/score.ts';
import { countsWriter } from '../../../../shared/publication/cells/counts-text.ts';
import { readableSlots, type SlotPath } from '../../../../shared/publication/cells/readable-slots.ts';

const CRITERIA = ['harmlessness', '10', '7', 'constructor', '__proto__', 'a "quoted" name'].map((id, at) => ({
  id,
  code: 'abcdef'[at]!,
  safetyCritical: at % 2 === 0,
}));
const SLOTS = [...readableSlots(CRITERIA)];

/** The counts as nested fields, which are created one after another. */
function nested(counts: ReadonlyMap<string, number>): Record<string, unknown> {
  const fields: Record<string, unknown> = Object.create(null);
  const enter = (into: Record<string, unknown>, [name, ...rest]: SlotPath, count: number): void => {
    if (rest.length === 0) into[name!] = count;
    else if (typeof rest[0] === 'number') {
      into[name!] ??= SCORES.map(() => 0);
      (into[name!] as number[])[rest[0]] = count;
    } else {
      into[name!] ??= Object.create(null);
      enter(into[name!] as Record<string, unknown>, rest, count);
    }
  };
  for (const [slot, path] of SLOTS) if (counts.has(slot)) enter(fields, path, counts.get(slot)!);
  return fields;
}

it('writes the same text as JSON.stringify, for any counts in any order and any names of criteria', () => {
  const write = countsWriter(SLOTS);
  const counted = fc.tuple(fc.constantFrom(...SLOTS.map(([slot]) => slot)), fc.integer({ min: 1, max: 3e9 }));
  fc.assert(
    fc.property(fc.array(counted, { maxLength: 80 }), (list) => {
      const counts = new Map(list);
      expect(`{${write(counts)}}`).toBe(JSON.stringify(nested(counts)));
    }),
  );
});

it('leaves out zeros, and slots of criteria that the study does not have', () => {
  const write = countsWriter(SLOTS);
  const [[slot]] = SLOTS as [[string, SlotPath]];
  expect(write(new Map([[slot, 0]]))).toBe('');
  expect(write(new Map([['Az', 3]]))).toBe('');
});
