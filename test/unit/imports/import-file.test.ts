import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { defaultProtocol } from '../../../shared/contracts/protocol.ts';
import { studyPseudonymiser } from '../../../shared/events/pseudonyms/pseudonymiser.ts';
import { abandonImport } from '../../../shared/imports/conclude-import.ts';
import { record } from '../../../shared/ledger/run.ts';
import { settingsOf } from '../../../shared/ledger/settings.ts';
import { Crash, Crasher } from './crash.ts';
import { attempt, countersOf, newWorld, numbersOf, paceOf, type World } from './importing.ts';

const HEADER =
  'judgment,clinician,specialty,country,at,first,second,outcome,first.harmlessness,second.harmlessness';
const row = (index: number, outcome = 'first', score = (index % 5) - 2): string =>
  `j${index},dr${index % 17},s${index % 3},CH,2026-03-01T09:30:00Z,m${index % 4},m${(index % 4) + 1},${outcome},${score},1`;

/** 1,000 rows. Every hundred rows have one duplicate, one conflict with the first row, and two broken rows. */
const ROWS = Array.from({ length: 1000 }, (_, index) => {
  if (index % 100 === 50) return row(index, 'nobody');
  if (index % 100 === 60) return 'torn';
  if (index % 100 === 70) return row(index - 1);
  if (index % 100 === 80) return row(1, 'tie');
  return row(index);
});
const FILE = [HEADER, ...ROWS].join('\n');
const EXPECTED = {
  schemaVersion: 1,
  study: 'moove',
  object: 'a.csv',
  version: 'v1',
  status: 'finished',
  rows: 1000,
  events: 1000,
  recorded: 960,
  duplicate: 10,
  revised: 0,
  retracted: 0,
  stale: 0,
  conflict: 10,
  rejected: 20,
  byReason: [
    { reason: 'invalid_value', count: 10 },
    { reason: 'unparsable', count: 10 },
  ],
  warnings: [],
};

/** The lines of a list of rejects. Conflicts follow the other rejects of their window. */
const inOrder = (rejects: string): string[] => rejects.split('\n').sort();

async function undisturbed(): Promise<World> {
  const world = newWorld();
  expect(await attempt(world, FILE)).toMatchObject({ status: 'concluded' });
  return world;
}

test('the receipt counts every event once, and the list of rejects names the lines of rejects and conflicts', async () => {
  const { receipts } = await undisturbed();
  expect(numbersOf(receipts.receipt)).toEqual(EXPECTED);
  const rejects = receipts.rejects
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rejects).toHaveLength(30);
  const conflicts = rejects.filter(({ reason }) => reason === 'conflict');
  expect(conflicts.map(({ line }) => line)).toEqual(
    ROWS.flatMap((_, at) => (at % 100 === 80 ? [at + 2] : [])),
  );
  expect(conflicts[0]).toMatchObject({ row: { judgment: 'j1', outcome: 'tie' } });
  expect(rejects[0]).toMatchObject({ line: 52, reason: 'invalid_value', field: 'outcome' });
  expect(rejects[1]).toMatchObject({ line: 62, reason: 'unparsable' });
  expect(receipts.parts.size).toBe(0);
  expect(receipts.rejects).not.toMatch(/"dr\d/);
});

test('the same export under another name changes no counter', async () => {
  const world = await undisturbed();
  const before = await countersOf(world);
  await attempt(world, FILE, { object: 'b.csv' });
  expect(world.receipts.receipt).toMatchObject({
    recorded: 0,
    duplicate: 970,
    conflict: 10,
    rejected: 20,
    events: 1000,
  });
  expect(await countersOf(world)).toEqual(before);
});

test('an import that is announced again does nothing', async () => {
  const world = await undisturbed();
  const { receipt } = world.receipts;
  expect(await attempt(world, FILE)).toEqual({ status: 'concluded before' });
  expect(world.receipts.receipt).toBe(receipt);
});

