import { expect, test } from 'vitest';
import { arenaCsv, arenaJsonl, labelStudio, longRatings, mooveJsonl, wideRatings } from './files.ts';
import { type File as AnyFile, readAs } from './reading.ts';
import { saidBy } from './said.ts';

const SAID = saidBy(5, 3, ['first', 'second']);

// biome-ignore lint/suspicious/noExplicitAny: records of any form are spoiled
type Patch = (record: any) => unknown;
type File = AnyFile<string>;
type Hostile = readonly [what: string, patch: Patch, reason: string, told: RegExp];

/** Sets a member at a path with dots. */
const put =
  (path: string, value: unknown): Patch =>
  (record) => {
    const parts = path.split('.');
    const last = parts.pop()!;
    const parent = parts.reduce((object, part) => object[part], record);
    Object.defineProperty(parent, last, { value, enumerable: true, configurable: true });
    return record;
  };

/** The file with a changed second record. */
function patched(file: File, patch: Patch): File {
  const isLines = file.content.includes('\n');
  const decoded = isLines
    ? file.content.split('\n').map((line) => JSON.parse(line))
    : JSON.parse(file.content);
  const key = Object.keys(decoded)[1]!;
  decoded[key] = patch(decoded[key]);
  const content = isLines
    ? decoded.map((record: unknown) => JSON.stringify(record)).join('\n')
    : JSON.stringify(decoded);
  return { ...file, content };
}

const costsOnlyItself = async (file: File, hostile: File, reason: string, told: RegExp) => {
  const { events } = await readAs(file);
  const after = await readAs(hostile);
  expect(after.rejects).toMatchObject([{ reason }]);
  expect(after.rejects[0]?.message).toMatch(told);
  expect(after.rejects[0]?.message.length).toBeLessThan(500);
  expect(after.events.map(({ judgment }) => judgment)).toEqual(
    [events[0], events[2]].map((event) => event?.judgment),
  );
  expect(JSON.stringify(after)).not.toMatch(/Muster|Anna|example/);
};

const NAMES: Hostile[] = [
  ['null', () => null, 'invalid_value', /object/],
  ['a number', () => 7, 'invalid_value', /object/],
  ['a list', () => [1], 'invalid_value', /object/],
  ['nothing in it', () => ({}), 'missing_field', /missing/],
];

test.each<Hostile>([
  ...NAMES,
  ['an unknown winner', put('winner', 'model_c'), 'unmapped_label', /"model_a".*"labels"."outcome"/],
  ['a winner in capitals', put('winner', 'TIE'), 'unmapped_label', /outcome/],
  ['a winner of the contract', put('winner', 'first'), 'unmapped_label', /outcome/],
  ['a winner of the prototype', put('winner', 'constructor'), 'unmapped_label', /outcome/],
  ['an object for a winner', put('winner', { model_a: 1 }), 'unmapped_label', /outcome/],
  ['no winner', put('winner', null), 'missing_field', /outcome: is missing/],
  ['a model against itself', (record) => put('model_b', record.model_a)(record), 'self_comparison', /itself/],
  ['no judge', put('judge', ' '), 'missing_field', /clinician: is missing/],
  [
    'a list for a judge',
    put('judge', ['gpt-4', 'pair-v2']),
    'invalid_value',
    /clinician: is a list.*"columns"/,
  ],
  [
    'an object for a model',
    put('model_a', { name: 'm1' }),
    'invalid_value',
    /first: is a list or an object.*path/,
  ],
  ['the prototype as a model', put('model_a', '__proto__'), 'invalid_value', /reserved/],
  ['a model of 10,000 letters', put('model_a', 'm'.repeat(10_000)), 'invalid_value', /128/],
  ['a model with a key separator', put('model_a', 'a#b'), 'invalid_value', /"#"/],
  ['a NUL', put('model_a', 'a\u0000b'), 'invalid_value', /control/],
  ['half of a surrogate pair', put('model_a', '\ud800'), 'invalid_value', /surrogate/],
  ['a time in words', put('tstamp', 'yesterday'), 'invalid_value', /at: is not an ISO 8601 time/],
  ['a time beyond all years', put('tstamp', 1e300), 'invalid_value', /at:/],
  ['the 30th of February', put('tstamp', '2026-02-30T09:30:00Z'), 'invalid_value', /at:/],
  [
    "a question with the judge's name",
    (record) => put('question_id', `${record.judge}-1`)(record),
    'names_clinician',
    /must not identify/,
  ],
])('%s in a battle costs only that battle', async (_, patch, reason, told) => {
  const file = arenaJsonl(SAID);
  await costsOnlyItself(file, patched(file, patch), reason, told);
});

