import { describe, expect, test } from 'vitest';
import { importCase, importContent } from '../case-files.ts';

describe('Numbers as labels', () => {
  test('a label that pandas wrote as "1.0" is the number of a JSON file', async () => {
    const { receipt, votes } = await importCase('label-one-point-zero-json');
    expect(receipt).toMatchObject({ recorded: 2, rejected: 0 });
    expect(votes.map(({ outcome }) => outcome)).toEqual(['first', 'second']);
  });

  const columns = {
    clinician: 'who',
    specialty: 'sp',
    first: 'a',
    second: 'b',
    outcome: 'vote',
    judgment: 'id',
  };
  const mapping = (...labels: string[]) => ({
    row: 'vote',
    columns,
    labels: {
      outcome: Object.fromEntries(labels.map((label, at) => [label, ['first', 'second', 'tie'][at]])),
    },
  });
  const table = (...words: string[]) =>
    ['id,who,sp,a,b,vote', ...words.map((word, at) => `j${at},c1,card,gpt,llama,${word}`)].join('\n');

  test.each([
    ['as whole numbers, and the file has decimals', mapping('1', '2', '12'), table('1.0', '2.0', '12.00'), 3],
    [
      'with decimals, and the file has whole numbers',
      mapping('1.0', '2.0', '12.0'),
      table('1', '2', '12'),
      3,
    ],
    [
      'as whole numbers, and some words are other numbers',
      mapping('1', '2'),
      table('1.5', '10', '01', '2.0'),
      1,
    ],
  ])('labels are declared %s', async (_, given, content, recorded) => {
    const { receipt } = await importContent(content, given, 'v.csv');
    expect(receipt).toMatchObject({ recorded, rejected: content.split('\n').length - 1 - recorded });
  });
});
