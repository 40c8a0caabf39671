import { expect, test } from 'vitest';
import { Crasher } from '../crash.ts';
import { attempt, countersOf, newWorld, numbersOf, paceOf, type World } from '../importing.ts';
import { arenaCsv, labelStudio, mooveJson, table } from './files.ts';
import { COLUMNS, ROW, votes } from './mapped-files.ts';
import { saidBy } from './said.ts';

const BATTLES = arenaCsv(saidBy(21, 500)).content;

const warningsOf = ({ receipts }: World) => receipts.receipt?.warnings;

test('the receipt reports in words which events were counted by a rule', async () => {
  const world = newWorld();
  await attempt(world, BATTLES);
  expect(warningsOf(world)).toEqual([
    {
      warning: 'no_specialty',
      count: 500,
      message: expect.stringMatching(/^500 records without a specialty, counted under "unspecified"/),
    },
  ]);
});

test('warnings are counted once, even if workers die or run out of time', async () => {
  const calm = newWorld();
  await attempt(calm, BATTLES);
  for (let at = 1; ; at += 1) {
    const world = newWorld();
    const crasher = new Crasher(at, 'after');
    await attempt(world, BATTLES, { crasher, pace: paceOf(2) }).catch(() => null);
    if (!crasher.dead) break;
    let result = await attempt(world, BATTLES, { pace: paceOf(2) });
    while (result.status === 'paused') result = await attempt(world, BATTLES, { pace: paceOf(2) });
    expect(numbersOf(world.receipts.receipt)).toEqual(numbersOf(calm.receipts.receipt));
  }
});

test('a file that needs a mapping is refused without it, and is a separate import with it', async () => {
  const said = saidBy(22, 20);
  const { content, mapping } = mooveJson(said);
  const world = newWorld();
  await attempt(world, content);
  expect(world.receipts.receipt).toMatchObject({
    status: 'failed',
    message: expect.stringMatching(/mapping\.json/),
  });
  await attempt(world, content, { mapping });
  expect(world.receipts.receipt).toMatchObject({ status: 'finished', recorded: 20, rejected: 0 });
  expect(world.receipts.receipt?.mapping).toMatch(/^[0-9a-f]{64}$/);
});

test('a mapping with a higher constant revision corrects an import under a wrong mapping', async () => {
  const { content, mapping } = mooveJson(saidBy(23, 40));
  const right = mapping as object;
  const wrong = {
    ...right,
    scale: { from: [5, 1] },
    labels: { outcome: { '1': 'second', '2': 'first', '12': 'both_bad' } },
  };
  const mended = { ...right, constants: { revision: 2 } };
  const world = newWorld();
  await attempt(world, content, { mapping: wrong });
  const before = await countersOf(world);
  await attempt(world, content, { mapping: mended });
  expect(world.receipts.receipt).toMatchObject({ status: 'finished', revised: 40, rejected: 0, conflict: 0 });
  const straight = newWorld();
  await attempt(straight, content, { mapping: right });
  expect(await countersOf(world)).toEqual(await countersOf(straight));
  expect(before).not.toEqual(await countersOf(straight));
});

test('a cumulative export with "latestWins" records only new or changed rows', async () => {
  const row = (id: number, won: string, changed: string) => ({
    id,
    who: `dr${id}`,
    area: 'x',
    a: 'm1',
    b: 'm2',
    won,
    changed,
  });
  const mapping = {
    row: 'vote',
    columns: COLUMNS,
    latestWins: 'changed',
    time: { zone: 'Z' },
  };
  const monday = [row(1, 'first', '2026-03-02 10:00'), row(2, 'tie', '2026-03-02 11:00')];
  const tuesday = [monday[0]!, row(2, 'second', '2026-03-03 09:00'), row(3, 'tie', '2026-03-03 10:00')];
  const world = newWorld();
  await attempt(world, table(monday), { mapping, object: 'monday.csv' });
  await attempt(world, table(tuesday), { mapping, object: 'tuesday.csv' });
  expect(world.receipts.receipt).toMatchObject({ duplicate: 1, revised: 1, recorded: 1 });
  await attempt(world, table(monday), { mapping, object: 'monday-again.csv' });
  expect(world.receipts.receipt).toMatchObject({ duplicate: 1, stale: 1, recorded: 0, revised: 0 });
});

test('a path that no record has is reported with the number of rows and the names near it', async () => {
  const { content, mapping } = labelStudio(saidBy(25, 5, ['first', 'second']));
  const world = newWorld();
  const cards = { first: 'ratings.a', second: 'ratings.answer_b' };
  await attempt(world, content, { mapping: { ...(mapping as object), scores: { cards } } });
  expect(world.receipts.receipt).toMatchObject({ status: 'finished', recorded: 5 });
  expect(warningsOf(world)).toContainEqual({
    warning: 'not_found: ratings.answer_b',
    count: 5,
    message:
      '5 records without a value under "ratings.answer_b", which the mapping names; near it there are "ratings.a", "ratings.b"',
  });
  expect(JSON.stringify(warningsOf(world))).not.toContain('found: ratings.a"');
});

