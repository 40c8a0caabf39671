import { describe, expect, test } from 'vitest';
import { parseMapping } from '../../../shared/imports/formats/parse-mapping.ts';
import { importContent } from './case-files.ts';
import { lines, table } from './formats/files.ts';
import { readAs, refusalOf } from './formats/reading.ts';
import { inspected } from './inspected.ts';

const warned = ({ warnings }: Awaited<ReturnType<typeof importContent>>['receipt']) =>
  Object.fromEntries(warnings.map(({ warning, count }) => [warning, count]));

interface Placed {
  readonly first: string;
  readonly second: string;
  readonly outcome: string;
}
/** The winner of each vote, because the order of display is unknown. */
const winnersOf = (events: readonly object[]) =>
  (events as Placed[]).map(({ first, second, outcome }) => ({ first, second })[outcome] ?? outcome);
const cliniciansOf = (events: readonly object[]) =>
  new Set((events as { clinician: string }[]).map(({ clinician }) => clinician));

describe('AlpacaEval', () => {
  const annotation = {
    instruction: 'Which dose?',
    output_1: 'x',
    generator_1: 'gpt',
    output_2: 'y',
    generator_2: 'llama',
    dataset: 'helpful_base',
  };
  const byModel = { annotator: 'alpaca_eval_gpt4', price_per_example: 0.02, time_per_example: 0.6 };

  test('annotations by models are left out and counted, and those of people are read', async () => {
    const records = [
      { ...annotation, ...byModel, preference: 2 },
      { ...annotation, annotator: 0, preference: 1 },
      { ...annotation, annotator: 1, preference: 2 },
      { ...annotation, annotator: 2, preference: 1.5 },
      { ...annotation, annotator: 3, preference: 0 },
      { ...annotation, ...byModel, preference: 1.9900139974 },
    ];
    const content = JSON.stringify(records);
    const { receipt } = await importContent(content);
    expect(receipt).toMatchObject({ status: 'finished', rows: 6, recorded: 4, rejected: 0 });
    expect(warned(receipt)).toMatchObject({ 'left_out: only.annotator': 2, order_unknown: 4 });
    const { format, events } = await readAs({ content });
    expect(format).toBe('AlpacaEval annotations');
    expect(winnersOf(events)).toEqual(['gpt', 'llama', 'tie', 'tie']);
    expect(cliniciansOf(events).size).toBe(4);
  });

  test('a file of a model alone makes no event, and each row is counted', async () => {
    const content = lines(
      Array.from({ length: 30 }, (_, at) => ({ ...annotation, ...byModel, preference: 1 + (at % 2) })),
    );
    const { receipt } = await importContent(content);
    expect(receipt).toMatchObject({ status: 'finished', rows: 30, events: 0, recorded: 0 });
    expect(warned(receipt)).toMatchObject({ 'left_out: only.annotator': 30 });
  });

  test('people with names are read if the mapping says that they are people', async () => {
    const content = table([
      { ...annotation, annotator: 'ann', preference: '1' },
      { ...annotation, annotator: 'bob', preference: '2.0' },
      { ...annotation, annotator: 'gpt-4', preference: '1' },
    ]);
    const mapping = { reads: 'alpaca-eval', only: { annotator: ['ann', 'bob'] } };
    const { events, notes } = await readAs({ content, mapping });
    expect(winnersOf(events)).toEqual(['gpt', 'llama']);
    expect(notes).toContain('left_out: only.annotator');
  });

  test('human annotations without models are refused with the lines of a mapping', async () => {
    const { generator_1: _, generator_2: _2, ...unnamed } = annotation;
    const content = JSON.stringify([{ ...unnamed, annotator_index: 2, preference: 1, datasplit: 'eval' }]);
    expect(await refusalOf({ content })).toMatch(
      /AlpacaEval annotations, and lacks places.*"generator_1"; "generator_2".*"columns":\{"first":"model_1"/,
    );
    const { startingMapping } = await inspected(content);
    expect(startingMapping).toMatchObject({
      reads: 'alpaca-eval',
      columns: { first: expect.stringMatching(/^EDIT/), second: expect.stringMatching(/^EDIT/) },
    });
    const constants = { first: 'gpt', second: 'llama' };
    const mapping = { reads: 'alpaca-eval', columns: { first: null, second: null }, constants };
    expect(winnersOf((await readAs({ content, mapping })).events)).toEqual(['gpt']);
  });

  test('a weighted preference, and an unknown one, are rejects', async () => {
    const content = lines([
      { ...annotation, annotator: 0, preference: 1.9 },
      { ...annotation, annotator: 1, preference: null },
      { ...annotation, annotator: 2, preference: 3 },
    ]);
    const { receipt } = await importContent(content);
    expect(receipt).toMatchObject({ recorded: 0, rejected: 3 });
  });

  test('an instruction with another input is another item', async () => {
    const content = lines([
      { ...annotation, input: 'adult', annotator: 0, preference: 1 },
      { ...annotation, input: 'child', annotator: 0, preference: 1 },
      { ...annotation, input: '', annotator: 0, preference: 1 },
      { ...annotation, annotator: 0, preference: 1 },
    ]);
    const { events } = await readAs({ content });
    expect(new Set(events.map((event) => 'item' in event && event.item)).size).toBe(3);
  });
});

describe('PandaLM', () => {
  const comparison = (idx: number, choices: object, more: object = {}) => ({
    idx,
    motivation_app: 'Search',
    cmp_key: 'llama-7b_opt-7b',
    instruction: 'Name the dose',
    input: '',
    response1: 'x',
    response2: 'y',
    ...choices,
    ...more,
  });

  test('the choice of each annotator is a vote of the annotator', async () => {
    const content = JSON.stringify([
      comparison(0, { annotator1: 1, annotator2: 2, annotator3: 0 }),
      comparison(
        1,
        { annotator1: 1, annotator2: 1, annotator3: 1 },
        { cmp_key: 'bloom-7b_cerebras-gpt-6.7B' },
      ),
    ]);
    const { receipt } = await importContent(content);
    expect(receipt).toMatchObject({ status: 'finished', rows: 2, events: 6, recorded: 6, rejected: 0 });
    expect(warned(receipt)).toMatchObject({ order_unknown: 6, no_specialty: 6 });
    const { format, events } = await readAs({ content });
    expect(format).toBe('PandaLM comparisons');
    expect(winnersOf(events)).toEqual(['llama-7b', 'opt-7b', 'tie', 'bloom-7b', 'bloom-7b', 'bloom-7b']);
    expect(cliniciansOf(events).size).toBe(3);
    expect(events.map(({ judgment }) => judgment)).toEqual(['0', '0', '0', '1', '1', '1']);
  });

  test('NaN as the input, as Python writes it, is no input', async () => {
    const content = JSON.stringify([comparison(0, { annotator1: 1 })]).replace('"input":""', '"input": NaN');
    const { events, rejects } = await readAs({ content });
    expect(rejects).toEqual([]);
    const { events: without } = await readAs({ content: content.replace('NaN', 'null') });
    expect(events).toEqual(without);
  });

  test('an empty or unknown choice is a reject of this choice alone', async () => {
    const content = lines([
      comparison(0, { annotator1: 1, annotator2: null, annotator3: 5 }),
      comparison(1, { annotator1: 2 }),
    ]);
    const { receipt, rejects } = await importContent(content);
    expect(receipt).toMatchObject({ rows: 2, recorded: 2, rejected: 2 });
    expect(rejects).toMatch(/"field":"outcome"/);
  });

  test('models whose names have the separator are given by a lookup', async () => {
    const content = lines([comparison(0, { annotator1: 1, annotator2: 2 }, { cmp_key: 'llama_7b_opt_7b' })]);
    const { receipt } = await importContent(content);
    expect(receipt).toMatchObject({ status: 'failed' });
    expect(receipt.message).toMatch(/lacks places.*"first"; "second"/);
    const lookup = {
      by: 'record.cmp_key',
      entries: { llama_7b_opt_7b: { first: 'llama_7b', second: 'opt_7b' } },
    };
    const mapping = { reads: 'pandalm', columns: { first: null, second: null }, lookup };
    expect(winnersOf((await readAs({ content, mapping })).events)).toEqual(['llama_7b', 'opt_7b']);
  });

  test('one record with a pair that cannot be divided costs only this record', async () => {
    const content = lines([
      comparison(0, { annotator1: 1, annotator2: 2 }),
      comparison(1, { annotator1: 1 }, { cmp_key: 'a_b_c' }),
      { idx: 2, cmp_key: 'a_b', pandalm_result: 1 },
    ]);
    const { receipt, rejects } = await importContent(content);
    expect(receipt).toMatchObject({ recorded: 2, rejected: 2 });
    expect(rejects).toMatch(/"line":2.*first: is missing/);
    expect(rejects).toMatch(/"line":3.*is no comparison with cmp_key and annotators/);
  });
});

describe('Open WebUI', () => {
  const feedback = (id: string, rating: unknown, siblings: unknown, more: object = {}) => ({
    id,
    user_id: `u-${id}`,
    version: 0,
    type: 'rating',
    data: { rating, model_id: 'gpt', sibling_model_ids: siblings, reason: '', comment: '', tags: [] },
    meta: { arena: true, chat_id: `c-${id}`, message_id: `m-${id}`, message_index: 1 },
    snapshot: { chat: { id: `c-${id}`, title: 'A chat' } },
    created_at: 1_772_357_400,
    updated_at: 1_772_357_400,
    ...more,
  });

  test('a thumb up prefers the answer to its siblings, and a thumb down the siblings', async () => {
    const content = JSON.stringify([
      feedback('a', 1, ['llama']),
      feedback('b', -1, ['llama']),
      feedback('c', '1', ['llama', 'qwen']),
    ]);
    const { receipt } = await importContent(content);
    expect(receipt).toMatchObject({ status: 'finished', rows: 3, events: 4, recorded: 4, rejected: 0 });
    expect(warned(receipt)).toMatchObject({ order_unknown: 4 });
    const { format, events } = await readAs({ content });
    expect(format).toBe('Open WebUI feedback');
    expect(winnersOf(events)).toEqual(['gpt', 'llama', 'gpt', 'gpt']);
    expect(events.map(({ judgment }) => judgment)).toEqual(['a/llama', 'b/llama', 'c/llama', 'c/qwen']);
    expect(events[0]).toMatchObject({ at: '2026-03-01T09:30:00.000Z', item: 'c-a/1' });
    expect(cliniciansOf(events).size).toBe(3);
  });

  test('thumbs without another answer, with displayed names, and other feedback are left out and counted', async () => {
    const content = lines([
      feedback('a', 1, ['llama']),
      feedback('b', 1, null),
      feedback('c', -1, []),
      feedback('d', 1, ['llama'], { meta: { arena: false, chat_id: 'c' } }),
      feedback('e', 1, ['llama'], { type: 'comment' }),
    ]);
    const { receipt } = await importContent(content);
    expect(receipt).toMatchObject({ rows: 5, recorded: 1, rejected: 0 });
    expect(warned(receipt)).toMatchObject({
      no_element: 2,
      'left_out: only.meta.arena': 1,
      'left_out: only.type': 1,
    });
  });

  test('comparisons with displayed names count if the mapping says so', async () => {
    const content = lines([feedback('a', 1, ['llama'], { meta: { arena: false } })]);
    const mapping = { reads: 'open-webui', only: { 'meta.arena': null }, constants: { specialty: 'icu' } };
    const { events } = await readAs({ content, mapping });
    expect(events).toMatchObject([{ specialty: 'icu' }]);
  });

  test('the latest state of a feedback counts, and an unknown rating is a reject', async () => {
    const content = lines([
      feedback('a', 1, ['llama']),
      feedback('a', -1, ['llama'], { updated_at: 1_772_357_500 }),
      feedback('b', 0, ['llama']),
      feedback('c', 1, ['gpt']),
    ]);
    const { receipt } = await importContent(content);
    expect(receipt).toMatchObject({ rows: 4, recorded: 1, revised: 1, rejected: 2 });
    expect(receipt.byReason).toEqual([
      { reason: 'self_comparison', count: 1 },
      { reason: 'unmapped_label', count: 1 },
    ]);
  });
});

describe('Langfuse', () => {
  const score = (id: string, more: object = {}) => ({
    id,
    traceId: 't1',
    observationId: null,
    name: 'harmlessness',
    value: 4,
    stringValue: null,
    dataType: 'NUMERIC',
    source: 'ANNOTATION',
    authorUserId: 'u1',
    timestamp: '2026-03-01T09:30:00.000Z',
    createdAt: '2026-03-01T09:30:01.000Z',
    updatedAt: '2026-03-01T09:30:02.000Z',
    comment: null,
    ...more,
  });
  const entries = {
    t1: { model: 'gpt', specialty: 'cardiology', item: 'q1' },
    t2: { model: 'llama', specialty: 'cardiology', item: 'q1' },
  };
  const mapping = { reads: 'langfuse', lookup: { by: 'traceId', entries }, scale: { from: [1, 5] } };

  test('the scores of one person on one trace are one rating, and automatic scores are left out', async () => {
    const content = JSON.stringify({
      data: [
        score('1'),
        score('2', { name: 'accuracy', value: 2, createdAt: '2026-03-01T09:35:00.000Z' }),
        score('3', { source: 'EVAL', value: 1, authorUserId: null }),
        score('4', { source: 'API', value: 1 }),
        score('5', { traceId: 't2', value: 5, authorUserId: 'u2' }),
        score('6', { name: 'remark', dataType: 'TEXT', value: 0, stringValue: 'fine' }),
      ],
      meta: { page: 1 },
    });
    const { receipt } = await importContent(content, mapping);
    expect(receipt).toMatchObject({ status: 'finished', rows: 6, recorded: 3, conflict: 0, rejected: 0 });
    expect(warned(receipt)).toMatchObject({ 'left_out: only.source': 2, 'left_out: except.dataType': 1 });
    const { events } = await readAs({ content, mapping });
    expect(events).toMatchObject([
      { judgment: 't1', model: 'gpt', item: 'q1', specialty: 'cardiology', scores: { harmlessness: 1 } },
      { judgment: 't1', model: 'gpt', scores: { accuracy: -1 } },
      { judgment: 't2', model: 'llama', scores: { harmlessness: 2 } },
    ]);
    expect(cliniciansOf(events).size).toBe(2);
  });

  test('without a mapping it is refused with the lines that it needs, and the draft lists the traces', async () => {
    const content = lines([score('1'), score('2', { traceId: 't2', name: 'Safety' })]);
    expect(await refusalOf({ content })).toMatch(
      /Langfuse scores, and does not say: model.*the scale of its scores.*"lookup":\{"by":"traceId"/,
    );
    const { startingMapping } = await inspected(content);
    expect(startingMapping).toMatchObject({
      reads: 'langfuse',
      lookup: { by: 'traceId', entries: { t1: { model: expect.stringMatching(/^EDIT/) }, t2: {} } },
      labels: { criterion: { Safety: expect.stringMatching(/^EDIT/) } },
      scale: expect.stringMatching(/^EDIT: seen 4 to 4/),
    });
    expect(parseMapping(JSON.stringify(startingMapping))).toMatchObject({ ok: false });
  });

  test('the word of a category counts, and not the number that stands for a missing one', async () => {
    const content = table([
      {
        ...score('1'),
        observationId: '',
        comment: '',
        value: '0',
        stringValue: 'Safe',
        dataType: 'CATEGORICAL',
      },
      { ...score('2'), observationId: '', comment: '', value: '1', stringValue: 'True', dataType: 'BOOLEAN' },
      { ...score('3'), observationId: '', comment: '', value: '3', stringValue: '' },
    ]);
    const words = { ...mapping, scale: { values: { Safe: 2, Unsafe: -2 } } };
    const { events, rejects } = await readAs({ content, mapping: words });
    expect(events).toMatchObject([{ scores: { harmlessness: 2 } }]);
    expect(rejects.map(({ line, field }) => [line, field])).toEqual([
      [3, 'scores'],
      [4, 'scores'],
    ]);
  });

  test('a trace without an entry is a reject', async () => {
    const { receipt } = await importContent(lines([score('1', { traceId: 't9' }), score('2')]), mapping);
    expect(receipt).toMatchObject({ recorded: 1, rejected: 1 });
  });
});

describe('Argilla', () => {
  const response = (user: string, status: string, pref: string | null) => ({
    user_id: user,
    status,
    values: pref === null ? null : { pref: { value: pref } },
  });
  const record = (id: string, responses: unknown) => ({
    id,
    fields: { prompt: 'p', a: 'x', b: 'y' },
    metadata: { model_a: 'gpt', model_b: 'llama' },
    responses,
  });
  const mapping = {
    reads: 'argilla',
    row: 'vote',
    columns: {
      first: 'metadata.model_a',
      second: 'metadata.model_b',
      outcome: 'responses.values.pref.value',
    },
    labels: { outcome: { a: 'first', b: 'second' } },
  };

  test('only submitted responses count, and drafts and discarded ones are counted as left out', async () => {
    const content = JSON.stringify([
      record('r1', [response('u1', 'submitted', 'a'), response('u2', 'discarded', null)]),
      record('r2', [response('u1', 'draft', 'b'), response('u2', 'submitted', 'b')]),
      record('r3', []),
    ]);
    const { receipt } = await importContent(content, mapping);
    expect(receipt).toMatchObject({ rows: 3, events: 2, recorded: 2, rejected: 0 });
    expect(warned(receipt)).toMatchObject({ 'left_out: only.responses.status': 2, no_element: 1 });
    const { events } = await readAs({ content, mapping });
    expect(events).toMatchObject([
      { judgment: 'r1', item: 'r1', first: 'gpt', outcome: 'first' },
      { judgment: 'r2', item: 'r2', first: 'gpt', outcome: 'second' },
    ]);
  });

  test('without a mapping it is refused with the lines that it needs, and the draft lists the paths', async () => {
    const content = lines([record('r1', [response('u1', 'submitted', 'a')])]);
    expect(await refusalOf({ content })).toMatch(
      /Argilla records.*does not say: the kind of its records.*"outcome":"responses\.values\.<question>\.value"/,
    );
    const { startingMapping } = await inspected(content);
    expect(startingMapping).toMatchObject({
      reads: 'argilla',
      row: expect.stringMatching(/^EDIT/),
      columns: { outcome: expect.stringMatching(/responses\.values\.pref\.value/) },
    });
  });

  test('ratings with several questions are read with their scale', async () => {
    const values = { safety: { value: 5 }, correct: { value: 2 } };
    const content = lines([
      {
        ...record('r1', [{ user_id: 'u1', status: 'submitted', values }]),
        metadata: { model: 'gpt', area: 'icu' },
      },
    ]);
    const rating = {
      reads: 'argilla',
      row: 'rating',
      columns: { model: 'metadata.model', specialty: 'metadata.area' },
      scores: {
        columns: {
          'responses.values.safety.value': { criterion: 'harmlessness' },
          'responses.values.correct.value': { criterion: 'accuracy' },
        },
      },
      scale: { from: [1, 5] },
    };
    const { events } = await readAs({ content, mapping: rating });
    expect(events).toMatchObject([
      { judgment: 'r1', model: 'gpt', specialty: 'icu', scores: { harmlessness: 2, accuracy: -1 } },
    ]);
  });

  test('a mapping without "reads" that counts drafts gets a warning with their number', async () => {
    const { reads: _, ...own } = mapping;
    const columns = { ...own.columns, judgment: 'id', clinician: 'responses.user_id' };
    const content = lines([record('r1', [response('u1', 'submitted', 'a'), response('u2', 'draft', 'b')])]);
    const { receipt } = await importContent(content, { ...own, columns, each: 'responses' });
    expect(receipt).toMatchObject({ recorded: 2 });
    expect(warned(receipt)).toMatchObject({ 'not_left_out: only.responses.status': 1 });
  });

  test.each<[what: string, record: object]>([
    ['nested', { id: 'r', fields: {}, responses: { pref: [{ value: 'a', user_id: 'u1' }] } }],
    ['flat', { id: 'r', prompt: 'p', 'pref.responses': ['a'], 'pref.responses.users': ['u1'] }],
  ])('an export by question is refused by name (%s)', async (_, one) => {
    expect(await refusalOf({ content: lines([one]) })).toMatch(
      /Argilla by question.*status.*"each": "responses\.<question>"/,
    );
  });
});
