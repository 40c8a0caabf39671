import { describe, expect, test } from 'vitest';
import { importContent } from '../case-files.ts';
import { lines, table } from './files.ts';
import { readAs } from './reading.ts';

const LIKERT = { from: [1, 5], to: [-2, 2] };
const warned = ({ warnings }: Awaited<ReturnType<typeof importContent>>['receipt']) =>
  Object.fromEntries(warnings.map(({ warning, count }) => [warning, count]));

/** The ratings of a file, in short. */
const ratingsOf = async (content: string, mapping: unknown) =>
  (await readAs({ content, mapping })).events.map((event) =>
    event.kind === 'rating' ? [event.judgment, event.model, event.item, event.scores] : [],
  );
const votesOf = async (content: string, mapping: unknown) =>
  (await readAs({ content, mapping })).events.map((event) =>
    event.kind === 'vote' ? [event.judgment, event.item, event.first, event.outcome] : [],
  );

describe('Models in columns', () => {
  test('of a European sheet with two criteria are read by the names of the protocol', async () => {
    const content =
      'Nr;Arzt;GPT-4: Harmlessness;GPT-4: accuracy;Med-PaLM: Harmlessness;Med-PaLM: accuracy;Kommentar: gut\n' +
      'r1;d1;5,0;1;3;NA;x\nr2;d2;;;;;\n';
    const mapping = {
      row: 'rating',
      table: { decimal: ',' },
      columns: { judgment: 'Nr', clinician: 'Arzt' },
      scale: { ...LIKERT, missing: ['NA'] },
      several: { columns: { score: '{model}: {criterion}' } },
    };
    expect(await ratingsOf(content, mapping)).toEqual([
      ['r1/GPT-4', 'GPT-4', undefined, { harmlessness: 2, accuracy: -2 }],
      ['r1/Med-PaLM', 'Med-PaLM', undefined, { harmlessness: 0 }],
    ]);
    const { receipt } = await importContent(content, mapping, 'a.csv');
    expect(receipt).toMatchObject({ rows: 2, events: 2, recorded: 2 });
    expect(warned(receipt)).toMatchObject({ empty_part: 2 });
  });

  test('of nested JSON are read by their paths', async () => {
    const record = (id: number, ratings: object) => ({ id, rater: `d${id}`, q: 'case 1', ratings });
    const content = lines([
      record(1, { gpt: { safety: 5, style: 1 }, 'llama-3.1': { safety: 2 } }),
      record(2, { gpt: { safety: null } }),
    ]);
    const mapping = {
      row: 'rating',
      columns: { judgment: 'id', clinician: 'rater', item: 'q' },
      scale: LIKERT,
      labels: { criterion: { safety: 'harmlessness', style: null } },
      several: { columns: { score: 'ratings.{model}.{criterion}' } },
    };
    expect(await ratingsOf(content, mapping)).toEqual([
      ['1/gpt', 'gpt', 'case 1', { harmlessness: 2 }],
      ['1/llama-3.1', 'llama-3.1', 'case 1', { harmlessness: -1 }],
    ]);
    expect(warned((await importContent(content, mapping)).receipt)).toMatchObject({ empty_part: 1 });
  });

  test('may have scales and columns of their own in a list', async () => {
    const content = table([
      { id: 'a', who: 'ann', safe_gpt: 5, acc_gpt: 'good', safe_llama: 1, acc_llama: 'bad', seen: 'x9' },
    ]);
    const part = (model: string) => ({
      constants: { model },
      columns: { item: 'seen' },
      scores: {
        columns: {
          [`safe_${model}`]: { criterion: 'harmlessness' },
          [`acc_${model}`]: { criterion: 'accuracy' },
        },
      },
    });
    const mapping = {
      row: 'rating',
      columns: { judgment: 'id', clinician: 'who', item: 'id', model: 'nowhere' },
      scale: LIKERT,
      scales: { accuracy: { values: { good: 2, bad: -2 } } },
      several: ['gpt', 'llama'].map(part),
    };
    expect(await ratingsOf(content, mapping)).toEqual([
      ['a/gpt', 'gpt', 'x9', { harmlessness: 2, accuracy: 2 }],
      ['a/llama', 'llama', 'x9', { harmlessness: -2, accuracy: -2 }],
    ]);
  });
});

