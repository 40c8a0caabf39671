import { describe, expect, test } from 'vitest';
import { importCase, importContent } from '../case-files.ts';
import { readAs, refusalOf } from '../formats/reading.ts';

const battle = (id: number) => ({
  id: `b${id}`,
  model_a: 'm1',
  model_b: 'm2',
  winner: 'model_a',
  judge: `judge ${id}`,
  conversation_a: [{ role: 'user', content: 'a "]" and {"data": [{' }],
});
const BATTLES = [0, 1, 2, 3].map(battle);
const row = (value: object, row_idx: number) => ({ row_idx, row: value, truncated_cells: [] });

describe('A list of records within one JSON object', () => {
  test('an export with its records under "data" is read', async () => {
    expect((await importCase('data-wrapper')).receipt).toMatchObject({ status: 'finished', recorded: 1 });
  });

  test.each<[what: string, whole: object]>([
    ['data before other members', { data: BATTLES, total: 4, next: null }],
    [
      'records after other members',
      { version: '1', about: { data: [[1]], note: '"records": [{' }, records: BATTLES },
    ],
    ['items beside other lists', { tags: ['x'], columns: [{ name: 'id' }], items: BATTLES, errors: [] }],
    [
      'pages of Hugging Face',
      { features: [{ name: 'id' }], rows: BATTLES.map(row), num_rows_total: 4, partial: false },
    ],
  ])('%s are read on one line and on several', async (_, whole) => {
    for (const content of [
      JSON.stringify(whole),
      JSON.stringify(whole, null, 2),
      `\n ${JSON.stringify(whole)}\n`,
    ]) {
      const { format, events, rejects } = await readAs({ content });
      expect(format).toBe('arena battles');
      expect(rejects).toEqual([]);
      expect(events.map(({ judgment }) => judgment)).toEqual(['b0', 'b1', 'b2', 'b3']);
    }
  });

  test('a reject names the line of its record', async () => {
    const broken = { ...battle(9), winner: 'perhaps' };
    const { rejects } = await readAs({
      content: `{"total":2,\n"data":[\n${JSON.stringify(battle(1))},\n${JSON.stringify(broken)}\n]}`,
    });
    expect(rejects).toMatchObject([{ line: 4, reason: 'unmapped_label' }]);
  });

  test('a list that breaks off counts up to the break', async () => {
    const content = JSON.stringify({ data: BATTLES }).slice(0, -60);
    const { receipt } = await importContent(content);
    expect(receipt).toMatchObject({ status: 'failed', recorded: 3, rejected: 1 });
  });

  test('events of Primum and tasks of Label Studio may lie in a list', async () => {
    const data = { model_a: 'm1', model_b: 'm2' };
    const result = [{ type: 'pairwise', from_name: 'p', to_name: 'a,b', value: { selected: 'left' } }];
    const annotations = [{ id: 1, completed_by: 1, updated_at: '2026-03-01T09:30:00Z', result }];
    const { events } = await readAs({ content: JSON.stringify({ results: [{ id: 1, data, annotations }] }) });
    expect(events).toMatchObject([{ judgment: '1', outcome: 'first' }]);
  });
});

describe('Other JSON', () => {
  test('records on lines of their own may hold such lists', async () => {
    const records = BATTLES.map((one) => JSON.stringify({ ...one, results: [{ x: 1 }], data: [{ y: 2 }] }));
    expect((await readAs({ content: records.join('\n') })).events).toHaveLength(4);
  });

  test('an object of records under their names is read as before', async () => {
    const content = JSON.stringify(
      Object.fromEntries(BATTLES.map((one) => [one.id, { ...one, data: [{}] }])),
    );
    expect((await readAs({ content })).events).toHaveLength(4);
  });

  test('one object with lists of other names is refused with the remedy', async () => {
    const content = JSON.stringify({ version: 1, stuff: BATTLES }, null, 2);
    expect(await refusalOf({ content })).toMatch(/one JSON object, and not an object of records. Write/);
  });
});
