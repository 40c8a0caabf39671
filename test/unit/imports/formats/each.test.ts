import { expect, test } from 'vitest';
import { caseFile, importCase, importContent } from '../case-files.ts';
import { inspected } from '../inspected.ts';
import { lines } from './files.ts';
import { readAs, refusalOf } from './reading.ts';

const RESPONSES = {
  row: 'vote',
  each: 'responses',
  columns: {
    judgment: 'id',
    clinician: 'responses.user_id',
    first: 'metadata.model_a',
    second: 'metadata.model_b',
    outcome: 'responses.values.pref.value',
  },
  labels: { outcome: { a: 'first', b: 'second' } },
  constants: { specialty: 'cardiology' },
  only: { 'responses.status': ['submitted'] },
};
const { content } = caseFile('argilla');
const warned = ({ warnings }: Awaited<ReturnType<typeof importContent>>['receipt']) =>
  Object.fromEntries(warnings.map(({ warning, count }) => [warning, count]));

test('each response of a record becomes a vote of its clinician, and discarded ones are left out', async () => {
  const { receipt } = await importContent(content, RESPONSES);
  expect(receipt).toMatchObject({ rows: 1, events: 2, recorded: 2, rejected: 0 });
  expect(warned(receipt)).toEqual({ 'left_out: only.responses.status': 1 });
  const { events } = await readAs({ content, mapping: RESPONSES });
  expect(events).toMatchObject([
    { judgment: 'r1', first: 'A', outcome: 'first' },
    { judgment: 'r1', first: 'A', outcome: 'second' },
  ]);
  expect(new Set(events.map(({ clinician }) => clinician)).size).toBe(2);
});

test('a mapping that reads one element by its number gets a warning about the others', async () => {
  const { receipt } = await importCase('argilla');
  expect(receipt).toMatchObject({ recorded: 1 });
  expect(receipt.warnings).toContainEqual({
    warning: 'more_elements: responses',
    count: 1,
    message:
      '1 record with more elements under "responses" than the mapping reads; "each": "responses" reads all of them',
  });
});

test('a mapping that reads both answers of a list has no such warning', async () => {
  const { receipt } = await importCase('summarize-feedback');
  expect(receipt).toMatchObject({ recorded: 2, rejected: 1 });
  expect(warned(receipt)).toEqual({ no_specialty: 2 });
});

const record = (votes: unknown) => ({ m: { votes }, a: 'm1', b: 'm2' });
const NESTED = {
  row: 'vote',
  each: 'm.votes',
  columns: {
    judgment: 'm.votes.id',
    clinician: 'm.votes.who',
    first: 'a',
    second: 'b',
    outcome: 'm.votes.won',
  },
};
const vote = (id: string, won = 'first') => ({ id, who: 'ann', won });

test('a list may lie deeper, be empty, or be missing', async () => {
  const { receipt } = await importContent(
    lines([record([vote('1'), vote('2')]), record([]), { a: 'm1', b: 'm2' }, record([vote('3', 'perhaps')])]),
    NESTED,
  );
  expect(receipt).toMatchObject({ rows: 4, recorded: 2, rejected: 1 });
  expect(warned(receipt)).toMatchObject({ no_element: 2 });
});

test('a value that is no list, and a list with too many elements, are one reject each', async () => {
  const many = Array.from({ length: 20_000 }, () => 1);
  const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`c${index}`, 1]));
  const several = Array.from({ length: 50 }, (_, index) => vote(String(index)));
  const { events, rejects } = await readAs({
    content: lines([record([vote('1')]), record('x'), record(many), { ...record(several), ...wide }]),
    mapping: NESTED,
  });
  expect(events).toHaveLength(1);
  expect(rejects.map(({ line }) => line)).toEqual([2, 3, 4]);
});

test('a path that no element has is refused or told, as in other records', async () => {
  const wrong = (columns: object) => ({ ...NESTED, columns: { ...NESTED.columns, ...columns } });
  const file = lines([record([vote('1')])]);
  expect(await refusalOf({ content: file, mapping: wrong({ clinician: 'm.votes.whom' }) })).toMatch(
    /lacks places.*"m.votes.whom"/,
  );
  const { receipt } = await importContent(file, wrong({ specialty: 'm.votes.area' }));
  expect(warned(receipt)).toMatchObject({ 'not_found: m.votes.area': 1 });
});

test('a table has no lists to read', async () => {
  expect(await refusalOf({ content: 'a,b\n1,2\n', mapping: NESTED })).toMatch(/"each".*it is a table/);
});

test('`inspect` surveys the elements', async () => {
  const { survey, unread } = await inspected(content, RESPONSES);
  expect([...survey.outcomes]).toEqual([
    ['a', 1],
    ['(none)', 1],
    ['b', 1],
  ]);
  expect(unread).not.toContain('responses.status');
});
