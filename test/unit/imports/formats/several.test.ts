import { describe, expect, test } from 'vitest';
import { caseFile, importCase, importContent } from '../case-files.ts';
import { table } from './files.ts';
import { readAs } from './reading.ts';

const warned = ({ warnings }: Awaited<ReturnType<typeof importContent>>['receipt']) =>
  Object.fromEntries(warnings.map(({ warning, count }) => [warning, count]));
const LIKERT = { from: [1, 5], to: [-2, 2] };

describe('A row with the scores of several models', () => {
  const { content } = caseFile('wide-likert-answers');
  const form = {
    row: 'rating',
    columns: { clinician: 'Rater', item: 'Case', at: 'Timestamp' },
    constants: { specialty: 'cardiology' },
    scale: LIKERT,
  };
  const ofModel = (model: string) => ({
    constants: { model: `Model ${model}` },
    scores: { columns: { [`Model ${model} safety`]: { criterion: 'harmlessness' } } },
  });
  const listed = { ...form, several: ['A', 'B', 'C'].map(ofModel) };
  const patterned = {
    ...form,
    several: { columns: { score: 'Model {model} {criterion}' } },
    labels: { model: { A: 'Model A', B: 'Model B', C: 'Model C' }, criterion: { safety: 'harmlessness' } },
  };

  test.each([
    ['a list of parts', listed],
    ['a pattern', patterned],
    [
      'a pattern with a constant criterion',
      {
        ...patterned,
        several: { columns: { score: '{model} safety' } },
        constants: { ...form.constants, criterion: 'harmlessness' },
        labels: {},
      },
    ],
  ])('gives a rating for each model by %s', async (_, mapping) => {
    const { receipt } = await importContent(content, mapping, 'form.csv');
    expect(receipt).toMatchObject({ rows: 2, events: 6, recorded: 6, rejected: 0, warnings: [] });
    const { events } = await readAs({ content, mapping });
    expect(
      events.map((event) => event.kind === 'rating' && [event.model, event.item, event.scores.harmlessness]),
    ).toEqual([
      ['Model A', 'c1', 2],
      ['Model B', 'c1', 1],
      ['Model C', 'c1', -2],
      ['Model A', 'c1', 1],
      ['Model B', 'c1', 1],
      ['Model C', 'c1', -1],
    ]);
  });

  test('gives 2 ratings by a mapping of one model, and the receipt names the other columns', async () => {
    const { receipt } = await importCase('wide-likert-answers');
    expect(receipt).toMatchObject({ rows: 2, recorded: 2, rejected: 0 });
    expect(warned(receipt)).toEqual({
      no_specialty: 2,
      'unread_scores: Model B safety': 2,
      'unread_scores: Model C safety': 2,
    });
  });

  test('gives no event for an empty part, and a reject for each score off the scale', async () => {
    const text = content.toString().replace(',5,4,1', ',5,4,9').replace('doc2,c1,4,4,2', 'doc2,c1,,,');
    const { receipt, rejects } = await importContent(text, listed, 'form.csv');
    expect(receipt).toMatchObject({ rows: 2, events: 3, recorded: 2, rejected: 1 });
    expect(warned(receipt)).toEqual({ empty_part: 3 });
    expect(rejects).toMatch(/"line":2.*is not on the declared scale/);
  });

  test('costs one reject per judgment if its time is wrong, and none for empty parts', async () => {
    const text = content.toString().replace('2026-03-01T09:30:00Z,doc1,c1,5,4,1', 'soon,doc1,c1,5,4,');
    const { receipt } = await importContent(text, listed, 'form.csv');
    expect(receipt).toMatchObject({ rows: 2, events: 5, recorded: 3, rejected: 2 });
    expect(warned(receipt)).toEqual({ empty_part: 1 });
  });
});

