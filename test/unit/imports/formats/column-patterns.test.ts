import { describe, expect, test } from 'vitest';
import { importContent } from '../case-files.ts';
import { lines, table } from './files.ts';
import { readAs, refusalOf } from './reading.ts';

const LIKERT = { from: [1, 5], to: [-2, 2] };

describe('Patterns of column names', () => {
  const mapping = {
    row: 'vote',
    columns: { judgment: 'id', clinician: 'who' },
    constants: { first: 'm1', second: 'm2', specialty: 'x' },
    scale: LIKERT,
    several: { columns: { outcome: 'Q{item}.vote', score: 'Q{item}.{criterion}.{answer}' } },
    labels: { answer: { a: 'first', b: 'second' }, outcome: { A: 'first', B: 'second' } },
  };
  const row = {
    id: 'r1',
    who: 'ann',
    'Q1.vote': 'A',
    'Q1.harmlessness.a': 5,
    'Q1.harmlessness.b': 1,
    'Q1.comment': 'fine',
    'Q2.vote': 'B',
    'Q2.harmlessness.a': 3,
  };

  test.each([
    ['a table', table([row])],
    ['flat JSON', lines([row])],
    [
      'nested JSON',
      lines([
        {
          id: 'r1',
          who: 'ann',
          Q1: { vote: 'A', harmlessness: { a: 5, b: 1 } },
          Q2: { vote: 'B', harmlessness: { a: 3 } },
        },
      ]),
    ],
  ])('read the scores and outcomes of each item in %s', async (_, content) => {
    const { events, rejects } = await readAs({ content, mapping });
    expect(rejects).toEqual([]);
    expect(events).toMatchObject([
      {
        judgment: 'r1/1',
        item: '1',
        outcome: 'first',
        scores: { m1: { harmlessness: 2 }, m2: { harmlessness: -2 } },
      },
      { judgment: 'r1/2', item: '2', outcome: 'second', scores: { m1: { harmlessness: 0 } } },
    ]);
  });

  test('read the columns of each record of JSON', async () => {
    const content = lines([row, { id: 'r2', who: 'bob', 'Q9.vote': 'B' }, { id: 'r3', who: 'bob' }]);
    const { receipt } = await importContent(content, mapping);
    expect(receipt).toMatchObject({ rows: 3, events: 3, recorded: 3, rejected: 0 });
    expect(receipt.warnings).toContainEqual(expect.objectContaining({ warning: 'empty_part', count: 1 }));
  });

  test('divide a name where each word has a meaning', async () => {
    const content = table([{ who: 'ann', case_1_safety: 5, case_2_safety: 1, end_date: '2026' }]);
    const { events } = await readAs({
      content,
      mapping: {
        row: 'rating',
        columns: { clinician: 'who' },
        constants: { model: 'm' },
        scale: LIKERT,
        labels: { criterion: { safety: 'harmlessness' } },
        several: { columns: { score: '{item}_{criterion}' } },
      },
    });
    expect(events).toMatchObject([
      { item: 'case_1', scores: { harmlessness: 2 } },
      { item: 'case_2', scores: { harmlessness: -2 } },
    ]);
  });

  const refused = (content: string, change: object) =>
    refusalOf({ content, mapping: { ...mapping, ...change } });

  test('are refused with the remedy if a name can be divided in two ways', async () => {
    const several = { columns: { outcome: '{item}_{specialty}' } };
    expect(await refused(table([{ id: 1, who: 'ann', a_b_c: 'A' }]), { several })).toMatch(
      /column 3 fits "\{item\}_\{specialty\}" in several ways.*"labels"/,
    );
  });

  test('are refused with the remedy if no column fits', async () => {
    expect(await refused(table([{ id: 1, who: 'ann', vote: 'A' }]), {})).toMatch(
      /no column of it fits "Q\{item\}.vote" or .*under "several"/,
    );
  });

  test('are refused with the remedy if two columns are the same place', async () => {
    const labels = { ...mapping.labels, criterion: { safe: 'harmlessness', harmless: 'harmlessness' } };
    const content = table([{ id: 1, who: 'ann', 'Q1.vote': 'A', 'Q1.safe.a': 1, 'Q1.harmless.a': 2 }]);
    expect(await refused(content, { labels })).toMatch(/its columns 4 and 5 are the same place/);
  });

  test('are refused without their criterion', async () => {
    const several = { columns: { outcome: 'Q{item}.vote', score: 'Q{item}.{answer}' } };
    expect(await refused(table([row]), { several })).toMatch(/does not say: the criterion of its scores/);
  });
});
