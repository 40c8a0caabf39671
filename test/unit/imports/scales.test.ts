import { describe, expect, test } from 'vitest';
import { parseMapping } from '../../../shared/imports/formats/parse-mapping.ts';
import { caseFile, importCase, importContent } from './case-files.ts';
import { lines } from './formats/files.ts';
import { readAs } from './formats/reading.ts';
import { inspected } from './inspected.ts';

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

describe('A scale whose worst score is named last', () => {
  const { content, mapping } = caseFile('swapped-scale');
  const warned = async (text: string | Uint8Array, given: unknown = mapping) =>
    (await importContent(text, given, 'r.csv')).receipt.warnings;

  test('gets a warning if nearly all scores are failures, in the receipt and in inspect', async () => {
    const { receipt } = await importCase('swapped-scale');
    expect(receipt).toMatchObject({ recorded: 40, rejected: 0 });
    expect(receipt.warnings).toEqual([
      {
        warning: 'mostly_failures',
        count: 36,
        message: expect.stringMatching(/^36 records most of whose scores are failures.*worst score first$/),
      },
    ]);
    const { warnings } = await inspected(content, mapping);
    expect(warnings).toContainEqual(expect.stringMatching(/^36 records most of whose scores are failures/));
  });

  test('is no matter of the records alone: the right direction gets none', async () => {
    expect(await warned(content, { ...(mapping as object), scale: { from: [5, 1] } })).toEqual([]);
  });

  test('gets none in a small file, or if one record in eight is fine', async () => {
    const [header, ...rows] = content.toString().trim().split('\n');
    const failing = rows.filter((row) => row.includes(',1,1'));
    const fine = rows.filter((row) => row.includes(',5,1')).map((row) => row.replace(',5,1', ',5,5'));
    const file = (...parts: string[][]) => `${[header, ...parts.flat()].join('\n')}\n`;
    expect(await warned(file(failing.slice(0, 19)))).toEqual([]);
    expect(await warned(file(failing.slice(0, 20)))).toMatchObject([{ count: 20 }]);
    expect(await warned(file(failing.slice(0, 28), fine))).toEqual([]);
  });

  test('is also noticed in the scores of votes and in files with one score per row', async () => {
    const votes = Array.from({ length: 20 }, (_, id) => ({
      ...{ id, who: `c${id}`, a: 'm1', b: 'm2', best: 'first' },
      ...{ sa: 1, sb: 2 },
    }));
    const columns = { judgment: 'id', clinician: 'who', first: 'a', second: 'b', outcome: 'best' };
    const of = (answer: string) => ({ answer, criterion: 'harmlessness' });
    const scores = { columns: { sa: of('first'), sb: of('second') } };
    const constants = { specialty: 'icu' };
    const scale = { from: [1, 5] };
    const vote = { row: 'vote', columns, constants, scores, scale };
    expect(await warned(lines(votes), vote)).toMatchObject([{ warning: 'mostly_failures', count: 20 }]);
    const long = {
      row: 'score',
      columns: { judgment: 'id', clinician: 'who', model: 'a', score: 'sa' },
      constants: { ...constants, criterion: 'harmlessness' },
      scale,
    };
    expect(await warned(lines(votes), long)).toMatchObject([{ warning: 'mostly_failures', count: 20 }]);
  });
});
