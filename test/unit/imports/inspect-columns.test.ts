import { describe, expect, test } from 'vitest';
import { MAX_DISTINCT_VALUES } from '../../../shared/imports/inspect/column-counter.ts';
import { mayNameRater } from '../../../shared/imports/inspect/raters.ts';
import { lines, table } from './formats/files.ts';
import { inspected } from './inspected.ts';

const VOTES = {
  row: 'vote',
  columns: { judgment: 'id', clinician: 'rater', first: 'a', second: 'b', outcome: 'won' },
};

/** Rows of votes with other columns. */
const rowsWith = (count: number, more: (index: number) => object): object[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `j${index}`,
    rater: `anna-${index % 7}`,
    a: 'm1',
    b: 'm2',
    won: 'first',
    ...more(index),
  }));

/** The summary of a column. */
async function columnOf(name: string, content: string, mapping: unknown = VOTES) {
  const { columns } = await inspected(content, mapping);
  return columns.described.find((column) => column.name === name);
}

describe('A column in an inspection', () => {
  test('has the numbers of filled, empty and distinct values, and the most frequent ones', async () => {
    const content = table(rowsWith(10, (index) => ({ note: ['x', 'x', 'y', ''][index % 4] })));
    expect(await columnOf('note', content)).toEqual({
      name: 'note',
      filled: 8,
      empty: 2,
      distinct: 2,
      hasMore: false,
      hidden: null,
      parts: 0,
      numbers: null,
      frequent: [
        ['x', 6],
        ['y', 2],
      ],
      examples: ['x', 'y'],
    });
  });

  test('has the least and the greatest number with all digits', async () => {
    const numbers = ['9007199254740992', '9007199254740993', '1', '2'];
    const content = table(rowsWith(4, (index) => ({ big: numbers[index] })));
    expect(await columnOf('big', content)).toMatchObject({
      numbers: { count: 4, least: '1', greatest: '9007199254740993' },
    });
  });

  test('counts distinct values only up to a limit, and shows long values cut', async () => {
    const content = table(
      rowsWith(MAX_DISTINCT_VALUES + 5, (index) => ({ text: `${'long '.repeat(100)}${index}` })),
    );
    const column = await columnOf('text', content);
    expect(column).toMatchObject({ distinct: MAX_DISTINCT_VALUES, hasMore: true });
    expect(column!.examples).toHaveLength(3);
    for (const example of column!.examples) expect(example.length).toBeLessThan(70);
  });

  test('of a JSON file is each path, and a record without the path is empty', async () => {
    const records = rowsWith(4, (index) => (index === 0 ? { more: { deep: [1], land: 'CH' } } : {}));
    expect(await columnOf('more.land', lines(records))).toMatchObject({ filled: 1, empty: 3 });
    expect(await columnOf('more.deep', lines(records))).toMatchObject({ filled: 1, parts: 1, distinct: 0 });
  });

  test('is only named if there are very many, and those that are read come first', async () => {
    const wide = rowsWith(2, (index) =>
      Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`c${n}`, index])),
    );
    const mapping = { ...VOTES, columns: { ...VOTES.columns, specialty: 'c250' } };
    const { columns } = await inspected(table(wide), mapping);
    expect(columns.described).toHaveLength(40);
    expect(columns.described.map(({ name }) => name)).toContain('c250');
    expect(columns.others).toHaveLength(305 - 40);
    const json = await inspected(lines(wide), mapping);
    expect(json.columns.described).toHaveLength(40);
    expect(json.columns.described.map(({ name }) => name)).toContain('c250');
  });

  test('takes bounded memory if each record of a file has other paths', async () => {
    const records = rowsWith(3000, (index) => ({ [`p${index}`]: index }));
    const { columns } = await inspected(lines(records), VOTES);
    expect(columns.described).toHaveLength(40);
    expect(columns.others.length).toBeLessThan(1300);
  });
});

describe('The contents of columns that hold clinicians, or may hold them', () => {
  const hiddenOf = async (name: string, more: (index: number) => object, mapping: unknown = VOTES) =>
    (await columnOf(name, table(rowsWith(30, more)), mapping))?.hidden;

  test('are not shown in the column of the mapping', async () => {
    expect(await hiddenOf('rater', () => ({}))).toBe('holds the clinicians');
  });

  test.each([
    'judge_name',
    'Arzt',
    'completed_by',
    'user.email',
    'E-Mail',
    'reviewerId',
    'annotator2',
    'who',
  ])('are not shown in a column with the name %s', async (name) => {
    expect(mayNameRater(name)).toBe(true);
    expect(await hiddenOf(name, () => ({ [name]: 'x' }))).toBe('is named like people');
  });

  test.each(['model_a_name', 'criterion_name', 'question_id', 'language', 'Safety'])(
    'are shown in a column with the name %s',
    (name) => {
      expect(mayNameRater(name)).toBe(false);
    },
  );

  test('are not shown if they look like addresses or titles', async () => {
    expect(await hiddenOf('x', () => ({ x: 'anna@example.org' }))).toBe('looks like names or addresses');
    expect(await hiddenOf('x', () => ({ x: 'Dr. Muster' }))).toBe('looks like names or addresses');
  });

  test('are not shown if each clinician has one value of their own', async () => {
    expect(await hiddenOf('x', (index) => ({ x: `n${index % 7}` }))).toBe('has one value per clinician');
    expect(await hiddenOf('x', (index) => ({ x: `n${index % 6}` }))).toBeNull();
  });

  test('are not shown in any unknown column of words, if no column is known to hold the clinicians', async () => {
    const rows = Array.from({ length: 8 }, (_, index) => ({
      left: 'm1',
      right: 'm2',
      winner: 'left',
      x: `anna-${index % 4}`,
      y: 5,
    }));
    const { columns } = await inspected(table(rows));
    const hidden = Object.fromEntries(columns.described.map((column) => [column.name, column.hidden]));
    expect(hidden).toEqual({ left: null, right: null, winner: null, x: 'may hold the clinicians', y: null });
  });

  test('are withheld where they stand in other columns or in names of paths', async () => {
    const { columns } = await inspected(
      lines(rowsWith(20, (index) => ({ note: `seen by Anna-${index % 7}.`, by_case: { 'anna-1': 'x' } }))),
      VOTES,
    );
    expect(JSON.stringify(columns)).not.toMatch(/anna-/i);
    expect(JSON.stringify(columns)).toContain('(contains a clinician)');
  });
});
