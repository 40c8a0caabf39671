import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { csv } from '../../../shared/publication/csv.ts';
import { FILE_TIME } from '../events/study.ts';
import { countsOf, importCase, importContent } from './case-files.ts';

/** The lines of `rejects.jsonl`. */
const rejectsIn = (text: string): { field: string; line: number; message: string }[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('Arena battles and MT-bench judgments', () => {
  test('the 33k set is read as arena battles with their times, although its battles have turns', async () => {
    const { receipt, votes } = await importCase('arena-33k');
    expect(receipt).toMatchObject({ status: 'finished', recorded: 12, rejected: 0 });
    expect(countsOf(votes.map(({ outcome }) => outcome))).toMatchObject({ both_bad: expect.any(Number) });
    expect(votes.every(({ at }) => at.startsWith('2023-04-24T'))).toBe(true);
  });

  test('MT-bench judgments of different turns stay separate, and a list as the judge costs only its row', async () => {
    const { receipt, votes } = await importCase('mtbench-list-judge');
    expect(receipt).toMatchObject({ recorded: 2, rejected: 1 });
    expect(votes.map(({ item }) => item)).toEqual(['81/1', '81/2']);
  });

  test('the 140k set is read with its ids, its sessions and its times', async () => {
    const { receipt, votes } = await importCase('lmarena-140k');
    expect(receipt).toMatchObject({ recorded: 3, rejected: 0 });
    expect(countsOf(votes.map(({ outcome }) => outcome))).toEqual({ both_bad: 1, first: 1, tie: 1 });
    expect(new Set(votes.map(({ clinician }) => clinician)).size).toBe(2);
  });

  test('an unknown winner is a reject, never a tie', async () => {
    const { receipt, votes } = await importCase('arena-words');
    expect(receipt).toMatchObject({ recorded: 6, rejected: 8 });
    expect(votes).toHaveLength(6);
  });

  test('battles of a model against itself are rejects', async () => {
    expect((await importCase('self-battle')).receipt).toMatchObject({ recorded: 1, rejected: 2 });
  });
});

describe('MOOVE exports', () => {
  test('the criteria are read by their labels, and the same question in other white space is the same item', async () => {
    const { receipt, votes } = await importCase('moove-labels');
    expect(receipt).toMatchObject({ status: 'finished', recorded: 4, rejected: 0 });
    expect(new Set(votes.map(({ item }) => item))).toEqual(new Set(['9b531631921f583bbd93743ac515faba']));
    expect(votes[0]?.scores).toMatchObject({ meditron: { relevance_and_completeness: 0, harmlessness: 2 } });
    expect(countsOf(votes.map(({ judgment }) => judgment))).toEqual({
      '8f14e45fceea167a5a36dedd4bea2543': 3,
      c9f0f895fb98ab9159f51fd0297e236d: 1,
    });
  });

  test('the records of an object are judgments under their names, and an unknown or missing vote is no tie', async () => {
    const { receipt, rejects, votes } = await importCase('moove-object');
    expect(receipt).toMatchObject({ status: 'finished', recorded: 2, rejected: 2 });
    expect(votes.map(({ judgment, outcome }) => [judgment, outcome])).toEqual([
      ['r0', 'first'],
      ['r1', 'tie'],
    ]);
    expect(rejectsIn(rejects).map(({ field }) => field)).toEqual(['outcome', 'outcome']);
  });

  test('a repeated judgment counts once, each pair of one question counts, and doubtful records are rejects', async () => {
    const { receipt, rejects } = await importCase('moove-pairs');
    expect(receipt).toMatchObject({ status: 'finished', recorded: 2, duplicate: 1, rejected: 4 });
    expect(rejectsIn(rejects).map(({ line, message }) => [line, message])).toEqual([
      [4, expect.stringMatching(/two different scores of "clarity"/)],
      [5, expect.stringMatching(/no entry for this record/)],
      [6, expect.stringMatching(/"accuracy" is not on the declared scale/)],
      [7, expect.stringMatching(/no criterion "Tone"/)],
    ]);
  });
});

describe('Names that occur twice', () => {
  test.each([
    ['dup-header', /has the same column twice: "outcome"/],
    ['dup-header-map', /has columns twice that its mapping names: "Safety"/],
    ['scores-wide-native', /in two ways: "first.harmlessness", "first.Harmlessness"/],
  ])('the file of the case %s is refused, and the message quotes the names', async (name, message) => {
    const { receipt } = await importCase(name);
    expect(receipt).toMatchObject({ status: 'failed', rows: 0 });
    expect(receipt.message).toMatch(message);
  });
});

describe('Packed files and unusual file ends', () => {
  test('two gzip members are read as one file', async () => {
    expect((await importCase('gzip-members')).receipt).toMatchObject({ status: 'finished', recorded: 2 });
  });

  test('a plain file is read even if its name says that it is packed', async () => {
    expect((await importCase('gzip-plain-name')).receipt).toMatchObject({ status: 'finished', recorded: 1 });
  });

  test('a file that is packed twice is refused with the remedy', async () => {
    const { receipt } = await importCase('gzip-twice');
    expect(receipt).toMatchObject({ status: 'failed', rows: 0 });
    expect(receipt.message).toMatch(/gzip within gzip. Unpack it once/);
  });

  test('the end-of-file mark of DOS is one reject', async () => {
    const { receipt } = await importCase('ctrl-z');
    expect(receipt).toMatchObject({ status: 'finished', recorded: 1, rejected: 1 });
  });
});

describe('JSON that is not divided into records', () => {
  test.each([
    ['json-columns', /object of columns.*to_json\(orient="records"\)/],
    [
      'pretty-concat',
      /several JSON objects that are spread over lines.*one event per line \(as `jq -c` does\)/,
    ],
  ])('the case %s is refused, and the message gives the remedy', async (name, message) => {
    const { receipt } = await importCase(name);
    expect(receipt).toMatchObject({ status: 'failed', rows: 0, events: 0 });
    expect(receipt.message).toMatch(message);
  });

  test.each([
    ['spread over lines', JSON.stringify({ a: { 0: 'x', 1: 'y' }, b: { 0: 'x', 1: 'y' } }, null, 2)],
    ['with lists of values', '{"model_a": ["A", "B"], "model_b": ["B", "A"], "winner": ["tie", null]}\n'],
  ])('an object of columns %s is refused, even with a mapping', async (_, content) => {
    const mapping = { row: 'vote', columns: { first: 'model_a', second: 'model_b', outcome: 'winner' } };
    for (const given of [undefined, mapping]) {
      const { receipt } = await importContent(content, given);
      expect(receipt).toMatchObject({ status: 'failed', rows: 0 });
      expect(receipt.message).toMatch(/to_json\(orient="records"\)/);
    }
  });

  test('an object of rows under their numbers is read as records', async () => {
    const battle = { model_a: 'A', model_b: 'B', winner: 'model_a', judge: 'j1' };
    const { receipt } = await importContent(JSON.stringify({ 0: battle, 1: { ...battle, judge: 'j2' } }));
    expect(receipt).toMatchObject({ status: 'finished', rows: 2, recorded: 2 });
  });
});

describe('Parquet with empty cells', () => {
  test('a row without a winner is a reject, and the times of the others are read', async () => {
    const { receipt, rejects, votes } = await importCase('parquet-nulls');
    expect(receipt).toMatchObject({ status: 'finished', recorded: 3, rejected: 1 });
    expect(rejectsIn(rejects)).toMatchObject([{ field: 'outcome', message: /missing/ }]);
    expect(votes.filter(({ at }) => at !== FILE_TIME).length).toBeGreaterThan(0);
  });
});

describe('Cells that a spreadsheet would run as a formula', () => {
  test('are read as names', async () => {
    const { receipt, votes } = await importCase('formula');
    expect(receipt).toMatchObject({ status: 'finished', recorded: 4, rejected: 0 });
    expect(votes.map(({ first }) => first)).toEqual(['A', '=cmd|calc', 'A', '-A']);
  });

  test('are written into tables behind an apostrophe', async () => {
    const { votes } = await importCase('formula');
    const rows = parse(
      csv(
        ['model'],
        votes.map(({ first }) => [first]),
      ),
      { bom: true },
    ) as string[][];
    expect(rows).toEqual([['model'], ['A'], ["'=cmd|calc"], ['A'], ["'-A"]]);
  });
});
