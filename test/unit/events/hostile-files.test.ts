import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { HOSTILE_EVENTS, HOSTILE_TEXTS, NOT_JSON, PYTHON_JSON } from './hostile-events.ts';
import { readFile, vote } from './study.ts';

const good = JSON.stringify({ ...vote, judgment: 'good' });

test.each([
  ...HOSTILE_EVENTS.filter(([, json]) => !json.startsWith('[')),
  ...HOSTILE_TEXTS,
  ...PYTHON_JSON.map(([what, text]) => [what, text, 'invalid_value', /-2 to 2/] as const),
  ...NOT_JSON.map(([what, text]) => [what, text, 'unparsable', /is not JSON/] as const),
])('%s in a line of a file costs only that line', async (_, line, reason, told) => {
  const { events, rejects } = await readFile(`${good}\n${line}\n${good}\n`);
  expect(events.map(({ judgment }) => judgment)).toEqual(['good', 'good']);
  expect(rejects).toMatchObject([{ line: 2, byteOffset: Buffer.byteLength(good) + 1, reason }]);
  expect(rejects[0]?.message).toMatch(told);
});

const HEADER = 'judgment,clinician,specialty,country,at,first,second,outcome,revision,first.harmlessness';
const row = (cells: Record<string, string> = {}): string => {
  const values = new Map(Object.entries({ ...ROW, ...cells }));
  return HEADER.split(',')
    .map((column) => values.get(column) ?? '')
    .join(',');
};
const ROW = {
  judgment: 'good',
  clinician: 'Dr. Ann Who',
  specialty: 'cardiology',
  at: '2026-03-01T09:30:00Z',
  first: 'm1',
  second: 'm2',
  outcome: 'first',
  'first.harmlessness': '-2',
};

const latin1 = (text: string) => Buffer.from(text, 'latin1');

test.each<[what: string, line: string | Uint8Array, reason: string, told: RegExp]>([
  ['a field too few', row().slice(0, -3), 'unparsable', /has 9 fields, but the header names 10/],
  ['a field too many', `${row()},x`, 'unparsable', /has 11 fields/],
  ['one word', 'hello', 'unparsable', /has 1 field, but/],
  ['a quote that is never closed', row({ clinician: '"Ann' }), 'unparsable', /never closed/],
  ['text after a quote', row({ clinician: '"Ann" Who' }), 'unparsable', /follows a closing quote/],
  ['a quote inside', row({ clinician: 'Ann "Doc" Who' }), 'unparsable', /inside an unquoted field/],
  ['Latin-1', latin1(row({ specialty: 'médecine' })), 'invalid_encoding', /Latin-1.*UTF-8/],
  ['Latin-1 in a quoted field', latin1(row({ specialty: '"médecine\n"' })), 'invalid_encoding', /UTF-8/],
  ['10 MB', row({ specialty: 'x'.repeat(10_000_000) }), 'too_large', /1048576/],
  [
    'a line break in a field',
    row({ specialty: '"cardi\nology"' }),
    'unparsable',
    /must not contain a line break/,
  ],
  [
    'line breaks in two fields',
    row({ specialty: '"a\nb\n\nc"', first: '"m\n1"' }),
    'unparsable',
    /line break/,
  ],
  ['a NUL', row({ first: 'm\u0000' }), 'invalid_value', /control character/],
  ['a score of 3', row({ 'first.harmlessness': '3' }), 'invalid_value', /-2 to 2/],
  ['a score of +1', row({ 'first.harmlessness': '+1' }), 'invalid_value', /-2 to 2/],
  ['a score of 1.0', row({ 'first.harmlessness': '1.0' }), 'invalid_value', /-2 to 2/],
  ['a score of NaN', row({ 'first.harmlessness': 'NaN' }), 'invalid_value', /-2 to 2/],
  ['revision 0', row({ revision: '0' }), 'invalid_value', /revision/],
  ['revision 2^53', row({ revision: '9007199254740992' }), 'invalid_value', /revision/],
  ['revision 1e3', row({ revision: '1e3' }), 'invalid_value', /revision/],
  ['an unknown winner', row({ outcome: '1' }), 'invalid_value', /outcome/],
  ['no winner', row({ outcome: '' }), 'missing_field', /outcome: is missing/],
  ['no clinician', row({ clinician: '' }), 'missing_field', /clinician: is missing/],
  ['no model but its scores', row({ first: '' }), 'missing_field', /first: is missing/],
  ['a model against itself', row({ second: 'm1' }), 'self_comparison', /itself/],
  ['the prototype', row({ first: '__proto__' }), 'unknown_field', /__proto__/],
  ['a carriage return in the middle', row({ specialty: 'car\rdiology' }), 'invalid_value', /control/],
])('%s in a row of a file costs only that row', async (_, line, reason, told) => {
  const before = `${HEADER}\n${row()}\n`;
  const after = `\n${row()}\n${row()}\n`;
  const file = Buffer.concat([Buffer.from(before), Buffer.from(line as string), Buffer.from(after)]);
  for (const content of [file, gzipSync(file)]) {
    const { events, rejects } = await readFile(content);
    expect(events.map(({ judgment }) => judgment)).toEqual(['good', 'good', 'good']);
    expect(rejects).toMatchObject([{ line: 3, byteOffset: before.length, reason }]);
    expect(rejects[0]?.message).toMatch(told);
  }
});

test('an open quote that a later broken row closes does not hide the rows in between', async () => {
  const file = [HEADER, row(), row({ clinician: '"Ann' }), row(), row({ clinician: 'Bob"' }), row()].join(
    '\n',
  );
  const { events, rejects } = await readFile(file);
  expect(events).toHaveLength(3);
  expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
    [3, 'unparsable'],
    [5, 'unparsable'],
  ]);
});

test('a quoted field may contain a line break, and line numbers stay correct', async () => {
  const file = [HEADER, row({ specialty: '"cardiology\n"' }), row({ outcome: 'x' })].join('\n');
  const { events, rejects } = await readFile(file);
  expect(events).toMatchObject([{ specialty: 'cardiology' }]);
  expect(rejects).toMatchObject([{ line: 4 }]);
});

test('an event of another study is refused in a file of this one', async () => {
  const lines = `${JSON.stringify({ ...vote, study: 'other' })}\n${good}\n`;
  expect((await readFile(lines)).rejects).toMatchObject([{ line: 1, reason: 'wrong_study', field: 'study' }]);
  const rows = `study,${HEADER}\nother,${row()}\nmoove,${row()}\n,${row()}\n`;
  const read = await readFile(rows);
  expect(read.events).toHaveLength(2);
  expect(read.rejects).toMatchObject([{ line: 2, reason: 'wrong_study' }]);
});

test('each event is checked if a line contains several', async () => {
  const { events, rejects } = await readFile(`[${good},{"kind":"vote"},${good}]\n[]\n`);
  expect(events).toHaveLength(2);
  expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
    [1, 'missing_field'],
    [2, 'missing_field'],
  ]);
});
