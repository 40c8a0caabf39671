import { describe, expect, test } from 'vitest';
import { missingEntries } from '../../../../shared/imports/formats/missing-entries.ts';
import { parseMapping } from '../../../../shared/imports/formats/parse-mapping.ts';

const RATING = {
  row: 'rating',
  columns: { clinician: 'who' },
  constants: { model: 'm' },
  scale: { from: [1, 5] },
};
const parsed = (change: object) => parseMapping(JSON.stringify({ ...RATING, ...change }));

describe('A mapping with patterns of column names is refused if a pattern', () => {
  test.each<[what: string, columns: object, message: RegExp]>([
    ['has no placeholder', { score: 'safety' }, /must contain a placeholder/],
    ['has an unknown placeholder', { score: '{rater}_{criterion}' }, /braces only around part, item, model/],
    ['has a single brace', { score: '{item}_{criterion' }, /braces only around/],
    ['has a placeholder twice', { score: '{item}_{item}' }, /contains a placeholder twice/],
    [
      'has no text between two placeholders',
      { score: '{item}{criterion}' },
      /a text between two placeholders/,
    ],
    ['has five placeholders', { score: '{item}_{part}_{model}_{first}_{second}' }, /at most 4 placeholders/],
    ['names no judgment', { at: '{item}_time' }, /the column of the outcome, of the score, or both/],
    [
      'has other placeholders than another pattern',
      { score: '{item}_{criterion}', at: '{part}_time' },
      /the same placeholders in all patterns/,
    ],
    [
      'gives the criterion of an outcome',
      { outcome: '{item}_{criterion}' },
      /only in the pattern of the score/,
    ],
    [
      'is for a field that is also a placeholder',
      { score: '{item}_{criterion}', item: '{item}_id' },
      /names item as a column and as a placeholder/,
    ],
    ['is for an unknown field', { score: '{item}_{criterion}', judgment: '{item}_id' }, /judgment/],
  ])('%s', (_, columns, message) => {
    const read = parsed({ several: { columns } });
    expect(read).toMatchObject({ ok: false });
    expect(read.ok ? '' : read.message).toMatch(message);
  });
});

describe('A mapping with a list of parts', () => {
  const scored = (...columns: string[]) => ({
    scores: { columns: Object.fromEntries(columns.map((column) => [column, { criterion: 'accuracy' }])) },
  });

  test('is refused if two columns of a part give one criterion', () => {
    expect(parsed({ several: [scored('a', 'b')] })).toMatchObject({ ok: false });
    expect(parsed({ several: [scored('a'), scored('b')] })).toMatchObject({ ok: true });
  });

  test('is refused if a scale is for a criterion that no part reads', () => {
    const scales = { accuracy: { from: [0, 4] } };
    expect(parsed({ several: [scored('a')], scales })).toMatchObject({ ok: true });
    expect(parsed({ several: [scored('a')], scales: { tone: { from: [0, 4] } } })).toMatchObject({
      ok: false,
    });
  });

  test('lacks the entries that one of its parts lacks', () => {
    const read = parsed({
      constants: {},
      several: [{ ...scored('a'), constants: { model: 'm' } }, scored('b')],
    });
    expect(read.ok && missingEntries(read.mapping)).toEqual([
      'model (name its column under "columns", or a constant)',
    ]);
  });

  test('cannot have one score per row', () => {
    const read = parsed({ row: 'score', several: [scored('a')] });
    expect(read.ok && missingEntries(read.mapping)).toEqual([expect.stringMatching(/"row" is "rating"/)]);
  });
});