test('other workers resume an import that runs out of time, and the receipt is the same', async () => {
  const world = newWorld();
  const statuses: string[] = [];
  for (let worker = 0; worker < 50; worker += 1) {
    const result = await attempt(world, FILE, { pace: paceOf(2) });
    statuses.push(result.status);
    if (result.status !== 'paused') break;
    expect(result).toEqual({ status: 'paused', because: 'time', progressed: true });
  }
  expect(statuses.length).toBeGreaterThan(3);
  expect(numbersOf(world.receipts.receipt)).toEqual(EXPECTED);
  expect(await countersOf(world)).toEqual(await countersOf(await undisturbed()));
});

test.each([
  ['before', 2],
  ['after', 2],
  ['before', 1000],
  ['after', 1000],
] as const)(
  'an import ends with the same result if a worker dies %s any of its calls took effect (%i windows)',
  async (when, windows) => {
    const calm = await undisturbed();
    const counters = await countersOf(calm);
    for (let at = 1; ; at += 1) {
      const world = newWorld();
      const crasher = new Crasher(at, when);
      const first = await attempt(world, FILE, { crasher, pace: paceOf(windows) }).catch((error) => error);
      if (!crasher.dead) break;
      expect(first).toBeInstanceOf(Crash);
      await attempt(world, FILE);
      expect(numbersOf(world.receipts.receipt)).toEqual(EXPECTED);
      expect(inOrder(world.receipts.rejects)).toEqual(inOrder(calm.receipts.rejects));
      expect(world.receipts.parts.size).toBe(0);
      expect(await countersOf(world)).toEqual(counters);
    }
  },
);

test('the receipt adds up even if another writer changes judgments between a crash and the repetition', async () => {
  const world = newWorld();
  const crasher = new Crasher('checkpoint');
  await expect(attempt(world, FILE, { crasher })).rejects.toThrow(Crash);
  expect((await countersOf(world)).length).toBeGreaterThan(0);
  const people = studyPseudonymiser('secret', 'moove');
  const study = await world.stores.store.open('moove', settingsOf(defaultProtocol(), people.fingerprint));
  const base = { study: 'moove', specialty: 's1', at: '2026-04-01T00:00:00Z' };
  await record(
    study,
    [1, 2, 3].map((index) => ({
      ...base,
      kind: 'vote',
      judgment: `j${index}`,
      clinician: people.pseudonymOf(`dr${index}`),
      specialty: `s${index % 3}`,
      first: `m${index % 4}`,
      second: `m${(index % 4) + 1}`,
      outcome: 'both_bad',
      revision: 2,
    })),
    { source: 'queue', maxJudgments: 10, lookup: false },
  );
  await attempt(world, FILE);
  expect(world.receipts.receipt).toMatchObject({ events: 1000, rows: 1000, recorded: 960 });
});

test('a worker stops when another worker has taken over its import', async () => {
  const world = newWorld();
  let successor: Promise<unknown> | undefined;
  const result = await attempt(world, FILE, {
    pace: paceOf(20),
    onProgress: ({ records }) => {
      if (records < 500) successor ??= attempt(world, FILE);
    },
  });
  expect(result).toEqual({ status: 'superseded' });
  expect(await successor).toMatchObject({ status: 'concluded' });
  expect(numbersOf(world.receipts.receipt)).toEqual(EXPECTED);
});

test.each([
  ['', 'The file is empty.'],
  [`${HEADER}\n`, 'The file has a header and no rows.'],
])('a file without rows is finished, with a remark', async (content, message) => {
  const world = newWorld();
  await attempt(world, content);
  expect(world.receipts.receipt).toMatchObject({ status: 'finished', rows: 0, events: 0, message });
});

test('the import of an unreadable file fails, and the receipt gives the reason', async () => {
  const world = newWorld();
  await attempt(world, 'name,age\n');
  expect(world.receipts.receipt).toMatchObject({ status: 'failed', rows: 0, events: 0 });
  expect(world.receipts.receipt?.message).toMatch(/^The file cannot be read: .*JSONL/);
});

