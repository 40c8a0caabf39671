import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { workbookOf } from '../../support/workbook-file.ts';
import { importCase, importContent, rejectedLines } from './case-files.ts';
import { readAs, refusalOf } from './formats/reading.ts';

const HEADER = 'clinician,specialty,first,second,outcome,judgment';
const vote = (id: string, { first = 'A', outcome = 'first' } = {}): string =>
  `c${id},card,${first},B,${outcome},j${id}`;
const votes = (...rows: readonly string[]): string => `${[HEADER, ...rows].join('\n')}\n`;

describe('A byte order mark and line ends of Windows', () => {
  test('cost nothing', async () => {
    const { receipt, votes: read } = await importCase('bom-crlf');
    expect(receipt).toMatchObject({ status: 'finished', recorded: 3, rejected: 0 });
    expect(read.map(({ outcome }) => outcome)).toEqual(['first', 'second', 'tie']);
  });

  const plain = votes(vote('1'), vote('2'));
  test.each([
    [
      'before a quoted header',
      `\uFEFF"clinician",${plain.slice('clinician,'.length).replaceAll('\n', '\r\n')}`,
    ],
    ['twice', `\uFEFF\uFEFF${plain}`],
    [
      'with blank lines, mixed line ends and no last one',
      `\uFEFF${plain.replace('\n', '\r\n\r\n').trimEnd()}`,
    ],
  ])('%s give the same votes', async (_, content) => {
    expect((await readAs({ content })).events).toEqual((await readAs({ content: plain })).events);
  });
});

describe('A file without records', () => {
  test.each([
    ['empty', 'The file is empty.'],
    ['header-only', 'The file has a header and no rows.'],
  ])('of the case %s has a receipt that says so', async (name, message) => {
    const { receipt } = await importCase(name);
    expect(receipt).toMatchObject({ status: 'finished', rows: 0, recorded: 0, message });
  });

  test.each([
    ['a byte order mark', '\uFEFF', /empty/],
    ['blank lines', '\r\n \r\n\t\n', /empty/],
    ['nothing, packed', gzipSync(''), /empty/],
    ['a workbook without cells', workbookOf({ sheets: [{}] }), /empty/],
    ['a header without a line end', HEADER, /header and no rows/],
    ['a header and blank lines', `${HEADER}\r\n\r\n\r\n`, /header and no rows/],
    ['an empty list', '[]', /no record/],
  ])('has %s, and its receipt says so', async (_, content, message) => {
    const { receipt } = await importContent(content);
    expect(receipt).toMatchObject({ status: 'finished', rows: 0, recorded: 0, rejected: 0 });
    expect(receipt.message).toMatch(message);
  });

  test('has rows of separators, which are counted and make no event', async () => {
    const { receipt } = await importContent(`${HEADER}\n,,,,,\n , ,,,,\n`, undefined, 'a.csv');
    expect(receipt).toMatchObject({ status: 'finished', rows: 2, recorded: 0, rejected: 0 });
    expect(receipt.warnings).toMatchObject([{ warning: 'empty_row', count: 2 }]);
  });
});

