import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../shared/imports/formats/access.ts';
import { parseMapping } from '../../../shared/imports/formats/parse-mapping.ts';
import { caseFile, importCase, importContent } from './case-files.ts';
import { lines, table } from './formats/files.ts';
import { readAs, refusalOf } from './formats/reading.ts';
import { inspected } from './inspected.ts';

const warned = ({ warnings }: Awaited<ReturnType<typeof importContent>>['receipt']) =>
  Object.fromEntries(warnings.map(({ warning, count }) => [warning, count]));
const outcomesOf = (events: readonly { kind: string }[]) =>
  events.map((event) => ('outcome' in event ? event.outcome : event.kind));

describe('Battles with one column per outcome', () => {
  test.each(['kaggle-onehot', 'kaggle-onehot-map'])('the case %s has three votes', async (name) => {
    const { receipt, votes } = await importCase(name);
    expect(receipt).toMatchObject({ rows: 3, recorded: 3, rejected: 0 });
    expect(outcomesOf(votes)).toEqual(['first', 'second', 'tie']);
  });

  const row = (id: string, a: unknown, b: unknown, tie: unknown) => ({
    id,
    model_a: 'm1',
    model_b: 'm2',
    winner_model_a: a,
    winner_model_b: b,
    winner_tie: tie,
  });

  test.each([
    ['numbers', 1, 0],
    ['decimals', '1.0', '0.0'],
    ['booleans', true, false],
    ['Python', 'True', 'False'],
    ['Excel', 'TRUE', 'FALSE'],
  ])('columns of %s are read in JSON and in a table', async (_, one, zero) => {
    const rows = [row('1', one, zero, zero), row('2', zero, one, zero), row('3', zero, zero, one)];
    for (const content of [
      lines(rows),
      table(
        rows.map((r) => JSON.parse(JSON.stringify(r, (_, v) => (typeof v === 'boolean' ? String(v) : v)))),
      ),
    ])
      expect(outcomesOf((await readAs({ content })).events)).toEqual(['first', 'second', 'tie']);
  });

  test('two winners, none, or an empty cell are rejects', async () => {
    const { events, rejects } = await readAs({
      content: table([row('1', 1, 1, 0), row('2', 0, 0, 0), row('3', 1, '', 0), row('4', 1, 0, 0)]),
    });
    expect(events).toHaveLength(1);
    expect(rejects.map(({ line }) => line)).toEqual([2, 3, 4]);
  });

  test('battles with displayed names are left out', async () => {
    const { receipt } = await importContent(
      lines([
        { ...row('1', 1, 0, 0), anony: false },
        { ...row('2', 1, 0, 0), anony: true },
      ]),
    );
    expect(receipt).toMatchObject({ rows: 2, recorded: 1 });
    expect(warned(receipt)).toMatchObject({ 'left_out: only.anony': 1 });
  });
});

const annotation = (id: number, more: object = {}) => ({
  id,
  completed_by: id,
  was_cancelled: false,
  ground_truth: false,
  created_at: '2026-03-01T09:30:00.000000Z',
  updated_at: '2026-03-01T09:30:00.000000Z',
  result: [{ type: 'pairwise', from_name: 'pw', to_name: 'a,b', value: { selected: 'left' } }],
  ...more,
});
const DATA = { model_a: 'm1', model_b: 'm2', specialty: 'cardiology' };

