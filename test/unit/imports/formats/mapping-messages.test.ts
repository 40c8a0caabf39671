import { expect, test } from 'vitest';
import { parseMapping } from '../../../../shared/imports/formats/parse-mapping.ts';
import { ROW, votes } from './mapped-files.ts';
import { readAs } from './reading.ts';

test.each<[what: string, mapping: object, message: RegExp]>([
  ['a source of another form', { columns: { first: { split: 'pair' } } }, /columns\.first: must be .*"join"/],
  ['a list of lists', { columns: { clinician: ['a', ['b']] } }, /columns\.clinician: must be .*"hash"/],
  ['a scale that is a list', { scale: [1, 5] }, /^scale: must be like \{"from": \[1, 5\]/],
  ['a score beyond ours', { scale: { values: { good: 3 } } }, /^scale: must be like .*from -2 to 2$/],
  ['one value in a condition', { only: { status: 'done' } }, /only\.status: must be a list of values/],
  ['a lookup without its key', { lookup: { entries: {} } }, /^lookup\.by: is missing$/],
  ['an unknown kind of records', { row: 'votes' }, /^row: must be one of "vote", "rating", "score"$/],
  ['an unknown meaning', { labels: { outcome: { 1: 'left' } } }, /must be one of "first", "second", "tie"/],
  [
    'a criterion that is a number',
    { labels: { criterion: { Tone: 1 } } },
    /the name of a criterion, or null/,
  ],
])('a mapping with %s is refused, and the message shows the forms that are read', (_, mapping, message) => {
  const read = parseMapping(JSON.stringify(mapping));
  expect(read).toMatchObject({ ok: false, message: expect.stringMatching(message) });
});

test('if a mapping gives the words for outcomes no meaning, their rejects name the entry that does', async () => {
  const { events, rejects } = await readAs(votes([ROW, { ...ROW, id: 'j2', won: '1' }], {}));
  expect(events).toMatchObject([{ outcome: 'first' }]);
  expect(rejects).toMatchObject([
    { line: 3, reason: 'unmapped_label', message: expect.stringMatching(/"labels": \{"outcome": \{"1"/) },
  ]);
});

test('if outcomes are names of models, another word is rejected', async () => {
  const rows = ['m2', 'tie', 'neither'].map((won, id) => ({ ...ROW, id, won }));
  const { events, rejects } = await readAs(votes(rows, { outcomeNamesModel: true }));
  expect(events).toMatchObject([{ outcome: 'second' }, { outcome: 'tie' }]);
  expect(rejects).toMatchObject([{ line: 4, reason: 'unmapped_label', row: { outcome: 'neither' } }]);
});

test('a row without an outcome names the condition that leaves out unanswered rows, and the condition does so', async () => {
  const rows = [ROW, { ...ROW, id: 'j2', won: '' }];
  const { rejects } = await readAs(votes(rows, {}));
  expect(rejects).toMatchObject([{ line: 3, reason: 'missing_field', field: 'outcome' }]);
  const except = JSON.parse(/"except": (\{.*\})$/.exec(rejects[0]?.message ?? '')?.[1] ?? '');
  const without = await readAs(votes(rows, { except }));
  expect(without).toMatchObject({ rejects: [], notes: ['left_out: except.won'] });
  expect(without.events).toHaveLength(1);
});