const scored = (value: unknown) => put('evaluations.first.harmlessness', value);

test.each<Hostile>([
  ...NAMES.map(
    ([what, patch]): Hostile => [
      what,
      patch,
      what === 'nothing in it' ? 'missing_field' : 'invalid_value',
      /object|missing/,
    ],
  ),
  ['an unknown vote', put('vote', '3'), 'unmapped_label', /"1", "2", "12"/],
  ['a score of 6', scored(6), 'invalid_value', /"harmlessness" is not on the declared scale \(1 to 5\)/],
  ['a score of 0', scored(0), 'invalid_value', /"missing"/],
  ['a score of −1', scored(-1), 'invalid_value', /1 to 5/],
  ['a score of 3.5', scored(3.5), 'invalid_value', /1 to 5/],
  ['a score that is true', scored(true), 'invalid_value', /1 to 5/],
  ['a score in words', scored('good'), 'invalid_value', /1 to 5/],
  ['a score in an object', scored({ value: 3 }), 'invalid_value', /1 to 5/],
  ['a score beyond all numbers', scored('1e999'), 'invalid_value', /1 to 5/],
  ['a list of scores', put('evaluations.first', [1, 2]), 'invalid_value', /not an object/],
  ['scores in words', put('evaluations.first', 'all good'), 'invalid_value', /not an object/],
  ['an unknown criterion', put('evaluations.first.comment', 3), 'unknown_criterion', /"comment"/],
  ['scores of the prototype', put('evaluations.first.__proto__', 3), 'unknown_field', /__proto__/],
  ['an unknown pair', put('parentContribution.value', 'x'), 'invalid_value', /no entry/],
  ['a pair of the prototype', put('parentContribution.value', 'constructor'), 'invalid_value', /no entry/],
  ['a country by name', put('country', 'Switzerland'), 'invalid_value', /ISO 3166/],
  ['no user', put('user', {}), 'missing_field', /clinician/],
  [
    "the user's name as the id",
    (record) => put('contribution_id', `${record.user.value}`)(record),
    'names_clinician',
    /must not identify/,
  ],
])('%s in a MOOVE record costs only that record', async (_, patch, reason, told) => {
  const file = mooveJsonl(SAID);
  await costsOnlyItself(file, patched(file, patch), reason, told);
});

const annotated = (path: string, value: unknown): Patch => put(`annotations.0.${path}`, value);

test.each<Hostile>([
  ...NAMES.map(([what, patch]): Hostile => [what, patch, 'invalid_value', /task/]),
  ['annotations that are a text', put('annotations', 'none'), 'invalid_value', /task/],
  [
    'an annotator without an id',
    annotated('completed_by', { email: 'anna@example.org' }),
    'missing_field',
    /clinician/,
  ],
  ['no result', annotated('result', []), 'missing_field', /outcome/],
  ['a result that is a text', annotated('result', 'left'), 'missing_field', /outcome/],
  [
    'an unknown side',
    annotated('result.0.value', { selected: 'middle' }),
    'unmapped_label',
    /"left", "right"/,
  ],
  ['six stars', annotated('result.1.value', { rating: 6 }), 'invalid_value', /1 to 5/],
  ['no time of change', annotated('updated_at', null), 'invalid_value', /latestWins/],
  ['no models', put('data', {}), 'missing_field', /first/],
])('%s in a task costs only that annotation', async (_, patch, reason, told) => {
  const file = labelStudio(SAID);
  await costsOnlyItself(file, patched(file, patch), reason, told);
});