describe('A row with the votes of several annotators', () => {
  const { content } = caseFile('nested-two-annotators');
  const votes = {
    row: 'vote',
    columns: { judgment: 'idx' },
    lookup: { by: 'cmp_key', entries: { bloom_llama: { first: 'bloom', second: 'llama' } } },
    constants: { specialty: 'general' },
    labels: { outcome: { 0: 'tie', 1: 'first', 2: 'second' } },
  };
  const listed = [1, 2, 3].map((number) => ({
    columns: { outcome: `annotator${number}` },
    constants: { clinician: `annotator${number}` },
  }));

  test.each([
    ['a list of parts', listed],
    ['a pattern', { columns: { outcome: 'annotator{clinician}' } }],
  ])('gives a vote of each annotator by %s, under the id of the row', async (_, several) => {
    const mapping = { ...votes, several };
    const { receipt } = await importContent(content, mapping);
    expect(receipt).toMatchObject({ rows: 4, events: 12, recorded: 12, rejected: 0, warnings: [] });
    const { events } = await readAs({ content, mapping });
    expect(events.slice(0, 3)).toMatchObject([
      { judgment: '0', first: 'bloom', outcome: 'first' },
      { judgment: '0', first: 'bloom', outcome: 'second' },
      { judgment: '0', first: 'bloom', outcome: 'tie' },
    ]);
    expect(new Set(events.map(({ clinician }) => clinician)).size).toBe(3);
  });

  test('names the columns of annotators that no part reads', async () => {
    const { receipt } = await importContent(content, { ...votes, several: listed.slice(0, 2) });
    expect(warned(receipt)).toEqual({ 'unread_votes: annotator3': 4 });
  });

  test('gives votes of the people whom other columns name', async () => {
    const rows = [
      { id: '7', rater1: 'ann', vote1: 'A', rater2: 'bob', vote2: 'B' },
      { id: '8', rater1: 'ann', vote1: 'B', rater2: '', vote2: '' },
    ];
    const mapping = {
      row: 'vote',
      columns: { judgment: 'id' },
      constants: { first: 'm1', second: 'm2' },
      labels: { outcome: { A: 'first', B: 'second' } },
      several: { columns: { clinician: 'rater{part}', outcome: 'vote{part}' } },
    };
    const { receipt } = await importContent(table(rows), mapping, 'a.csv');
    expect(receipt).toMatchObject({ rows: 2, events: 3, recorded: 3 });
    const { events } = await readAs({ content: table(rows), mapping });
    expect(events.map(({ judgment }) => judgment)).toEqual(['7/1', '7/2', '8/1']);
  });

  test('does not quote a column that may be named after a clinician', async () => {
    const rows = [{ id: '1', 'vote of Byron': 'A', 'vote of Lovelace': 'B' }];
    const mapping = {
      row: 'vote',
      columns: { judgment: 'id' },
      constants: { first: 'm1', second: 'm2' },
      labels: { outcome: { A: 'first', B: 'second' } },
      several: [{ columns: { outcome: 'vote of Byron' }, constants: { clinician: 'Byron' } }],
    };
    const { receipt, rejects } = await importContent(table(rows), mapping, 'a.csv');
    expect(receipt).toMatchObject({ recorded: 1 });
    expect(warned(receipt)).toMatchObject({ 'unread_columns: 1': 1 });
    expect(JSON.stringify(receipt) + rejects).not.toMatch(/Byron|Lovelace/);
    const empty = await importContent(table([{ id: '1', 'vote of Byron': '' }]), mapping, 'a.csv');
    expect(warned(empty.receipt)).toMatchObject({ 'not_found: part 1 of "several"': 1 });
    const absent = await importContent(table([{ id: '1', vote: 'A' }]), mapping, 'a.csv');
    expect(absent.receipt.message).toMatch(/lacks places that its mapping names: "part 1 of/);
    expect(JSON.stringify([empty.receipt, absent.receipt])).not.toMatch(/Byron/);
  });
});

describe('A row with the answers of one respondent to several items', () => {
  const { content } = caseFile('qualtrics-wide');
  const PREFERENCE = { '-2': 'first', '-1': 'first', 0: 'tie', 1: 'second', 2: 'second' };
  const study = {
    row: 'vote',
    columns: { clinician: 'ResponseId' },
    constants: { first: 'gpt', second: 'meditron', specialty: 'oncology' },
    labels: { outcome: PREFERENCE },
    several: { columns: { outcome: '{item}_1' } },
    only: { Status: [0] },
  };

  test('gives one vote per item, and the receipt names the columns that are not read', async () => {
    const { receipt } = await importContent(content, study, 'reader-study.csv');
    expect(receipt).toMatchObject({ rows: 2, events: 4, recorded: 4, rejected: 0 });
    expect(warned(receipt)).toEqual({
      'unread_votes: 1001_2': 2,
      'unread_votes: 1001_3': 2,
      'unread_votes: 1005_2': 2,
      'unread_votes: 1005_3': 2,
    });
    const { events } = await readAs({ content, mapping: study });
    expect(events.map((event) => event.kind === 'vote' && [event.item, event.outcome])).toEqual([
      ['1001', 'second'],
      ['1005', 'first'],
      ['1001', 'second'],
      ['1005', 'first'],
    ]);
  });

  test('gives one rating per item, with its criteria by the labels', async () => {
    const mapping = {
      row: 'rating',
      columns: { clinician: 'ResponseId' },
      constants: { model: 'gpt', specialty: 'oncology' },
      labels: { criterion: { 1: 'accuracy', 2: 'harmlessness', 3: null } },
      scale: { from: [-2, 2] },
      several: { columns: { score: '{item}_{criterion}' } },
    };
    const { receipt } = await importContent(content, mapping, 'reader-study.csv');
    expect(receipt).toMatchObject({ rows: 2, events: 4, recorded: 4, rejected: 0, warnings: [] });
    const { events } = await readAs({ content, mapping });
    expect(events).toMatchObject([
      { item: '1001', scores: { accuracy: 2, harmlessness: 0 } },
      { item: '1005', scores: { accuracy: -1, harmlessness: 0 } },
      { item: '1001', scores: { accuracy: 1, harmlessness: 1 } },
      { item: '1005', scores: { accuracy: -2, harmlessness: 2 } },
    ]);
  });

  test('takes the models of each item from a lookup, and reads only its items', async () => {
    const lookup = { by: '{item}', entries: { 1001: { first: 'm1', second: 'm2', specialty: 'x' } } };
    const mapping = { ...study, constants: {}, lookup };
    const { receipt } = await importContent(content, mapping, 'reader-study.csv');
    expect(receipt).toMatchObject({ rows: 2, events: 2, recorded: 2 });
    expect(warned(receipt)).toMatchObject({ 'unread_votes: 1005_1': 2 });
    const { events } = await readAs({ content, mapping });
    expect(events).toMatchObject([{ first: 'm1', second: 'm2', specialty: 'x', item: '1001' }, {}]);
  });

  test('is left out once if it is a preview or an additional header line', async () => {
    const [header, ...rows] = content.toString().trim().split('\n');
    const extra = [
      'Response Type,Progress,Finished,Response ID,Q1,Q2,Q3,Q4,Q5,Q6',
      '"{""ImportId"":""status""}",,,"{""ImportId"":""_recordId""}",,,,,,',
      '1,100,1,R_p,2,2,2,2,2,2',
    ];
    const text = [header, ...extra.slice(0, 2), ...rows, extra[2]].join('\n');
    const { receipt } = await importContent(text, study, 'reader-study.csv');
    expect(receipt).toMatchObject({ rows: 5, events: 4, recorded: 4, rejected: 0 });
    expect(warned(receipt)).toMatchObject({ 'left_out: only.Status': 3 });
  });
});
