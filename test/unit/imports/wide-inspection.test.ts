import { describe, expect, test } from 'vitest';
import { parseMapping } from '../../../shared/imports/formats/parse-mapping.ts';
import { caseFile } from './case-files.ts';
import { lines, table } from './formats/files.ts';
import { readAs, refusalOf } from './formats/reading.ts';
import { inspected } from './inspected.ts';

const SEVERAL_JUDGMENTS = /each row seems to hold several judgments.*one event per judgment by "several"/;

describe('The inspection of rows that hold several judgments', () => {
  const { content } = caseFile('qualtrics-wide');

  test('says so for a survey with items and criteria in columns, and proposes a mapping', async () => {
    const { refusal, startingMapping, header, survey } = await inspected(content);
    expect(refusal).toMatch(/survey of Qualtrics.*previews/);
    expect(refusal).toMatch(SEVERAL_JUDGMENTS);
    expect(header).toBe(true);
    expect(survey.scores.get('1001_1')).toMatchObject({ least: 1, greatest: 2, numbers: 2 });
    expect(startingMapping).toMatchObject({
      row: 'rating',
      several: {
        columns: { score: expect.stringMatching(/"\{item\}_\{criterion\}".*"outcome": "\{item\}_1"/) },
      },
      labels: { criterion: { 1: expect.stringMatching(/^EDIT/), 3: expect.stringMatching(/^EDIT/) } },
      only: { Status: [0, 'IP Address'] },
      scale: expect.stringMatching(/^EDIT: seen -2 to 2/),
    });
    expect(parseMapping(JSON.stringify(startingMapping))).toMatchObject({ ok: false });
  });

  test('proposes a mapping that only needs to be filled in', async () => {
    const { startingMapping } = await inspected(content);
    const mapping = {
      ...startingMapping,
      columns: { clinician: 'ResponseId' },
      constants: { model: 'gpt' },
      several: { columns: { score: '{item}_{criterion}' } },
      labels: { criterion: { 1: 'accuracy', 2: 'harmlessness', 3: null } },
      scale: { from: [-2, 2] },
    };
    expect((await readAs({ content, mapping })).events).toHaveLength(4);
  });

  test('names the columns of models, and the columns that are not read', async () => {
    const { content: form, mapping } = caseFile('wide-likert-answers');
    const { refusal, startingMapping } = await inspected(form);
    expect(refusal).toMatch(SEVERAL_JUDGMENTS);
    expect(JSON.stringify(startingMapping)).toMatch(/Model \{model\} safety/);
    const { unread, warnings } = await inspected(form, mapping);
    expect(unread).toEqual(['Model B safety', 'Model C safety']);
    expect(warnings.join('\n')).toMatch(/2 records with a score under "Model B safety".*"several"/);
  });

  test('shows the scores and outcomes of all parts of a mapping', async () => {
    const { content: judged } = caseFile('nested-two-annotators');
    const mapping = {
      row: 'vote',
      columns: { judgment: 'idx' },
      constants: { first: 'bloom', second: 'llama' },
      labels: { outcome: { 0: 'tie', 1: 'first', 2: 'second' } },
      several: { columns: { outcome: 'annotator{clinician}' } },
    };
    const { survey, unread, kinds } = await inspected(judged, mapping);
    expect(Object.fromEntries(survey.outcomes)).toEqual({ 0: 4, 1: 4, 2: 4 });
    expect(unread).toEqual(['cmp_key']);
    expect(kinds.get('vote: tie')).toBe(4);
  });

  test('withholds the names of columns that are named after a clinician', async () => {
    const rows = table([{ id: '1', m: 'x', y: 'z', 'best for muster': '1', 'best for beispiel': '2' }]);
    const mapping = {
      row: 'vote',
      columns: { judgment: 'id', first: 'm', second: 'y' },
      labels: { outcome: { 1: 'first', 2: 'second' } },
      several: { columns: { outcome: 'best for {clinician}' } },
    };
    const { columns, receipt, unread } = await inspected(rows, mapping);
    expect(receipt.recorded).toBe(2);
    expect(JSON.stringify([columns, unread])).not.toMatch(/muster|beispiel/);
  });

  test('says so for JSON records with numbered annotators', async () => {
    const { cmp_key: _, ...judged } = JSON.parse(caseFile('nested-two-annotators').content.toString())[0];
    const refusal = await refusalOf({ content: lines([judged, judged]) });
    expect(refusal).toMatch(SEVERAL_JUDGMENTS);
    expect(refusal).not.toMatch(/annotator1/);
  });

  test.each<[what: string, row: Record<string, unknown>]>([
    ['two answers of a vote', { model_a: 'a', model_b: 'b', text_a: 'x', text_b: 'y', time_a: 1, time_b: 2 }],
    [
      'scores of the answers of a vote',
      { rater: 'a', 'first.x': 1, 'first.y': 1, 'first.z': 2, 'second.x': 3, 'second.y': 1, 'second.z': 1 },
    ],
    ['two columns with a number', { rater: 'ann', score1: 1, score2: 2 }],
  ])('does not say so for %s', async (_, row) => {
    for (const text of [table([row]), lines([row, row])])
      expect(await refusalOf({ content: text })).not.toMatch(/several judgments/);
  });
});