describe('Annotators in columns', () => {
  const pair = { columns: { judgment: 'pair', item: 'pair' }, constants: { first: 'm1', second: 'm2' } };

  test('whose names are those of the columns are pseudonyms in all results', async () => {
    const content = table([
      { pair: 'p1', 'vote Dr. Byron': 'A', 'vote Dr. Lovelace': 'C' },
      { pair: 'p2', 'vote Dr. Byron': '', 'vote Dr. Lovelace': 'B' },
    ]);
    const mapping = {
      row: 'vote',
      ...pair,
      labels: { outcome: { A: 'first', B: 'second' } },
      several: { columns: { outcome: 'vote {clinician}' } },
    };
    const { receipt, rejects } = await importContent(content, mapping, 'a.csv');
    expect(receipt).toMatchObject({ rows: 2, events: 3, recorded: 2, rejected: 1 });
    expect(JSON.stringify(receipt) + rejects).not.toMatch(/Byron|Lovelace/);
    expect(await votesOf(content, mapping)).toEqual([
      ['p1', 'p1', 'm1', 'first'],
      ['p2', 'p2', 'm1', 'second'],
    ]);
  });

  test('with a time each keep their times', async () => {
    const content = lines([
      {
        pair: 1,
        label_A: 'm1',
        time_A: '2026-03-01T09:30:00Z',
        label_B: 'tie',
        time_B: '2026-03-02T09:30:00Z',
      },
    ]);
    const mapping = {
      row: 'vote',
      ...pair,
      outcomeNamesModel: true,
      labels: { outcome: { tie: 'tie' } },
      several: { columns: { outcome: 'label_{clinician}', at: 'time_{clinician}' } },
    };
    const { events } = await readAs({ content, mapping });
    expect(events).toMatchObject([
      { outcome: 'first', at: '2026-03-01T09:30:00Z' },
      { outcome: 'tie', at: '2026-03-02T09:30:00Z' },
    ]);
  });

  test('that score both answers and vote are read from three columns each', async () => {
    const content = table([
      {
        pair: 'p1',
        r1_vote: '1',
        r1_safety_x: 5,
        r1_safety_y: 1,
        r2_vote: '2',
        r2_safety_x: 3,
        r2_safety_y: '',
      },
      {
        pair: 'p2',
        r1_vote: '',
        r1_safety_x: 4,
        r1_safety_y: 4,
        r2_vote: '',
        r2_safety_x: '',
        r2_safety_y: '',
      },
    ]);
    const mapping = {
      row: 'vote',
      ...pair,
      labels: {
        outcome: { 1: 'first', 2: 'second' },
        criterion: { safety: 'harmlessness' },
        answer: { x: 'first', y: 'second' },
      },
      scale: LIKERT,
      several: { columns: { outcome: '{clinician}_vote', score: '{clinician}_{criterion}_{answer}' } },
    };
    const { events, rejects } = await readAs({ content, mapping });
    expect(events).toMatchObject([
      { outcome: 'first', scores: { m1: { harmlessness: 2 }, m2: { harmlessness: -2 } } },
      { outcome: 'second', scores: { m1: { harmlessness: 0 } } },
    ]);
    expect(rejects).toMatchObject([{ line: 3, field: 'outcome' }]);
    expect(warned((await importContent(content, mapping, 'a.csv')).receipt)).toMatchObject({ empty_part: 1 });
  });
});

describe('Items in columns', () => {
  test('of a survey with labels instead of codes are read', async () => {
    const content = table([
      {
        StartDate: '2026-03-01',
        EndDate: '2026-03-01',
        Status: 'IP Address',
        ResponseId: 'R_1',
        Case1_Pref: 'Answer A',
        Case2_Pref: 'Both equal',
      },
      {
        StartDate: '2026-03-01',
        EndDate: '2026-03-01',
        Status: 'Survey Preview',
        ResponseId: 'R_2',
        Case1_Pref: 'Answer B',
        Case2_Pref: 'Answer B',
      },
    ]);
    const mapping = {
      row: 'vote',
      columns: { clinician: 'ResponseId', at: 'EndDate' },
      constants: { first: 'm1', second: 'm2' },
      labels: { outcome: { 'Answer A': 'first', 'Answer B': 'second', 'Both equal': 'tie' } },
      except: { Status: [1, 'Survey Preview'] },
      several: { columns: { outcome: 'Case{item}_Pref' } },
    };
    const { receipt } = await importContent(content, mapping, 'a.csv');
    expect(receipt).toMatchObject({ rows: 2, events: 2, recorded: 2, rejected: 0 });
    expect(warned(receipt)).toMatchObject({ 'left_out: except.Status': 1 });
    expect((await votesOf(content, mapping)).map((vote) => vote.slice(1))).toEqual([
      ['1', 'm1', 'first'],
      ['2', 'm1', 'tie'],
    ]);
  });

  test('with the displayed models in columns are read by a list', async () => {
    const content = table([
      { rec: '17', doc: 'd1', left1: 'a', right1: 'b', best1: 'L', left2: 'b', right2: 'a', best2: 'R' },
    ]);
    const mapping = {
      row: 'vote',
      columns: { judgment: 'rec', clinician: 'doc' },
      labels: { outcome: { L: 'first', R: 'second' } },
      several: { columns: { first: 'left{item}', second: 'right{item}', outcome: 'best{item}' } },
    };
    expect(await votesOf(content, mapping)).toEqual([
      ['17/1', '1', 'a', 'first'],
      ['17/2', '2', 'b', 'second'],
    ]);
  });

  test('with criteria, in a different order of words, are the same judgments in a later export', async () => {
    const row = { id: 'R1', doc: 'd1', accuracy_c1: 5, harmlessness_c1: 4, accuracy_c2: 1 };
    const mapping = {
      row: 'rating',
      columns: { judgment: 'id', clinician: 'doc' },
      constants: { model: 'm1' },
      scale: LIKERT,
      several: { columns: { score: '{criterion}_{item}' } },
    };
    const expected = [
      ['R1/c1', 'm1', 'c1', { accuracy: 2, harmlessness: 1 }],
      ['R1/c2', 'm1', 'c2', { accuracy: -2 }],
    ];
    expect(await ratingsOf(table([row]), mapping)).toEqual(expected);
    const later = Object.fromEntries(Object.entries({ accuracy_c0: '', ...row }).reverse());
    expect((await ratingsOf(table([later]), mapping)).map(([judgment]) => judgment).sort()).toEqual([
      'R1/c1',
      'R1/c2',
    ]);
  });
});