describe('A NUL', () => {
  test('in the name of a model costs its row', async () => {
    const { receipt, rejects } = await importCase('nul');
    expect(receipt).toMatchObject({ recorded: 1, rejected: 1 });
    expect(rejectedLines(rejects)).toEqual([3]);
  });

  test.each([
    ['in a quoted name', votes(vote('1'), vote('2', { first: '"A\0"' }))],
    ['in an outcome', votes(vote('1'), vote('2', { outcome: 'ti\0e' }))],
    ['in the id of a clinician, which is not shown', votes(vote('1'), `Dr Ann\0,card,A,B,first,j2`)],
    ['at the end of a line', votes(vote('1'), `${vote('2')}\0`)],
  ])('%s costs its row only', async (_, content) => {
    const { receipt, rejects } = await importContent(`${content}${vote('3')}\n`, undefined, 'a.csv');
    expect(receipt).toMatchObject({ recorded: 2, rejected: 1 });
    expect(rejectedLines(rejects)).toEqual([3]);
    expect(rejects).not.toMatch(/Ann/);
  });

  test('in the header is refused, or its column is unknown', async () => {
    expect(await refusalOf({ content: `${HEADER}\0\n${vote('1')}\n` })).toMatch(/"judgment/);
  });
});

describe('A quote that is never closed', () => {
  test('costs its line, and the rows behind it count', async () => {
    const { receipt, rejects } = await importCase('open-quote');
    expect(receipt).toMatchObject({ recorded: 3, rejected: 1 });
    expect(rejectedLines(rejects)).toEqual([3]);
    expect(rejects).toMatch(/a quote is opened and never closed/);
  });

  test.each([
    ['in the last row', [vote('1'), vote('2'), vote('3', { first: '"A' })], [4]],
    [
      'twice, in two rows',
      [vote('1', { first: '"A' }), vote('2'), vote('3', { first: '"A' }), vote('4')],
      [2, 4],
    ],
    ['in the middle of a name', [vote('1'), vote('2', { first: 'A"1' }), vote('3')], [3]],
    ['and one behind a name', [vote('1'), vote('2', { first: '"A"1' }), vote('3')], [3]],
  ])('%s costs only those lines', async (_, rows, lines) => {
    const { receipt, rejects } = await importContent(votes(...rows), undefined, 'a.csv');
    expect(rejectedLines(rejects)).toEqual(lines);
    expect(receipt.recorded).toBe(rows.length - lines.length);
  });
});

describe('Words for an outcome in Primum’s own columns', () => {
  test('are exact, apart from blanks around them, and the reject names the known words', async () => {
    const { receipt, rejects, votes: read } = await importCase('outcome-case');
    expect(receipt).toMatchObject({ recorded: 1, rejected: 4 });
    expect(read).toMatchObject([{ judgment: 'j5', outcome: 'tie' }]);
    expect(rejectedLines(rejects)).toEqual([2, 3, 4, 5]);
    expect(rejects).toMatch(/"field":"outcome".*first.*second.*tie.*both_bad/);
  });

  test.each(['tie\u00A0', '\ttie ', 'ti\u200Be', '"tie"', '" tie "'])(
    'the word %j is a tie',
    async (outcome) => {
      expect((await readAs({ content: votes(vote('1', { outcome })) })).events).toMatchObject([
        { outcome: 'tie' },
      ]);
    },
  );

  test.each(['Tie', 'tie.', '"tie,"', 'neither', '0', 'A'])('the word %j is a reject', async (outcome) => {
    expect((await readAs({ content: votes(vote('1', { outcome })) })).rejects).toMatchObject([
      { field: 'outcome' },
    ]);
  });

  test('and scores lose the blanks around them, too', async () => {
    const content = 'clinician,specialty,model,harmlessness\nc1,card,A, 1 \nc2,card,A,+1\nc3,card,A,1.0\n';
    const { events, rejects } = await readAs({ content });
    expect(events).toMatchObject([{ scores: { harmlessness: 1 } }]);
    expect(rejects).toMatchObject([{ line: 3 }, { line: 4 }]);
  });
});

describe('Rows with another number of fields than the header', () => {
  test('are rejects, and no value moves to another column', async () => {
    const { receipt, rejects, votes: read } = await importCase('ragged');
    expect(receipt).toMatchObject({ recorded: 1, rejected: 3 });
    expect(rejectedLines(rejects)).toEqual([3, 4, 5]);
    expect(read).toMatchObject([{ judgment: 'j1' }]);
    expect(rejects).toMatch(/has 5 fields, but the header names 6.*\n.*has 7 fields/);
  });

  test.each([
    ['a last line of text', votes(vote('1'), 'end of the export', vote('2')), [3]],
    ['a separator at the end', votes(vote('1'), `${vote('2')},`, vote('3')), [3]],
    ['semicolons', votes(vote('1'), vote('2').replaceAll(',', ';'), vote('3')), [3]],
    ['an unquoted text with a separator', votes(vote('1'), vote('2', { first: 'A, v2' }), vote('3')), [3]],
  ])('such as one with %s cost only themselves', async (_, content, lines) => {
    const { receipt, rejects } = await importContent(content, undefined, 'a.csv');
    expect(rejectedLines(rejects)).toEqual(lines);
    expect(receipt).toMatchObject({ status: 'finished', rejected: lines.length });
  });
});
