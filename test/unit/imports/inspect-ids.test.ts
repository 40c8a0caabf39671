import { describe, expect, test } from 'vitest';
import { caseFile } from './case-files.ts';
import { lines, table } from './formats/files.ts';
import { inspected } from './inspected.ts';

const columnsIn = (mapping: Record<string, unknown> | null) =>
  mapping?.columns as Record<string, unknown> | undefined;

describe('The id of judgments in a starting mapping', () => {
  const score = (id: string, rater: string, dimension: string) => ({
    id,
    rater,
    llm: 'm1',
    case: 'c1',
    dimension,
    stars: 4,
  });

  test('is left out if it differs in each row of one score, and the reason is given', async () => {
    const rows = [score('1', 'r1', 'Safety'), score('2', 'r1', 'Tone'), score('3', 'r2', 'Safety')];
    const { startingMapping, remarks } = await inspected(table(rows));
    expect(startingMapping).toMatchObject({ row: 'score', columns: { item: 'case', clinician: 'rater' } });
    expect(columnsIn(startingMapping)).not.toHaveProperty('judgment');
    expect(remarks).toEqual([expect.stringMatching(/"id" differs in each row, so it identifies a score/)]);
  });

  test('is kept if it joins the scores of one answer', async () => {
    const rows = [score('1', 'r1', 'Safety'), score('1', 'r1', 'Tone'), score('2', 'r2', 'Safety')];
    expect((await inspected(table(rows))).startingMapping).toMatchObject({ columns: { judgment: 'id' } });
  });

  const vote = (id: string, who: string, m1: string) => ({ id, who, m1, m2: 'z', win: '1' });

  test.each([
    [
      'other clinicians',
      [vote('1', 'r1', 'x'), vote('1', 'r2', 'x')],
      /1 row repeats a value with another clinician/,
    ],
    ['other models', [vote('1', 'r1', 'x'), vote('1', 'r1', 'y')], /1 row repeats a value with other models/],
  ])('is left out if it repeats with %s, also late in the file', async (_, late, reason) => {
    const rows = Array.from({ length: 3000 }, (_, index) => vote(`v${index}`, `r${index % 5}`, 'x'));
    const { startingMapping, remarks } = await inspected(table([...rows, ...late]));
    expect(columnsIn(startingMapping)).toMatchObject({ first: 'm1', second: 'm2' });
    expect(columnsIn(startingMapping)).not.toHaveProperty('judgment');
    expect(remarks).toEqual([expect.stringMatching(reason)]);
  });

  test('is kept if a row repeats for a revision or a copy', async () => {
    const rows = [vote('1', 'r1', 'x'), { ...vote('1', 'r1', 'x'), win: '2' }, vote('2', 'r1', 'x')];
    expect(columnsIn((await inspected(table(rows))).startingMapping)).toMatchObject({ judgment: 'id' });
  });

  test('is not that of pairs in a file without clinicians', async () => {
    const { content } = caseFile('pair-id-no-worker');
    const { startingMapping, refusal, remarks } = await inspected(content);
    expect(startingMapping).toMatchObject({ reads: 'left-right-winner', columns: { judgment: null } });
    expect(refusal).toMatch(/^the column of its ids does not identify its rows: 45 ids of 45/);
    expect(remarks).toEqual([
      expect.stringMatching(/does not identify rows: 135 rows repeat a value, and the file names no/),
    ]);
    const { receipt } = await inspected(content, startingMapping);
    expect(receipt).toMatchObject({ recorded: 180, conflict: 0, rejected: 0 });
  });
});

