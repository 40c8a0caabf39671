import { describe, expect, test } from 'vitest';
import { workbookOf } from '../../support/workbook-file.ts';
import { caseFile, importCase, importContent, rejectedLines } from './case-files.ts';
import { readAs } from './formats/reading.ts';

/** The scores that a mapping reads from values of a column. Null for a reject, `none` for no score. */
async function scoresIn(values: readonly string[], more: object = {}): Promise<unknown[]> {
  const content = `id,rater,llm,Safety\n${values.map((value, row) => `${row},r${row},A,${value}\n`).join('')}`;
  const mapping = {
    row: 'rating',
    columns: { judgment: 'id', clinician: 'rater', model: 'llm' },
    constants: { specialty: 'card' },
    scores: { columns: { Safety: { criterion: 'harmlessness' } } },
    scale: { from: [1, 5] },
    ...more,
  };
  const { events, rejects } = await readAs({ content, mapping });
  const scores = new Map(
    events.map((event) => [event.judgment, 'scores' in event && event.scores?.harmlessness]),
  );
  return values.map((_, row) =>
    rejects.some(({ line }) => line === row + 2) ? null : (scores.get(String(row)) ?? 'none'),
  );
}

describe('Scores that are truth values', () => {
  const SCALES = { scales: { harmlessness: { values: { TRUE: -2, FALSE: 2 } } } };

  test('are read by the declared words, and other spellings are rejects', async () => {
    const { receipt, rejects, events } = await importCase('bool-scores');
    expect(receipt).toMatchObject({ recorded: 2, rejected: 2 });
    expect(rejectedLines(rejects)).toEqual([4, 5]);
    expect(rejects).toMatch(/not on the declared scale \(\\"TRUE\\", \\"FALSE\\"\)/);
    expect(events).toMatchObject([{ scores: { harmlessness: -2 } }, { scores: { harmlessness: 2 } }]);
  });

  test('lose the blanks around them', async () => {
    expect(await scoresIn([' TRUE', 'FALSE\u00A0', 'true', 'WAHR', '1'], SCALES)).toEqual([
      -2,
      2,
      null,
      null,
      null,
    ]);
  });

  test('of JSON are the words true and false', async () => {
    const content =
      '[{"r":"r1","m":"A","s":true},{"r":"r2","m":"A","s":false},{"r":"r3","m":"A","s":"TRUE"}]';
    const mapping = {
      row: 'rating',
      columns: { clinician: 'r', model: 'm' },
      scores: { columns: { s: { criterion: 'harmlessness' } } },
      scale: { values: { true: -2, false: 2 } },
    };
    const { events, rejects } = await readAs({ content, mapping });
    expect(events).toMatchObject([{ scores: { harmlessness: -2 } }, { scores: { harmlessness: 2 } }]);
    expect(rejects).toHaveLength(1);
  });

  test('of a workbook are read by the same words as those of a CSV', async () => {
    const { mapping } = caseFile('bool-scores');
    const rows = [
      ['id', 'rater', 'llm', 'area', 'harmful', 'Acc'],
      ['1', 'r1', 'A', 'card', true, 4],
      ['2', 'r2', 'A', 'card', false, 4],
    ];
    const { events } = await readAs({ content: workbookOf({ sheets: [{ rows }] }), mapping });
    expect(events).toMatchObject([{ scores: { harmlessness: -2 } }, { scores: { harmlessness: 2 } }]);
  });
});

describe('Scores between two steps of the scale, and other notations', () => {
  test('are rejects, and none is rounded', async () => {
    const { receipt, rejects, events } = await importCase('half-steps');
    expect(receipt).toMatchObject({ recorded: 3, rejected: 5 });
    expect(rejectedLines(rejects)).toEqual([2, 4, 7, 8, 9]);
    expect(events.map((event) => 'scores' in event && event.scores)).toMatchObject([
      { harmlessness: 1 },
      { harmlessness: -1 },
      { harmlessness: -1 },
    ]);
  });

  test.each([
    ['4.000000001', null],
    ['5.0000', 2],
    ['4.', 1],
    ['１', null],
    ['1_0', null],
    ['3\u200B', 0],
    ['04', 1],
    ['--4', null],
    ['4/5', null],
    ['4 5', null],
    ['1e309', null],
  ])('the score %s is %s', async (value, score) => {
    expect(await scoresIn([value])).toEqual([score]);
  });

  test('are rejects in JSON and in a workbook, too', async () => {
    const { mapping } = caseFile('half-steps');
    const rated = [4.5, 4, 1.5].map((Safety, row) => ({
      id: row,
      rater: `r${row}`,
      llm: 'A',
      area: 'x',
      Safety,
      Acc: 4,
    }));
    const rows = [Object.keys(rated[0]!), ...rated.map((one) => Object.values(one))];
    for (const content of [JSON.stringify(rated), workbookOf({ sheets: [{ rows }] })]) {
      const { events, rejects } = await readAs({ content, mapping });
      expect(events).toMatchObject([{ scores: { harmlessness: 1 } }]);
      expect(rejects).toHaveLength(2);
    }
  });
});