const cell = (from: RegExp, to: string) => (content: string) => {
  const rows = content.split('\n');
  return rows.with(2, rows[2]!.replace(from, to)).join('\n');
};

test.each([
  ['six stars', /\d$/, '6', 'invalid_value', /1 to 5/],
  ['two and a half stars', /\d$/, '2.5', 'invalid_value', /1 to 5/],
  ['a score of NaN', /\d$/, 'NaN', 'invalid_value', /"NaN" under "missing"/],
  ['an unknown dimension', /Safety|Accuracy/, 'Tone', 'unmapped_label', /"Safety", "Accuracy"/],
  ['no dimension', /Safety|Accuracy/, '', 'invalid_value', /criterion: is missing/],
  ['no rater', /^[^,]*/, '', 'missing_field', /clinician/],
])('%s in a row with one score costs only that row', async (_, from, to, reason, told) => {
  const file = longRatings(SAID);
  const { events, rejects } = await readAs({ ...file, content: cell(from, to)(file.content) });
  expect(events).toHaveLength(5);
  expect(rejects).toMatchObject([{ line: 3, reason }]);
  expect(rejects[0]?.message).toMatch(told);
  expect(JSON.stringify(rejects)).not.toContain('Muster');
});

test.each([
  ['an unknown dimension', /(Safety|Accuracy),(\d)$/, 'Tone,5', { scores: { Tone: '5' } }],
  ['no dimension', /(Safety|Accuracy),(\d)$/, ',5', { scores: { '': '5' } }],
  ['a score off the scale', /(Safety|Accuracy),(\d)$/, 'Safety,=6', { scores: { harmlessness: '=6' } }],
  ['a time in words', /[^,]*,(Safety|Accuracy)/, 'yesterday,Safety', { at: 'yesterday' }],
  ['a dimension that names the rater', /(Safety|Accuracy),(\d)$/, 'dr. ANNA muster 1,5', {}],
])('the reject of %s in a long table shows the wrong value', async (_, from, to, row) => {
  const file = longRatings(SAID);
  const content = cell(from, to)(file.content.replaceAll(/Muster \d/g, 'Muster 1'));
  const { rejects } = await readAs({ ...file, content });
  expect(rejects).toMatchObject([{ row }]);
  expect(JSON.stringify(rejects)).not.toMatch(/muster/i);
});

test('the reject of a card with an unknown criterion shows the criterion', async () => {
  const file = mooveJsonl(SAID);
  const labels = { criterion: { harmlessness: 'harmlessness', accuracy: null } };
  const content = file.content.replace('"harmlessness":', '"=tone":');
  const { rejects } = await readAs({ content, mapping: { ...(file.mapping as object), labels } });
  const shown = { [SAID[0]!.first]: { '=tone': expect.any(String) } };
  expect(rejects).toMatchObject([{ reason: 'unmapped_label', row: { scores: shown } }]);
});

test('a row without a score makes no event, and is reported', async () => {
  const file = longRatings(SAID);
  const { events, rejects, notes } = await readAs({ ...file, content: cell(/\d$/, '')(file.content) });
  expect([events.length, rejects.length, notes]).toEqual([5, 0, ['no_score']]);
  const wide = wideRatings(SAID);
  const empty = await readAs({ ...wide, content: cell(/\d,\d\.0$/, ',')(wide.content) });
  expect([empty.events.length, empty.notes]).toEqual([2, ['no_score']]);
});

test('an unknown winner in a table of battles costs only its row', async () => {
  const file = arenaCsv(SAID);
  const content = cell(/,(model_[ab]|tie),/, ',model_c,')(file.content.replaceAll('long\ntext', 'text'));
  const { events, rejects } = await readAs({ ...file, content });
  expect(events).toHaveLength(2);
  expect(rejects).toMatchObject([{ line: 3, reason: 'unmapped_label' }]);
});