describe('A warning of `inspect`', () => {
  const rating = (judgment: string, scores: object, more: object = {}) => ({
    kind: 'rating',
    study: 's',
    clinician: 'ann',
    specialty: 'x',
    at: '2026-03-01T09:30:00Z',
    model: 'm1',
    item: 'i1',
    judgment,
    scores,
    ...more,
  });
  const vote = (judgment: string, first: string, second: string, more: object = {}) => ({
    kind: 'vote',
    study: 's',
    clinician: 'ann',
    specialty: 'x',
    at: '2026-03-01T09:30:00Z',
    item: 'i1',
    judgment,
    first,
    second,
    outcome: 'first',
    ...more,
  });
  const warned = async (records: readonly object[]) => (await inspected(lines(records))).warnings.join('\n');

  test('names answers of one clinician whose scores are in several judgments', async () => {
    const parts = [
      rating('1', { accuracy: 1 }),
      rating('2', { harmlessness: 1 }),
      rating('3', { clarity: 1 }),
    ];
    expect(await warned(parts)).toMatch(
      /1 answer of a model has its scores in several judgments of one clinician/,
    );
  });

  test.each([
    ['one judgment', [rating('1', { accuracy: 1 }), rating('1', { harmlessness: 1 })]],
    ['the same criteria twice', [rating('1', { accuracy: 1 }), rating('2', { accuracy: 2 })]],
    ['two clinicians', [rating('1', { accuracy: 1 }), rating('2', { clarity: 1 }, { clinician: 'bob' })]],
    ['two models', [rating('1', { accuracy: 1 }), rating('2', { clarity: 1 }, { model: 'm2' })]],
    ['two items', [rating('1', { accuracy: 1 }), rating('2', { clarity: 1 }, { item: 'i2' })]],
  ])('is not given for scores of %s', async (_, records) => {
    expect(await warned(records)).not.toMatch(/several judgments/);
  });

  test('names a comparison that one clinician repeats on swapped sides', async () => {
    expect(await warned([vote('1', 'a', 'b'), vote('2', 'b', 'a')])).toMatch(
      /1 vote repeats a comparison of the same clinician on the same item with the two models on swapped sides/,
    );
    expect(await warned([vote('1', 'a', 'b'), vote('1', 'b', 'a')])).toMatch(
      /1 vote has the id of another vote of the same clinician, with the two models on swapped sides: they contradict/,
    );
  });

  test.each([
    ['the same sides', [vote('1', 'a', 'b'), vote('2', 'a', 'b')]],
    ['another clinician', [vote('1', 'a', 'b'), vote('2', 'b', 'a', { clinician: 'bob' })]],
    ['another item', [vote('1', 'a', 'b'), vote('2', 'b', 'a', { item: 'i2' })]],
    ['other models', [vote('1', 'a', 'b'), vote('2', 'b', 'c')]],
  ])('is not given for votes with %s', async (_, records) => {
    expect(await warned(records)).not.toMatch(/swapped sides/);
  });

  test('names an id under which ratings on several items cannot all count, but not one that joins models', async () => {
    const mapping = {
      row: 'rating',
      columns: { judgment: 'id', clinician: 'who', model: 'llm', item: 'nr' },
      scores: { columns: { safety: { criterion: 'harmlessness' } } },
      scale: { from: [1, 5] },
    };
    const rated = (llm: string, nr: string) => ({ id: '1', who: 'r1', llm, nr, safety: 4 });
    const apart = await inspected(table([rated('x', 'q1'), rated('x', 'q2')]), mapping);
    expect(apart).toMatchObject({ refusal: null, receipt: { recorded: 1, conflict: 1 } });
    expect(apart.warnings.join('\n')).toMatch(
      /"id" does not identify rows: 1 row repeats a value of the same clinician.*"judgment": null/,
    );
    const joined = await inspected(table([rated('x', 'q1'), rated('y', 'q1')]), mapping);
    expect(joined.receipt.recorded).toBe(2);
    expect(joined.warnings.join('\n')).not.toMatch(/does not identify/);
  });

  test('names ids that look like numbers cut by a spreadsheet', async () => {
    const { content, mapping } = caseFile('excel-sci-ids');
    const { warnings, refusal, receipt } = await inspected(content, mapping);
    expect(warnings).toEqual([
      expect.stringMatching(
        /3 values of "id", such as 1.23457E\+11, look like long numbers that a spreadsheet cut/,
      ),
    ]);
    expect(refusal).toMatch(/^the column of its ids does not identify its rows/);
    expect(receipt).toMatchObject({ status: 'failed', events: 0 });
  });
});

describe('A starting mapping', () => {
  test('proposes constants if no model is named', async () => {
    const answers = table([
      { who: 'r1', better: 'A' },
      { who: 'r2', better: 'B' },
    ]);
    expect((await inspected(answers)).startingMapping).toMatchObject({
      row: 'vote',
      constants: { first: expect.stringMatching(/^EDIT/) },
      labels: { outcome: { A: 'first', B: 'second' } },
    });
  });

  test('without marked entries reads the file as it is', async () => {
    const rows = [
      { id: '1', rater: 'r1', area: 'x', model_a: 'm', model_b: 'n', best: 'm' },
      { id: '2', rater: 'r2', area: 'x', model_a: 'm', model_b: 'n', best: 'n' },
      { id: '3', rater: 'r2', area: 'x', model_a: 'm', model_b: 'n', best: 'tie' },
    ];
    const { startingMapping } = await inspected(table(rows));
    expect(JSON.stringify(startingMapping)).not.toContain('EDIT');
    expect((await inspected(table(rows), startingMapping)).receipt).toMatchObject({
      recorded: 3,
      rejected: 0,
    });
  });

  test('lets entries be deleted without a comma that is left over', async () => {
    const { startingMapping } = await inspected(table([{ m1: 'x', m2: 'y', win: '1', sp: 'z', nr: '5' }]));
    const kept = JSON.stringify(startingMapping, null, 2)
      .split('\n')
      .filter((line) => !line.includes('or delete this line'))
      .join('\n');
    expect(JSON.parse(kept)).toMatchObject({ columns: { first: 'm1', second: 'm2', outcome: 'win' } });
  });
});
