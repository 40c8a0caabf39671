import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupOf, type Pseudonym } from '../../../shared/contracts/pseudonym.ts';
import { unhurried } from '../../../shared/importing/pace.ts';
import { partsByGroup } from '../../../shared/importing/window-parts.ts';
import { Crash, Crasher } from './crash.ts';
import { attempt, countersOf, newWorld } from './importing.ts';

const pseudonym = fc
  .integer({ min: 0, max: 0xffff })
  .map((head) => head.toString(16).padStart(4, '0').padEnd(32, '0') as Pseudonym);
const clinicians = fc.array(pseudonym, { minLength: 1, maxLength: 200 });

test('every event of a window is in one part, in the order of the file', () => {
  fc.assert(
    fc.property(clinicians, fc.integer({ min: 1, max: 50 }), (who, eventsAPart) => {
      const parts = partsByGroup(who, eventsAPart);
      expect(parts.flat().toSorted((a, b) => a - b)).toEqual(who.map((_, place) => place));
      for (const part of parts) expect(part).toEqual(part.toSorted((a, b) => a - b));
    }),
  );
});

test('a group of clinicians, and with it a judgment and a cell, is never divided', () => {
  fc.assert(
    fc.property(clinicians, fc.integer({ min: 1, max: 50 }), (who, eventsAPart) => {
      const homes = partsByGroup(who, eventsAPart).map(
        (part) => new Set(part.map((place) => groupOf(who[place]!))),
      );
      const groups = homes.flatMap((home) => [...home]);
      expect(new Set(groups).size).toBe(groups.length);
    }),
  );
});

test('a window of an ordinary file is one part', () => {
  const who = Array.from({ length: 20_000 }, (_, index) => `${index % 10}`.repeat(32) as Pseudonym);
  expect(partsByGroup(who)).toHaveLength(1);
});

test('a window of several parts is recorded once, also where a worker dies between them', async () => {
  const rows = Array.from(
    { length: 20_100 },
    (_, index) => `j${index},dr-${index % 40},cardiology,CH,2026-03-01T09:30:00Z,a,b,first`,
  );
  const file = ['judgment,clinician,specialty,country,at,first,second,outcome', ...rows].join('\n');
  const world = newWorld();
  const pace = { ...unhurried, largest: rows.length };
  const crasher = new Crasher(160);
  await expect(attempt(world, file, { crasher, pace })).rejects.toThrow(Crash);
  await attempt(world, file, { pace });
  expect(world.receipts.receipt).toMatchObject({ rows: 20_100, recorded: 20_100, duplicate: 0 });
  const counters = await countersOf(world);
  expect(counters.flatMap(({ counts }) => Object.values(counts)).reduce((sum, count) => sum + count, 0)).toBe(
    20_100,
  );
});
