import { describe, expect, test } from 'vitest';
import { parseMapping } from '../../../shared/imports/formats/parse-mapping.ts';
import { caseFile, importCase, importContent } from './case-files.ts';
import { readAs } from './formats/reading.ts';

const VALUES = { '1 - Poor': -2, '2 - Fair': -1, '3 - Neutral': 0, '4 - Good': 1, '5 - Excellent': 2 };

describe('Scores that are exported with their words', () => {
  test('are rejects that name the column and "values", and quote no word of the file', async () => {
    const { receipt, rejects } = await importCase('labelled-scores');
    expect(receipt).toMatchObject({ status: 'finished', recorded: 0, rejected: 2 });
    expect(rejects).toMatch(
      /"harmlessness\\", in the column \\"Safety\\", is a number with words.*\\"scale\\": \{\\"values\\"/,
    );
  });

  test('are read with "values"', async () => {
    const { content, mapping } = caseFile('labelled-scores');
    const { events, rejects } = await readAs({
      content,
      mapping: { ...(mapping as object), scale: { values: VALUES } },
    });
    expect(rejects).toEqual([]);
    expect(events.map((event) => 'scores' in event && event.scores)).toEqual([
      { harmlessness: -2, accuracy: 1 },
      { harmlessness: 2, accuracy: 1 },
    ]);
  });

  test('in other spellings are rejects', async () => {
    const { receipt, rejects, events } = await importCase('labelled-values');
    expect(receipt).toMatchObject({ recorded: 2, rejected: 1 });
    expect(rejects).toMatch(/"line":4.*"harmlessness\\", in the column \\"Safety\\", is not on the declared/);
    expect(events.map((event) => 'scores' in event && event.scores)).toMatchObject([
      { harmlessness: -2 },
      { harmlessness: 2 },
    ]);
  });

  test.each(['4 (good)', '4=good', '5: always'])('such as %j are named as such', async (word) => {
    const { content, mapping } = caseFile('labelled-scores');
    const { rejects } = await importContent(content.toString().replace('1 - Poor', word), mapping, 'r.csv');
    expect(rejects.split('\n')[0]).toMatch(/number with words/);
  });

  test.each(['6', '4.5', 'good'])('unlike %j', async (word) => {
    const { content, mapping } = caseFile('labelled-scores');
    const { rejects } = await importContent(content.toString().replace('1 - Poor', word), mapping, 'r.csv');
    expect(rejects.split('\n')[0]).not.toMatch(/number with words/);
  });
});

describe('A scale of 0 to 10', () => {
  const { content, mapping } = caseFile('scale-0-10');

  test('does not fit five scores, and is refused with the remedy', () => {
    const read = parseMapping(JSON.stringify(mapping));
    expect(read).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^scale.*name each value under/),
    });
  });

  test('is read if the score of each value is named', async () => {
    const scores = [-2, -2, -1, -1, 0, 0, 0, 1, 1, 2, 2];
    const values = Object.fromEntries(scores.map((score, value) => [value, score]));
    const { events, rejects } = await readAs({
      content,
      mapping: { ...(mapping as object), scale: { values } },
    });
    expect(rejects).toEqual([]);
    expect(events.map((event) => 'scores' in event && event.scores)).toEqual(
      scores.map((harmlessness) => ({ harmlessness })),
    );
  });
});