test('a column that is empty in every row is reported, but not a column with one filled cell', async () => {
  const rows = Array.from({ length: 300 }, (_, id) => ({
    ...{ id, who: `dr${id}`, area: 'x', a: 'm1', b: 'm2', won: 'tie' },
    ...{ land: '', thing: id === 299 ? 'q1' : '' },
  }));
  const mapping = { row: 'vote', columns: { ...COLUMNS, country: 'land', item: 'thing' } };
  const world = newWorld();
  let result = await attempt(world, table(rows), { mapping, pace: paceOf(1) });
  while (result.status === 'paused') result = await attempt(world, table(rows), { mapping, pace: paceOf(1) });
  expect(warningsOf(world)).toMatchObject([{ warning: 'not_found: land', count: 300 }]);
});

test('missing paths are reported in the same way, even if workers die or run out of time', async () => {
  const rows = Array.from({ length: 250 }, (_, id) => ({
    ...ROW,
    id,
    land: '',
    thing: id === 120 ? 'q' : '',
  }));
  const { content, mapping } = votes(rows, { columns: { ...COLUMNS, country: 'land', item: 'thing' } });
  const calm = newWorld();
  await attempt(calm, content, { mapping });
  expect(warningsOf(calm)).toMatchObject([{ warning: 'not_found: land', count: 250 }]);
  for (let at = 1; ; at += 1) {
    const world = newWorld();
    const crasher = new Crasher(at, at % 2 === 0 ? 'before' : 'after');
    await attempt(world, content, { mapping, crasher, pace: paceOf(40) }).catch(() => null);
    if (!crasher.dead) break;
    await attempt(world, content, { mapping });
    expect(numbersOf(world.receipts.receipt)).toEqual(numbersOf(calm.receipts.receipt));
  }
});

test('names of clinicians that are keys of an object are not revealed', async () => {
  const said = ['ann', 'bob'].map((who) => ({
    id: who.length,
    who,
    a: 'm1',
    b: 'm2',
    won: 'tie',
    by: { ann: 1, bob: 2, 'Dr. Ada Muster': 1 },
  }));
  const columns = { clinician: 'who', first: 'a', second: 'b', outcome: 'won', item: 'by.item' };
  const world = newWorld();
  await attempt(world, JSON.stringify(said), { mapping: { row: 'vote', columns } });
  expect(warningsOf(world)).toMatchObject([{ warning: 'no_specialty' }, { warning: 'not_found: by.item' }]);
  expect(JSON.stringify(warningsOf(world))).not.toMatch(/ann|bob|Ada/);
});

test('a path counts as present if the first record has it, even if that record is refused', async () => {
  const record = { who: 'ann', a: 'm1', b: 'm2', won: 'tie', area: 'x' };
  const columns = {
    judgment: '$key',
    clinician: 'who',
    first: 'a',
    second: 'b',
    outcome: 'won',
    specialty: 'area',
  };
  const world = newWorld();
  await attempt(world, JSON.stringify({ j1: record, j2: [], j3: { ...record, won: 'none' } }), {
    mapping: { row: 'vote', columns },
  });
  expect(world.receipts.receipt).toMatchObject({ recorded: 1, rejected: 2, warnings: [] });
  await attempt(world, JSON.stringify({ j2: [], j1: record }), {
    mapping: { row: 'vote', columns },
    object: 'b',
  });
  expect(world.receipts.receipt).toMatchObject({ duplicate: 1, rejected: 1, warnings: [] });
});

test('rules that were applied to a refused row are not reported', async () => {
  const columns = { clinician: 'who', first: 'a', second: 'b', outcome: 'won' };
  const world = newWorld();
  const rows = [
    { who: 'ann', a: 'm1', b: 'm1', won: 'first' },
    { who: 'bob', a: 'm1', b: 'm2', won: 'first' },
  ];
  await attempt(world, table(rows), { mapping: { row: 'vote', columns } });
  expect(world.receipts.receipt).toMatchObject({ recorded: 1, rejected: 1 });
  expect(warningsOf(world)).toMatchObject([{ warning: 'no_specialty', count: 1 }]);
});

test('cancelled annotations are reported but not counted', async () => {
  const { content, mapping } = labelStudio(saidBy(24, 5, ['first', 'second']));
  const world = newWorld();
  await attempt(world, content, { mapping });
  expect(world.receipts.receipt).toMatchObject({ rows: 5, events: 5, recorded: 5 });
  expect(warningsOf(world)).toMatchObject([{ warning: 'cancelled', count: 5 }]);
});