describe('Words for a missing score', () => {
  test('are rejects if nobody declared them, and only an empty cell means no score', async () => {
    const { receipt, rejects, events } = await importCase('na-scores');
    expect(receipt).toMatchObject({ recorded: 2, rejected: 10 });
    expect(rejects).toMatch(
      /\\"harmlessness\\", in the column \\"Safety\\", is not on the declared scale \(1 to 5\)\. Set \\"scale\\" or \\"missing\\"/,
    );
    const scored = events.filter((event) => 'scores' in event && 'harmlessness' in (event.scores ?? {}));
    expect(scored).toMatchObject([{ scores: { harmlessness: -2 } }]);
  });

  test('are no scores if the scale declares them', async () => {
    const { content, mapping } = caseFile('na-scores');
    const missing = ['N/A', 'NA', '-', '.', 'nan', 'None', 'null', '#N/A', 'n.a.', 99];
    const scale = { from: [1, 5], missing };
    const { receipt } = await importContent(content, { ...(mapping as object), scale });
    expect(receipt).toMatchObject({ recorded: 12, rejected: 0 });
  });

  test.each([
    ['NA ', 'none'],
    ['99.0', null],
    ['na', null],
    ['NA\u200B', 'none'],
    ['"NA"', 'none'],
    ['\u00A0', 'none'],
  ])('such as %j are compared without blanks, and case matters', async (value, score) => {
    expect(await scoresIn([value], { scale: { from: [1, 5], missing: ['NA', 99] } })).toEqual([score]);
  });

  test('may be the error of a formula in a workbook, or null in JSON', async () => {
    const { mapping } = caseFile('na-scores');
    const header = ['id', 'rater', 'llm', 'area', 'Safety', 'Acc'];
    const rows = [header, ['1', 'r1', 'A', 'x', { error: '#N/A' }, 4], ['2', 'r2', 'A', 'x', null, 4]];
    const content = workbookOf({ sheets: [{ rows }] });
    expect(await readAs({ content, mapping })).toMatchObject({
      events: [{ judgment: '2' }],
      rejects: [{ line: 2 }],
    });
    const json = '[{"id":1,"rater":"r","llm":"A","area":"x","Safety":null,"Acc":4}]';
    expect((await readAs({ content: json, mapping })).events).toMatchObject([{ scores: { accuracy: 1 } }]);
  });
});

describe('Similar spellings of a criterion', () => {
  test('are rejects if they differ in more than blanks, and two scores of one answer are listed with their lines', async () => {
    const { receipt } = await importCase('lookalike-criteria');
    expect(receipt).toMatchObject({ status: 'failed', recorded: 0 });
    expect(receipt.message).toMatch(
      /the same clinician, item, model and criterion \(first in lines 2 and 4\)/,
    );
    const { content, mapping } = caseFile('lookalike-criteria');
    const lines = content.toString().split('\n');
    const once = await importContent(lines.toSpliced(3, 1).join('\n'), mapping);
    expect(once.receipt).toMatchObject({ recorded: 1, rejected: 2 });
    expect(rejectedLines(once.rejects)).toEqual([3, 4]);
  });

  const { mapping } = caseFile('lookalike-criteria');
  const rated = (criterion: string) =>
    readAs({ content: `rater,llm,area,case,dim,stars\nr1,gpt,x,q1,${criterion},1\n`, mapping });

  test.each(['Safety\u200B', '\u00A0Safety', 'Saf\u2060ety', '"Safety"'])(
    'the word %j is the criterion',
    async (word) => {
      expect((await rated(word)).events).toMatchObject([{ scores: { harmlessness: -2 } }]);
    },
  );

  test.each(['\u0405afety', 'Safety.', 'SAFETY', 'Saf ety', 'Ｓafety'])(
    'the word %j is a reject',
    async (word) => {
      expect((await rated(word)).rejects).toMatchObject([{ reason: 'unmapped_label', field: 'criterion' }]);
    },
  );

  test('with accents in another composition are one criterion', async () => {
    const labels = { criterion: { Sécurité: 'harmlessness' } };
    const content = 'rater,llm,area,case,dim,stars\nr1,gpt,x,q1,Se\u0301curite\u0301,1\n';
    expect((await readAs({ content, mapping: { ...(mapping as object), labels } })).events).toHaveLength(1);
  });
});

describe('Criteria on different scales', () => {
  test('under one declared scale are rejects, and no score is clamped', async () => {
    const { receipt, rejects } = await importCase('mixed-scale');
    expect(receipt).toMatchObject({ recorded: 0, rejected: 11 });
    expect(
      rejects.match(
        /a score of \\"accuracy\\", in the column \\"Accuracy\\", is not on the declared scale \(1 to 5\)/g,
      ),
    ).toHaveLength(11);
  });

  const { content, mapping } = caseFile('mixed-scale');

  test('are read if each has its scale', async () => {
    const values = Object.fromEntries(
      [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((value) => [value, Math.round(value / 25) - 2]),
    );
    const { receipt } = await importContent(content, {
      ...(mapping as object),
      scales: { accuracy: { values } },
    });
    expect(receipt).toMatchObject({ recorded: 11, rejected: 0 });
  });

  test('cost only the rows with a score outside of the scale', async () => {
    const some = content.toString().replace('doc3,gpt,card,4,30', 'doc3,gpt,card,4,5');
    const { receipt, rejects } = await importContent(some, mapping);
    expect(receipt).toMatchObject({ recorded: 1, rejected: 10 });
    expect(rejectedLines(rejects)).not.toContain(5);
  });

  test.each([
    ['0', null],
    ['6', null],
    ['-1', null],
    ['80%', null],
    ['1', 2],
    ['5', -2],
  ])('on a scale from 5 to 1, the score %s is %s', async (value, score) => {
    expect(await scoresIn([value], { scale: { from: [5, 1] } })).toEqual([score]);
  });
});
