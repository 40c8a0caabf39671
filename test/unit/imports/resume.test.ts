import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { ImportPace } from '../../../shared/imports/pace.ts';
import type { ByteSource } from '../../../shared/lib/byte-source.ts';
import { sourceOf } from './bytes.ts';
import { Crash, Crasher } from './crash.ts';
import { attempt, countersOf, newWorld, numbersOf, paceOf } from './importing.ts';

const ROWS = Array.from({ length: 700 }, (_, index) => ({
  kind: 'vote',
  judgment: `j${index}`,
  clinician: `Dr. ${index % 7} Zürich`,
  specialty: `s${index % 3}`,
  at: '2026-03-01T09:30:00Z',
  first: `m${index % 4}`,
  second: `m${(index % 4) + 1}`,
  outcome: index % 90 === 17 ? 'nobody' : 'first',
}));
const EVENTS = ROWS.map((row) => ({ study: 'moove', ...row }));
const CSV_COLUMNS = ['judgment', 'clinician', 'specialty', 'at', 'first', 'second', 'outcome'] as const;
const csvOf = (columns: readonly (keyof (typeof ROWS)[number])[]) =>
  [columns.join(','), ...ROWS.map((row) => columns.map((name) => `"${row[name]}"`).join(','))].join('\n');
const CSV = csvOf(CSV_COLUMNS);
const ARRAY = JSON.stringify(EVENTS, null, 1);

const FILES: readonly (readonly [name: string, content: string | Uint8Array, seeks: boolean])[] = [
  ['CSV', CSV, true],
  ['JSON lines', EVENTS.map((event) => JSON.stringify(event)).join('\n'), true],
  ['a JSON array', ARRAY, true],
  ['gzip', gzipSync(ARRAY), false],
  ['rows without id, time or item', csvOf(['clinician', 'specialty', 'first', 'second', 'outcome']), false],
];

const noted = (source: ByteSource, starts: number[]): ByteSource => ({
  ...source,
  read: (start, end) => {
    starts.push(start);
    return source.read(start, end);
  },
});

describe.each(FILES)('%s', (_, content, seeks) => {
  test('is imported by many workers, and each worker resumes where the previous worker stopped', async () => {
    const calm = newWorld();
    await attempt(calm, content);
    expect(calm.receipts.receipt).toMatchObject({ status: 'finished', rows: 700, rejected: 8 });
    const world = newWorld();
    const began: number[] = [];
    for (let status = 'paused'; status === 'paused'; ) {
      const starts: number[] = [];
      status = (await attempt(world, noted(sourceOf(content), starts), { pace: paceOf(2) })).status;
      began.push(starts.at(-1)!);
    }
    expect(began.length).toBeGreaterThan(3);
    expect(new Set(began).size).toBe(seeks ? began.length : 1);
    expect(began).toEqual(began.toSorted((a, b) => a - b));
    expect(numbersOf(world.receipts.receipt)).toEqual(numbersOf(calm.receipts.receipt));
    expect(world.receipts.rejects).toBe(calm.receipts.rejects);
    expect(await countersOf(world)).toEqual(await countersOf(calm));
  });

  test('ends with the same result for any crash of a worker', async () => {
    const calm = newWorld();
    await attempt(calm, content);
    const counters = await countersOf(calm);
    for (let at = 1; ; at += 3) {
      const world = newWorld();
      const crasher = new Crasher(at, at % 2 === 0 ? 'before' : 'after');
      await attempt(world, content, { crasher, pace: paceOf(4) }).catch(() => null);
      if (!crasher.dead) break;
      await attempt(world, content);
      expect(numbersOf(world.receipts.receipt)).toEqual(numbersOf(calm.receipts.receipt));
      expect(await countersOf(world)).toEqual(counters);
    }
  });
});

test('a window of several pieces is recorded once, even if a worker dies between two pieces', async () => {
  const rows = Array.from(
    { length: 4100 },
    (_, index) => `j${index},dr-${index % 40},cardiology,2026-03-01T09:30:00Z,a,b,first`,
  );
  const file = [CSV_COLUMNS.join(','), ...rows].join('\n');
  const world = newWorld();
  const crasher = new Crasher(40);
  await expect(attempt(world, file, { crasher })).rejects.toThrow(Crash);
  await attempt(world, file);
  expect(world.receipts.receipt).toMatchObject({ rows: 4100, recorded: 4100, duplicate: 0 });
  const counters = await countersOf(world);
  expect(counters.flatMap(({ counts }) => Object.values(counts)).reduce((sum, count) => sum + count, 0)).toBe(
    4100,
  );
});

test.each([
  ['gzip', gzipSync(CSV), /unpacking its settled records again.*Upload it unpacked/],
  [
    'rows with ids from earlier rows',
    csvOf(['clinician', 'specialty', 'first', 'second', 'outcome']),
    /Add such a column/,
  ],
])(
  'the receipt gives the remedy if skipping settled records of %s takes half of the time',
  async (_, content, remedy) => {
    const world = newWorld();
    expect(await attempt(world, content, { pace: paceOf(2) })).toMatchObject({ status: 'paused' });
    let now = 0;
    const slow: ImportPace = { left: () => 10_000, reserve: 0, now: () => (now += 6000) };
    expect(await attempt(world, content, { pace: slow })).toMatchObject({ status: 'concluded' });
    expect(world.receipts.receipt).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(remedy),
    });
    expect(world.receipts.receipt?.recorded).toBeGreaterThan(90);
  },
);