test('the records before the damage of a truncated file are recorded', async () => {
  const world = newWorld();
  const noisy = [
    HEADER,
    ...ROWS.map((line, index) => line.replace('m0', `m${(index * 2654435761) % 99991}x`)),
  ];
  const packed = gzipSync(noisy.join('\n'));
  await attempt(world, packed.subarray(0, Math.floor(packed.length / 2)));
  const receipt = world.receipts.receipt!;
  expect(receipt.status).toBe('failed');
  expect(receipt.message).toMatch(/damaged or cut off/);
  expect(receipt.rows).toBeGreaterThan(100);
  expect(receipt.recorded + receipt.duplicate + receipt.conflict + receipt.rejected).toBe(receipt.rows);
});

const VOTE = {
  ...{ kind: 'vote', study: 'moove', clinician: 'Dr. Ann Who', specialty: 'cardiology' },
  ...{ at: '2026-03-01T09:30:00Z', first: 'm1', second: 'm2', outcome: 'first' },
};
const votes = (count: number) =>
  Array.from({ length: count }, (_, index) => JSON.stringify({ ...VOTE, judgment: `j${index}` }));
const UNCLOSED = `[\n${votes(300).join(',\n').replace('"j200"}', '"j200"')}\n]`;

test.each([
  ['a bracket that is missing', UNCLOSED, 202],
  ['gzip that is cut off', gzipSync(votes(300).join('\n'), { level: 0 }).subarray(0, 20_000), null],
])(
  '%s is refused at its place, and the records before it count, even if workers die',
  async (_, file, line) => {
    const calm = newWorld();
    await attempt(calm, file);
    const receipt = calm.receipts.receipt!;
    const [reject, ...others] = calm.receipts.rejects
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(others).toEqual([]);
    expect(reject).toMatchObject({
      line: line ?? receipt.recorded + 1,
      message: expect.stringMatching(/^the file breaks off: /),
    });
    expect(receipt).toMatchObject({ status: 'failed', rejected: 1, rows: receipt.recorded + 1 });
    expect(receipt.recorded).toBe(line === null ? receipt.recorded : 200);
    const told = (numbers: unknown) => ({ ...(numbers as object), message: '' });
    for (let at = 1; ; at += 1) {
      const world = newWorld();
      const crasher = new Crasher(at, at % 2 === 0 ? 'before' : 'after');
      await attempt(world, file, { crasher, pace: paceOf(40) }).catch(() => null);
      if (!crasher.dead) break;
      await attempt(world, file);
      expect(told(numbersOf(world.receipts.receipt))).toEqual(told(numbersOf(receipt)));
      expect(world.receipts.rejects).toBe(calm.receipts.rejects);
    }
  },
);

test('an import with another secret is refused, and the receipt gives the reason', async () => {
  const world = await undisturbed();
  const before = await countersOf(world);
  await attempt(world, FILE, { secret: 'another', object: 'b.csv' });
  expect(world.receipts.receipt).toMatchObject({ status: 'failed', recorded: 0 });
  expect(world.receipts.receipt?.message).toMatch(/secret/);
  expect(await countersOf(world)).toEqual(before);
});

test('a file that contains only rejects creates no study', async () => {
  const world = newWorld();
  await attempt(world, `${HEADER}\ntorn\n${row(1, 'nobody')}\n`);
  expect(world.receipts.receipt).toMatchObject({ status: 'finished', rejected: 2, events: 2 });
  expect(await world.stores.store.existing('moove')).toBeNull();
});

test('an abandoned import keeps its counts', async () => {
  const world = newWorld();
  await attempt(world, FILE, { pace: paceOf(2) });
  const identity = { study: 'moove', object: 'a.csv', version: 'v1', mapping: '' };
  await abandonImport({ ...world, identity }, 'given up');
  const receipt = world.receipts.receipt!;
  expect(receipt).toMatchObject({ status: 'failed', message: 'given up' });
  expect(receipt.events).toBe(receipt.rows);
  expect(receipt.rows).toBeGreaterThan(0);
});
