import { describe, expect, test } from 'vitest';
import { parseMapping } from '../../../../shared/imports/formats/parse-mapping.ts';
import { importContent } from '../case-files.ts';
import { inspected } from '../inspected.ts';
import { lines, table } from './files.ts';
import { COLUMNS, ROW, votes } from './mapped-files.ts';
import { readAs, refusalOf } from './reading.ts';

const rowsWith = (name: string, values: readonly unknown[]) =>
  values.map((value, index) => ({ ...ROW, id: `j${index}`, [name]: value }));
const mappingWith = (conditions: object) => ({ row: 'vote', columns: COLUMNS, ...conditions });
const warned = ({ receipt }: Awaited<ReturnType<typeof importContent>>) =>
  receipt.warnings.map(({ warning, count }) => [warning, count]);

describe('Conditions of a mapping', () => {
  test('a row without one of the values of "only" is left out and counted, and the sums stay exact', async () => {
    const rows = rowsWith('status', ['submitted', 'draft', ' submitted ', 'discarded', '', 'Submitted']);
    const imported = await importContent(
      table(rows),
      mappingWith({ only: { status: ['submitted'] } }),
      'a.csv',
    );
    expect(imported.receipt).toMatchObject({ rows: 6, events: 2, recorded: 2, rejected: 0 });
    expect(warned(imported)).toEqual([['left_out: only.status', 4]]);
    expect(imported.receipt.warnings[0]!.message).toBe(
      '4 records left out by only.status of the mapping or of the known form, which make no event',
    );
  });

  test('numbers and booleans are compared as their JSON text', async () => {
    const rows = rowsWith('flag', [true, 'true', 1, '1', false, 0, null]);
    const conditions = { only: { flag: [true, 1] }, except: { flag: ['0'] } };
    const { events, notes } = await readAs({ content: lines(rows), mapping: mappingWith(conditions) });
    expect(events.map(({ judgment }) => judgment)).toEqual(['j0', 'j1', 'j2', 'j3']);
    expect(notes).toEqual(Array(3).fill('left_out: only.flag'));
  });

  test('the first condition that leaves a row out counts for it, and refused rows are not left out', async () => {
    const rows = [
      { ...ROW, id: '1', spam: 'yes', stage: 'final' },
      { ...ROW, id: '2', spam: 'yes', stage: 'draft' },
      { ...ROW, id: '3', spam: '', stage: 'draft' },
      { ...ROW, id: '4', spam: '', stage: 'final', won: 'perhaps' },
      { ...ROW, id: '5', spam: '', stage: 'final' },
    ];
    const imported = await importContent(
      table(rows),
      mappingWith({ only: { stage: ['final'] }, except: { spam: ['yes'] } }),
      'a.csv',
    );
    expect(imported.receipt).toMatchObject({ rows: 5, recorded: 1, rejected: 1 });
    expect(warned(imported)).toEqual([
      ['left_out: except.spam', 1],
      ['left_out: only.stage', 2],
    ]);
  });

  test('an empty text stands for an empty or missing value', async () => {
    const rows = [{ ...ROW, id: '1' }, ...rowsWith('spam', ['', null, 'no', 'yes'])];
    const { events } = await readAs({
      content: lines(rows),
      mapping: mappingWith({ only: { spam: ['', 'no'] } }),
    });
    expect(events).toHaveLength(4);
  });

  test('a row is refused if the value is a list, because no condition can be checked', async () => {
    const rows = rowsWith('tags', [['spam'], 'ham']);
    const { events, rejects } = await readAs({
      content: lines(rows),
      mapping: mappingWith({ except: { tags: ['spam'] } }),
    });
    expect(events).toHaveLength(1);
    expect(rejects).toMatchObject([
      { line: 1, field: 'except.tags', message: expect.stringMatching(/must be one value/) },
    ]);
  });

  test('`inspect` counts the rows that are left out', async () => {
    const { receipt } = await inspected(
      table(rowsWith('status', ['draft', 'final'])),
      mappingWith({ only: { status: ['final'] } }),
    );
    expect(receipt.warnings.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^1 record left out by only.status/),
    );
  });

  test.each<[what: string, conditions: object]>([
    ['only', { only: { statsu: ['final'] } }],
    ['except', { except: { statsu: ['draft'] } }],
  ])('a table without the column of "%s" is refused', async (_, conditions) => {
    expect(await refusalOf(votes([ROW], conditions))).toMatch(/lacks places.*"statsu"/);
  });

  test('JSON without the path of "only" is refused, and without that of "except" it has a warning', async () => {
    const content = lines([ROW]);
    expect(await refusalOf({ content, mapping: mappingWith({ only: { 'meta.ok': [true] } }) })).toMatch(
      /lacks places.*"meta.ok"/,
    );
    const { receipt } = await importContent(content, mappingWith({ except: { 'meta.ok': [false] } }));
    expect(receipt).toMatchObject({ recorded: 1, warnings: [{ warning: 'not_found: meta.ok' }] });
  });

  test.each<[what: string, conditions: object, told: RegExp]>([
    [
      'a value on both sides',
      { only: { a: [1] }, except: { a: ['1'] } },
      /"except"\."a"|except\.a.*also under "only"/,
    ],
    ['no value', { only: { a: [] } }, /only\.a/],
    ['a list as a value', { only: { a: [['x']] } }, /only\.a/],
    [
      'too many columns',
      { only: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`c${i}`, ['x']])) },
      /at most 10/,
    ],
  ])('a mapping is refused because of %s', (_, conditions, told) => {
    expect(parseMapping(JSON.stringify({ row: 'vote', ...conditions }))).toMatchObject({
      ok: false,
      message: expect.stringMatching(told),
    });
  });
});

describe('Conditions of known forms', () => {
  const battle = (anony?: unknown, id = 0) => ({
    question_id: `q${id}`,
    model_a: 'm1',
    model_b: 'm2',
    winner: 'model_a',
    judge: 'u1',
    tstamp: 1682351591.1,
    ...(anony === undefined ? {} : { anony }),
  });

  test('battles with displayed names of the models are left out, in JSON and in a table', async () => {
    const battles = [true, false, true, false, false].map(battle);
    for (const content of [
      lines(battles),
      table(battles.map((one) => ({ ...one, anony: one.anony ? 'True' : 'False' }))),
    ]) {
      const imported = await importContent(content, undefined);
      expect(imported.receipt).toMatchObject({ rows: 5, recorded: 2, rejected: 0 });
      expect(warned(imported)).toContainEqual(['left_out: only.anony', 3]);
    }
  });

  test('a battle that does not state whether names were displayed counts', async () => {
    const { events } = await readAs({
      content: lines([battle(undefined, 1), battle(true, 2), battle(false, 3)]),
    });
    expect(events).toHaveLength(2);
  });

  test('a mapping can ask for the votes that the known form leaves out', async () => {
    const { events } = await readAs({
      content: lines([battle(true, 1), battle(false, 2)]),
      mapping: { reads: 'arena', only: { anony: null } },
    });
    expect(events).toHaveLength(2);
  });

  test('the releases of 100,000 battles name the clinician by a hash', async () => {
    const { judge: _, ...rest } = battle(true);
    const { events, notes } = await readAs({ content: lines([{ ...rest, judge_hash: 'h1' }]) });
    expect(events).toHaveLength(1);
    expect(notes).not.toContain('no_clinician');
  });
});
