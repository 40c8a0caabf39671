import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { caseFile, importCase, importContent } from './case-files.ts';
import { readAs, refusalOf } from './formats/reading.ts';

const HEADER = 'clinician,specialty,first,second,outcome,judgment';
const VOTES = `${HEADER}\nc1,card,A,B,first,j1\nc2,card,Ä,B,second,j2\n`;

const utf16 = (text: string, order: 'le' | 'be' = 'le'): Buffer => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};

const MAPPING = {
  row: 'vote',
  columns: { clinician: 'who', specialty: 'area', first: 'a', second: 'b', outcome: 'won' },
};

describe('Separators of a table', () => {
  test.each(['pipe', 'utf16-tab'])(
    'the case %s is read by the separator that gives known columns',
    async (name) => {
      const { receipt, votes } = await importCase(name);
      expect(receipt).toMatchObject({ status: 'finished', recorded: 2, rejected: 0 });
      expect(votes.map(({ outcome }) => outcome)).toEqual(['first', 'second']);
    },
  );

  test.each([';', '\t', '|'])('the separator %j gives the same events as the comma', async (delimiter) => {
    const { events } = await readAs({ content: VOTES.replaceAll(',', delimiter) });
    expect(events).toHaveLength(2);
    expect(events).toEqual((await readAs({ content: VOTES })).events);
  });

  test('names with other separators in them do not change the separator', async () => {
    const content = 'who,area,a,b,won,"note; of the a"\nd1,x,m1,m2,first,"a;b"\n';
    expect((await readAs({ content, mapping: MAPPING })).events).toMatchObject([
      { first: 'm1', outcome: 'first' },
    ]);
  });

  test('quoted fields may hold the separator', async () => {
    const content = 'who;area;a;b;won\nd1;"card;inner";m1;m2;first\n';
    expect((await readAs({ content, mapping: MAPPING })).events).toMatchObject([{ specialty: 'card;inner' }]);
  });

  test('a declared separator decides, if two give known columns', async () => {
    const content = 'who,area;won|a|b\nd1,x;first|m1|m2\n';
    const columns = { clinician: 'who,area;won', first: 'a', second: 'b' };
    const mapping = { row: 'vote', columns: { ...columns, outcome: 'who' }, constants: { specialty: 'x' } };
    expect(await refusalOf({ content, mapping })).toMatch(/separated by "," or "|".*"table": \{"delimiter"/);
    const declared = { ...mapping, columns: { ...columns, outcome: 'a' }, table: { delimiter: '|' } };
    expect((await readAs({ content, mapping: declared })).rejects).toMatchObject([{ field: 'outcome' }]);
  });

  test('a separator that the mapping of a study declares leaves files in our own form alone', async () => {
    const studyMapping = { ...MAPPING, table: { delimiter: ';', headerLine: 2 } };
    expect((await readAs({ content: VOTES, studyMapping })).events).toHaveLength(2);
    const content = 'Round 1\nwho;area;a;b;won\nd1;x;m1;m2;first\n';
    expect((await readAs({ content, studyMapping })).events).toHaveLength(1);
  });
});

describe('UTF-16', () => {
  test.each(['le', 'be'] as const)(
    'UTF-16 %s with a mark gives the same as UTF-8, also in gzip',
    async (order) => {
      const { events } = await readAs({ content: VOTES });
      expect((await readAs({ content: utf16(VOTES, order) })).events).toEqual(events);
      expect((await readAs({ content: gzipSync(utf16(VOTES, order)) })).events).toEqual(events);
    },
  );

  test('JSONL in UTF-16 is read', async () => {
    const line = JSON.stringify({ model_a: 'Ä😀', model_b: 'B', winner: 'model_a', judge: 'c1' });
    expect((await readAs({ content: utf16(`${line}\n${line}\n`) })).events).toHaveLength(2);
  });

  test('half of a surrogate pair, or of a unit, costs its row and never becomes another letter', async () => {
    const content = utf16(`${VOTES}c3,ca\uD83D,A,B,first,j3\nc4,card,A,B,first,j4\n`);
    const { receipt, rejects } = await importContent(content, undefined, 'a.csv');
    expect(receipt).toMatchObject({ recorded: 3, rejected: 1 });
    expect(rejects).toMatch(/invalid_encoding/);
    const odd = Buffer.concat([utf16(`${VOTES}c3,card,A,B,first,j3`), Buffer.from('x')]);
    expect((await importContent(odd)).receipt).toMatchObject({ recorded: 2, rejected: 1 });
  });

  test.each([
    ['utf16-nobom', /UTF-16 \(little endian\) without a byte order mark. Save it as UTF-8/],
    [
      'title-rows',
      /not in line 1: line 4 has the columns "rater", "llm", "area", "Safety", "Acc".*"table": \{"headerLine": 4\}/,
    ],
  ])('the case %s is refused with the remedy', async (name, message) => {
    const { receipt } = await importCase(name);
    expect(receipt).toMatchObject({ status: 'failed', rows: 0 });
    expect(receipt.message).toMatch(message);
  });

  test('letters of Latin-1 are rejects that name the encoding', async () => {
    const { receipt, rejects } = await importCase('latin1');
    expect(receipt).toMatchObject({ recorded: 0, rejected: 2 });
    expect(rejects).toMatch(/Latin-1.*save it as UTF-8/);
  });
});

describe('Titles, totals and empty parts of a sheet', () => {
  test('a declared line of the header is read, and a total below is no rating', async () => {
    const { content, mapping } = caseFile('title-rows');
    const declared = { ...(mapping as object), table: { headerLine: 4 } };
    const { receipt, rejects } = await importContent(content, declared);
    expect(receipt).toMatchObject({ status: 'finished', recorded: 2, rejected: 1 });
    expect(rejects).toMatch(/"line":7/);
  });

  test('a declared line that is empty is refused with the number', async () => {
    const { content, mapping } = caseFile('title-rows');
    const declared = { ...(mapping as object), table: { headerLine: 3 } };
    expect(await refusalOf({ content, mapping: declared })).toMatch(/its line 3 is empty/);
  });

  test('a title above a header of our own is refused, and names no word of the title', async () => {
    const refusal = await refusalOf({ content: `Votes of Dr Ann\n\n${VOTES}` });
    expect(refusal).toMatch(/not in line 1: line 3 has the columns "clinician"/);
    expect(refusal).not.toMatch(/Ann/);
  });

  test('empty columns at the end and rows of separators below are no events, and are counted', async () => {
    const { receipt } = await importCase('trailing-columns');
    expect(receipt).toMatchObject({ status: 'finished', recorded: 2, rejected: 0 });
    expect(receipt.warnings).toMatchObject([{ warning: 'empty_row', count: 2 }]);
  });

  test('a text to the right of the named columns costs its row, because its cells may have moved', async () => {
    const content = `${HEADER},,\nc1,card,A,B,first,j1,,\nc2,ca,rd,A,B,first,j2,\n`;
    const { receipt, rejects } = await importContent(content);
    expect(receipt).toMatchObject({ recorded: 1, rejected: 1 });
    expect(rejects).toMatch(/to the right of the last named column/);
  });

  test('a mean in the row of a rater cannot be told from a rating', async () => {
    expect((await importCase('total-row')).receipt).toMatchObject({ recorded: 3, rejected: 0 });
  });
});

describe('Decimal commas', () => {
  const { content, mapping } = caseFile('semicolon-decimal');
  const importAs = (more: object) => importContent(content, { ...(mapping as object), ...more });

  test.each([
    ['the table', { table: { delimiter: ';', decimal: ',' } }],
    ['the scale', { scale: { from: [1, 5], decimal: ',' } }],
  ])('are read if %s declares them, and a value between two steps is a reject', async (_, more) => {
    const { receipt, rejects } = await importAs(more);
    expect(receipt).toMatchObject({ status: 'finished', recorded: 2, rejected: 1 });
    expect(rejects).toMatch(/"line":4.*is no whole step of the declared scale \(1 to 5\)/);
    const { events } = await readAs({ content, mapping: { ...(mapping as object), ...more } });
    expect(events.map((event) => 'scores' in event && event.scores)).toEqual([
      { harmlessness: 1, accuracy: 2 },
      { harmlessness: -2, accuracy: -1 },
    ]);
  });

  test('that nobody declared are rejects with the remedy', async () => {
    const { receipt, rejects } = await importCase('semicolon-decimal');
    expect(receipt).toMatchObject({ recorded: 0, rejected: 3 });
    expect(rejects).toMatch(/has a comma.*\\"table\\": {\\"decimal\\": \\",\\"}/);
  });

  test('and decimal points are not mixed', async () => {
    const points = content.toString().replace('4,0', '4.0');
    const { rejects } = await importContent(points, { ...(mapping as object), table: { decimal: ',' } });
    expect(rejects).toMatch(/"line":2.*has a decimal point, and the mapping declares the comma/);
  });
});

describe('Times of spreadsheets', () => {
  test.each([
    ['dates-dmy', /order of its day and month is not declared/],
    ['dates-serial', /number of an undeclared unit.*excel/],
    ['dates-serial-s', /before 2015/],
    ['dates-ms-as-s', /is not a time of the declared form; correct/],
  ])('those of the case %s are rejects with the remedy', async (name, message) => {
    const { receipt, rejects } = await importCase(name);
    expect(receipt).toMatchObject({ status: 'finished', recorded: 0, rejected: 2 });
    expect(receipt.byReason).toEqual([{ reason: 'invalid_value', count: 2 }]);
    expect(rejects).toMatch(message);
  });

  test.each([
    ['dates-dmy', 'dd/mm/yyyy', ['2026-04-03T09:30:00Z', '2026-04-25T09:30:00Z']],
    ['dates-ms-as-s', 'ms', ['2026-03-01T09:30:00.000Z', '2026-03-01T09:30:01.000Z']],
    ['dates-serial', 'excel', ['2026-03-01T09:30:00Z', '2026-03-02T00:00:00Z']],
  ])('those of the case %s are read if their format %s is declared', async (name, format, times) => {
    const { content, mapping } = caseFile(name);
    const { events } = await readAs({ content, mapping: { ...(mapping as object), time: { format } } });
    expect(events.map(({ at }) => at)).toEqual(times);
  });

  test('times without a zone are read as UTC with a warning, and an offset is kept', async () => {
    const { receipt, events } = await importCase('dates-nozone');
    expect(receipt).toMatchObject({ recorded: 6, rejected: 0 });
    expect(receipt.warnings).toMatchObject([{ warning: 'no_zone', count: 4 }]);
    expect(events[2]).toMatchObject({ at: '2026-03-01T09:30:00+01:00' });
    expect(events[5]).toMatchObject({ at: '2026-03-01T09:30:00Z' });
  });

  test('times more than a day after the file are rejects, and those of the file itself are none', async () => {
    const content = `${HEADER},at\nc1,x,A,B,first,j1,2026-05-01T20:00:00Z\nc2,x,A,B,first,j2,2026-05-02T01:00:00Z\nc3,x,A,B,first,j3,\n`;
    const { receipt, rejects } = await importContent(content, undefined, 'a.csv');
    expect(receipt).toMatchObject({ recorded: 2, rejected: 1 });
    expect(rejects).toMatch(/"line":3.*"field":"at".*more than a day after/);
  });
});

describe('NaN as Python writes it', () => {
  const { content, mapping } = caseFile('json-nan');
  const rated = (columns: object, more: object = {}) =>
    importContent(content, { ...(mapping as object), scores: { columns }, ...more });
  const SAFETY = { Safety: { criterion: 'harmlessness' } };

  test('costs nothing in a field that is not read', async () => {
    expect((await rated(SAFETY)).receipt).toMatchObject({ recorded: 2, rejected: 0 });
  });

  test('is a missing score if the scale says so', async () => {
    const scale = { from: [1, 5], missing: ['NaN'] };
    const { receipt } = await rated({ ...SAFETY, Acc: { criterion: 'accuracy' } }, { scale });
    expect(receipt).toMatchObject({ recorded: 2, rejected: 0 });
  });

  test('is a reject with its line as a name, and only outside of texts', async () => {
    const lines = content
      .toString()
      .replace('"r1"', 'NaN')
      .replace('"r2","llm":"A"', '"r2","llm":"A, NaN: \\\\"');
    const read = { ...(mapping as object), scores: { columns: SAFETY } };
    const { receipt, rejects } = await importContent(lines, read);
    expect(receipt).toMatchObject({ recorded: 1, rejected: 1 });
    expect((await readAs({ content: lines, mapping: read })).events).toMatchObject([{ model: 'A, NaN: \\' }]);
    expect(rejects).toMatch(/"line":1.*clinician: is the mark by which Python writes a missing number/);
  });

  test('is read in each record of a file, also in an array', async () => {
    const all = content.toString().replace('4', '-Infinity').trim().split('\n');
    const of = (text: string) => importContent(text, { ...(mapping as object), scores: { columns: SAFETY } });
    for (const text of [all.join('\n'), `[${all.join(',')}]`])
      expect((await of(text)).receipt).toMatchObject({ recorded: 2, rejected: 0 });
  });
});

describe('The text of a question as its item', () => {
  test('counts in any length, and equal texts are one item', async () => {
    const { receipt, events } = await importCase('long-item');
    expect(receipt).toMatchObject({ recorded: 5, rejected: 0 });
    const items = events.map((event) => 'item' in event && event.item);
    expect(new Set(items).size).toBe(5);
    expect(items[0]).toBe('A question of a patient that is quite long, as questions are.');
    expect(items[4]).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  test('is the same hash in a vote file, with other blanks and composed accents', async () => {
    const text = 'Frage über Diät? '.repeat(20);
    const rows = [text, ` ${text.normalize('NFD')}  `].map(
      (item, index) => `c${index},x,A,B,first,j${index},${item}`,
    );
    const { events } = await readAs({ content: `${HEADER},item\n${rows.join('\n')}\n` });
    const [one, other] = events.map((event) => 'item' in event && event.item);
    expect(one).toMatch(/^sha256:/);
    expect(other).toBe(one);
  });

  test('is its hash in a reject, so that the row can be sent again', async () => {
    const item = 'long text '.repeat(100);
    const { rejects } = await importContent(
      `${HEADER},item\nc1,x,A,A,first,j1,${item}\n`,
      undefined,
      'a.csv',
    );
    expect(rejects).toMatch(/"item":"sha256:[0-9a-f]{64}"/);
  });

  test('whose hash contains the id of a clinician by chance still counts', async () => {
    const item = 'long text '.repeat(100);
    const { events } = await readAs({ content: `${HEADER},item\nc1,x,A,B,first,j1,${item}\n` });
    const part = (events[0] as { item: string }).item.slice(20, 26);
    const { rejects } = await readAs({ content: `${HEADER},item\n${part},x,A,B,first,j1,${item}\n` });
    expect(rejects).toEqual([]);
  });
});