describe('Label Studio', () => {
  test('gold answers and copies are left out and counted, and the sums stay exact', async () => {
    const annotations = [
      annotation(1),
      annotation(2, { ground_truth: true }),
      annotation(3, { parent_annotation: 1 }),
      annotation(4, { parent_annotation: null }),
      annotation(5, { was_cancelled: true, ground_truth: true }),
    ];
    const { receipt } = await importContent(JSON.stringify([{ id: 1, data: DATA, annotations }]));
    expect(receipt).toMatchObject({ rows: 1, events: 2, recorded: 2, rejected: 0 });
    expect(warned(receipt)).toEqual({ cancelled: 1, copied: 1, ground_truth: 1 });
  });

  test('a file with one annotation and its task is read', async () => {
    const content = JSON.stringify({ ...annotation(7), task: { id: 3, data: DATA }, project: 1 });
    const { format, events } = await readAs({ content });
    expect(format).toBe('Label Studio export');
    expect(events).toMatchObject([{ judgment: '7', item: '3', first: 'm1', specialty: 'cardiology' }]);
    const gold = { ...annotation(8, { ground_truth: true }), task: { id: 3, data: DATA } };
    expect((await readAs({ content: lines([gold, gold]) })).notes).toEqual(['ground_truth', 'ground_truth']);
  });

  test('choices without a mapping are refused, and the starting mapping names them with their words', async () => {
    const { content } = caseFile('ls-choices');
    expect(await refusalOf({ content })).toMatch(/which choice is the vote.*"choices.better"/);
    const { startingMapping, survey } = await inspected(content);
    expect(startingMapping).toMatchObject({
      reads: 'label-studio',
      columns: { outcome: 'choices.better' },
      labels: { outcome: { 'Answer A': expect.any(String), 'Both bad': expect.any(String) } },
    });
    expect(survey.outcomes.get('Answer B')).toBe(1);
  });

  test('choices with their mapping are votes, and two choices at once are a reject', async () => {
    const { receipt, votes } = await importCase('ls-choices-map');
    expect(receipt).toMatchObject({ recorded: 3, rejected: 1 });
    expect(outcomesOf(votes)).toEqual(['first', 'second', 'both_bad']);
  });

  test('several tags of choices are listed to select from', async () => {
    const choice = (from_name: string) => ({
      type: 'choices',
      from_name,
      to_name: 'a',
      value: { choices: ['x'] },
    });
    const content = JSON.stringify([
      { id: 1, data: DATA, annotations: [annotation(1, { result: [choice('better'), choice('safer')] })] },
    ]);
    expect(await refusalOf({ content })).toMatch(/"choices.better" or "choices.safer"/);
    const { startingMapping } = await inspected(content);
    expect(startingMapping).toMatchObject({
      columns: { outcome: expect.stringMatching(/choices.better, choices.safer/) },
    });
    expect(parseMapping(JSON.stringify(startingMapping))).toMatchObject({ ok: false });
  });

  test('the short form gets a starting mapping that lacks only the column of the outcome', async () => {
    const { content } = caseFile('ls-json-min');
    expect(await refusalOf({ content })).toMatch(/short form.*does not say: outcome/);
    const { startingMapping } = await inspected(content);
    expect(startingMapping).toMatchObject({
      reads: 'label-studio-min',
      columns: { outcome: expect.stringMatching(/^EDIT.*\bpw\b/) },
    });
    const mapping = { ...startingMapping, columns: { outcome: 'pw', specialty: 'department' } };
    const { events } = await readAs({ content, mapping });
    expect(events).toMatchObject([
      { judgment: '11', item: '1', outcome: 'first', specialty: 'card' },
      { judgment: '12', item: '1', outcome: 'second' },
    ]);
    expect(new Set(events.map(({ clinician }) => clinician)).size).toBe(2);
  });

  test('annotators are numbers or objects, and cancelled and empty annotations are no votes', async () => {
    const { receipt, rejects, votes } = await importCase('ls-pairwise');
    expect(receipt).toMatchObject({ rows: 2, recorded: 4, rejected: 1 });
    expect(warned(receipt)).toEqual({ cancelled: 1 });
    expect(votes.map(({ item, first, outcome }) => [item, first, outcome])).toEqual([
      ['1', 'A', 'first'],
      ['1', 'A', 'second'],
      ['1', 'A', 'first'],
      ['2', 'B', 'first'],
    ]);
    expect(rejects).toMatch(/"field":"outcome","message":"outcome: is missing.*"judgment":"14"/);
    expect(JSON.stringify([votes, rejects])).not.toMatch(/c@x\.org/);
  });

  test('a task that an export holds twice counts once', async () => {
    const { receipt } = await importCase('ls-task-twice');
    expect(receipt).toMatchObject({ recorded: 4, duplicate: 4 });
  });
});

describe('compar:IA', () => {
  const vote = {
    id: '1',
    model_a_name: 'm1',
    model_b_name: 'm2',
    visitor_id: 'v1',
    conversation_pair_id: 'p1',
  };

  test('the case is read by its mapping and without one', async () => {
    expect((await importCase('comparia')).receipt).toMatchObject({ recorded: 3, rejected: 0 });
    const { format, events } = await readAs({ content: caseFile('comparia').content });
    expect(format).toBe('compar:IA votes');
    expect(outcomesOf(events)).toEqual(['first', 'tie', 'first']);
  });

  test('the item is the first message, and never the pair of conversations', async () => {
    const votes = ['Which dose?', 'Which dose?', undefined].map((opening, index) => ({
      ...{ ...vote, id: String(index), conversation_pair_id: `p${index}` },
      ...{ chosen_model_name: 'm1', both_equal: false, opening_msg: opening },
    }));
    const { events } = await readAs({ content: lines(votes) });
    expect(events.map((event) => 'item' in event && event.item)).toEqual([
      ...[digestOf(['Which dose?']), digestOf(['Which dose?'])],
      false,
    ]);
  });

  test('a choice that is neither of the models, and no choice, are rejects', async () => {
    const { events, rejects } = await readAs({
      content: lines([
        { ...vote, chosen_model_name: 'm3', both_equal: false },
        { ...vote, id: '2', chosen_model_name: null, both_equal: false },
        { ...vote, id: '3', chosen_model_name: null, both_equal: true },
      ]),
    });
    expect(outcomesOf(events)).toEqual(['tie']);
    expect(rejects.map(({ reason }) => reason)).toEqual(['unmapped_label', 'unmapped_label']);
  });
});

describe('MedArena', () => {
  const row = (preference: string, id = 0) => ({ id: `v${id}`, model1: 'm1', model2: 'm2', preference });

  test('each preference has its outcome', async () => {
    const { format, events } = await readAs({ content: table(['A', 'B', 'tie', 'neither'].map(row)) });
    expect(format).toBe('MedArena votes');
    expect(outcomesOf(events)).toEqual(['first', 'second', 'tie', 'both_bad']);
  });

  test('the same columns with other words are refused without a mapping', async () => {
    expect(await refusalOf({ content: lines([row('1'), row('A', 1)]) })).toMatch(/do not have a form/);
  });
});

describe('Prodigy', () => {
  const { content, mapping } = caseFile('prodigy');

  test('ignored tasks are left out, and an empty choice is a reject', async () => {
    const { receipt } = await importContent(content, undefined);
    expect(receipt).toMatchObject({ rows: 4, recorded: 2, rejected: 1 });
    expect(warned(receipt)).toMatchObject({ 'left_out: only.answer': 1 });
    expect(outcomesOf((await readAs({ content })).events)).toEqual(['first', 'second']);
  });

  test('two choices at once are a reject', async () => {
    const task = {
      id: 1,
      mapping: { A: 'm1', B: 'm2' },
      answer: 'accept',
      _session_id: 's',
      _timestamp: 1700000000,
    };
    const { events, rejects } = await readAs({
      content: lines([
        { ...task, accept: ['A', 'B'] },
        { ...task, accept: ['B'] },
      ]),
    });
    expect(outcomesOf(events)).toEqual(['second']);
    expect(rejects).toMatchObject([{ reason: 'unmapped_label', field: 'outcome' }]);
  });

  test('a mapping that names neither the form nor the condition gets a warning about the records that it counts', async () => {
    const { receipt } = await importCase('prodigy');
    expect(receipt).toMatchObject({ rows: 4, recorded: 3, rejected: 1 });
    expect(warned(receipt)).toMatchObject({ 'not_left_out: only.answer': 1 });
    const confirmed = { ...(mapping as object), only: { answer: null } };
    expect(warned((await importContent(content, confirmed)).receipt)).not.toHaveProperty(
      'not_left_out: only.answer',
    );
  });

  test('a mapping that does not begin from the form can name the condition', async () => {
    const { receipt } = await importContent(content, {
      ...(mapping as object),
      only: { answer: ['accept'] },
    });
    expect(receipt).toMatchObject({ rows: 4, recorded: 2, rejected: 1 });
  });
});

describe('Surveys of Qualtrics', () => {
  const { content, mapping } = caseFile('qualtrics-map');
  const preview = Buffer.from(content.toString().replace(/,0,,100,R_2/, ',1,,100,R_2'));

  test('a mapping that would publish the participants is refused', async () => {
    const { receipt } = await importCase('qualtrics');
    expect(receipt).toMatchObject({ status: 'failed', rows: 0 });
    expect(receipt.message).toMatch(/would publish the clinicians: "ResponseId"/);
  });

  test('the ratings are read, and the additional header lines are rejects', async () => {
    const { receipt, events } = await importCase('qualtrics-map');
    expect(receipt).toMatchObject({ rows: 4, recorded: 2, rejected: 2, warnings: [] });
    expect(events).toMatchObject([
      { scores: { harmlessness: -2, accuracy: -1 } },
      { scores: { harmlessness: 2, accuracy: 1 } },
    ]);
  });

  test('a preview that a mapping counts gives a warning, and a condition leaves it out', async () => {
    expect(warned((await importContent(preview, mapping, 'a.csv')).receipt)).toEqual({
      'not_left_out: except.Status': 1,
    });
    const without = { ...(mapping as object), except: { Status: [1, 'Survey Preview'] } };
    const { receipt } = await importContent(preview, without, 'a.csv');
    expect(receipt).toMatchObject({ rows: 4, recorded: 1, rejected: 2 });
    expect(warned(receipt)).toEqual({ 'left_out: except.Status': 1 });
  });

  test('the starting mapping of a survey guesses the columns that it can', async () => {
    const { startingMapping } = await inspected(content);
    expect(startingMapping).toMatchObject({ row: 'rating', columns: { model: 'model' } });
  });

  test('a survey without a mapping is refused, and the message tells of header lines and previews', async () => {
    expect(await refusalOf({ content })).toMatch(/survey of Qualtrics.*header lines.*previews.*mapping/);
  });
});

describe('Votes of several annotators in columns of one row', () => {
  test('a mapping that reads one of them gets a warning about the others', async () => {
    const { receipt } = await importCase('nested-two-annotators');
    expect(receipt).toMatchObject({ rows: 4, recorded: 4 });
    expect(warned(receipt)).toMatchObject({ 'unread_votes: annotator2': 4, 'unread_votes: annotator3': 4 });
  });

  test('empty cells, and columns of another name, are no votes', async () => {
    const rows = [
      { id: '1', a: 'm1', b: 'm2', vote1: '1', vote2: '', rank2: '1' },
      { id: '2', a: 'm1', b: 'm2', vote1: '1', vote2: '2', rank2: '1' },
    ];
    const columns = { judgment: 'id', first: 'a', second: 'b', outcome: 'vote1' };
    const labels = { outcome: { 1: 'first', 2: 'second' } };
    const { receipt } = await importContent(table(rows), { row: 'vote', columns, labels }, 'a.csv');
    expect(warned(receipt)).toMatchObject({ 'unread_votes: vote2': 1 });
    expect(warned(receipt)).not.toHaveProperty('unread_votes: rank2');
  });
});

test.each<[what: string, record: object]>([
  ['one-hot battles without ties', { model_a: 'a', model_b: 'b', winner_model_a: 1, winner_model_b: 0 }],
  ['names of two models and a choice', { model_a_name: 'a', model_b_name: 'b', chosen_model_name: 'a' }],
  ['two models and a preference in numbers', { model1: 'a', model2: 'b', preference: 1 }],
  ['a list of accepted options without models', { accept: ['A'], answer: 'accept', _session_id: 's' }],
  ['accepted options of another tool', { accept: ['A'], answer: 'accept', mapping: { A: 'a', B: 'b' } }],
  ['annotations without models', { annotator: 1, annotation_id: 2, updated_at: 'x', lead_time: 1 }],
  ['a task with a result that is no list', { task: { data: {} }, result: 'left' }],
])('%s are not taken for a known form', async (_, record) => {
  expect(await refusalOf({ content: lines([record, record]) })).toMatch(
    /do not have a form that Primum knows/,
  );
});
