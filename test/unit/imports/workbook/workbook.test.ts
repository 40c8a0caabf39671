import { describe, expect, test } from 'vitest';
import { type CellContent, type SheetContent, workbookOf, zipOf } from '../../../support/workbook-file.ts';
import { importContent } from '../case-files.ts';
import { readAs, refusalOf } from '../formats/reading.ts';
import { inspected } from '../inspected.ts';

const HEADER = ['clinician', 'specialty', 'first', 'second', 'outcome', 'judgment'];
const VOTES = [HEADER, ['c1', 'card', 'A', 'B', 'first', 'j1'], ['c2', 'card', 'Ä', 'B', 'second', 'j2']];
const CSV = `${VOTES.map((row) => row.join(',')).join('\n')}\n`;
const FORM = {
  row: 'rating',
  columns: { clinician: 'rater', model: 'llm', specialty: 'area' },
  scores: { columns: { Safety: { criterion: 'harmlessness' } } },
  scale: { from: [1, 5], to: [-2, 2] },
};
const RATINGS = [
  ['rater', 'llm', 'area', 'Safety'],
  ['r1', 'gpt', 'card', 1],
  ['r2', 'gpt', 'card', 5],
];

const bookOf = (rows: readonly (readonly CellContent[])[], more: Omit<SheetContent, 'rows'> = {}): Buffer =>
  workbookOf({ sheets: [{ ...more, rows }] });

describe('A workbook', () => {
  test('gives the same events as its sheet in CSV', async () => {
    const { events } = await readAs({ content: bookOf(VOTES) });
    expect(events).toEqual((await readAs({ content: CSV })).events);
    const { receipt } = await importContent(bookOf(VOTES), undefined, 'votes.xlsx');
    expect(receipt).toMatchObject({ status: 'finished', rows: 2, recorded: 2, rejected: 0 });
  });

  test('is recognised by its content, whatever its name is', async () => {
    const { receipt } = await importContent(bookOf(VOTES), undefined, 'votes.csv');
    expect(receipt).toMatchObject({ status: 'finished', recorded: 2 });
  });

  test('is inspected as a table, and a mapping reads it', async () => {
    const { container, refusal, columns } = await inspected(bookOf(RATINGS));
    expect(container).toBe('workbook');
    expect(refusal).toMatch(/neither JSON nor a header/);
    expect(columns.described.map(({ name }) => name)).toEqual(['rater', 'llm', 'area', 'Safety']);
    const { events } = await readAs({ content: bookOf(RATINGS), mapping: FORM });
    expect(events).toMatchObject([{ scores: { harmlessness: -2 } }, { scores: { harmlessness: 2 } }]);
  });

  test('without a filled cell is empty, and one with a header only has no rows', async () => {
    for (const content of [bookOf([]), bookOf([[], [' ']])]) {
      const { receipt } = await importContent(content);
      expect(receipt).toMatchObject({ status: 'finished', rows: 0, message: 'The file is empty.' });
    }
    const { receipt } = await importContent(bookOf([HEADER]));
    expect(receipt).toMatchObject({ status: 'finished', rows: 0, message: expect.stringMatching(/no/) });
  });

  test('of another program has prefixes in its XML, and neither styles nor places of cells', async () => {
    const row = (values: readonly string[]) =>
      `<x:row>${values.map((value) => `<x:c t="str"><x:v>${value}</x:v></x:c>`).join('')}</x:row>`;
    const content = zipOf([
      {
        name: 'xl/worksheets/Data.xml',
        content: `<x:worksheet xmlns:x="m"><x:sheetData>${VOTES.map(row).join('')}</x:sheetData></x:worksheet>`,
      },
      {
        name: 'xl/_rels/workbook.xml.rels',
        content: `\uFEFF<Relationships><Relationship Id="a" Type="x/worksheet" Target="/xl/worksheets/data.xml"/></Relationships>`,
      },
      {
        name: 'xl/workbook.xml',
        content:
          '<x:workbook xmlns:x="m" xmlns:q="r"><x:sheets><x:sheet name="D" q:id="a"/></x:sheets></x:workbook>',
      },
    ]);
    expect((await readAs({ content })).events).toEqual((await readAs({ content: CSV })).events);
  });
});

describe('The rows of a sheet', () => {
  const vote = (id: string): CellContent[] => ['c1', 'card', 'A', id === 'same' ? 'A' : 'B', 'first', id];

  test('have the number of the sheet as the place of a reject, also after empty rows', async () => {
    const { receipt, rejects } = await importContent(bookOf([HEADER, vote('j1'), [], [], vote('same')]));
    expect(receipt).toMatchObject({ rows: 2, recorded: 1, rejected: 1 });
    expect(rejects).toMatch(/"line":5,/);
  });

  test('that are empty make no event, also if they have styles or blanks', async () => {
    const styled = { xml: '<c s="1"/>' };
    const { receipt } = await importContent(bookOf([HEADER, vote('j1'), [styled, styled], [' ', ' ']]));
    expect(receipt).toMatchObject({ rows: 2, recorded: 1, rejected: 0 });
    expect(receipt.warnings).toMatchObject([{ warning: 'empty_row', count: 1 }]);
  });

  test('that are hidden are rows', async () => {
    const xml = `<worksheet><sheetData>${VOTES.map(
      (row, index) =>
        `<row r="${index + 1}" hidden="1">${row.map((value) => `<c t="str"><v>${value}</v></c>`).join('')}</row>`,
    ).join('')}</sheetData></worksheet>`;
    expect((await readAs({ content: workbookOf({ sheets: [{ xml }] }) })).events).toHaveLength(2);
  });

  test('with a text outside of the named columns are rejects', async () => {
    const { receipt, rejects } = await importContent(
      bookOf([HEADER, [...vote('j1'), null, '1 = good'], vote('j2')]),
    );
    expect(receipt).toMatchObject({ recorded: 1, rejected: 1 });
    expect(rejects).toMatch(/"line":2.*outside of the columns that have a name/);
  });

  test('may begin in another column and below titles, whose line is declared', async () => {
    const moved = RATINGS.map((row) => [null, ...row]);
    expect((await readAs({ content: bookOf(moved), mapping: FORM })).events).toHaveLength(2);
    const content = bookOf([['Ratings of Dr Ann'], [], ...RATINGS]);
    const refusal = await refusalOf({ content, mapping: FORM });
    expect(refusal).toMatch(/line 3 has the columns "rater".*"table": {"headerLine": 3}/);
    expect(refusal).not.toMatch(/Ann/);
    const mapping = { ...FORM, table: { headerLine: 3 } };
    const { events } = await readAs({ content, mapping });
    expect(events).toHaveLength(2);
    expect(await refusalOf({ content, mapping: { ...FORM, table: { headerLine: 2 } } })).toMatch(
      /line 2 is empty/,
    );
  });

  test('with a merged cell are rejects, if the cell has no value of its own', async () => {
    const rows = [
      ...RATINGS,
      [null, 'other', 'card', 2],
      ['r4', 'gpt', 'card', 3],
      ['r5', 'gpt', null, 3],
    ] as CellContent[][];
    const after =
      '<mergeCells count="2"><mergeCell ref="A3:A4"/><mergeCell ref="B6:C6"/><mergeCell ref="J1:K9"/></mergeCells>';
    const { receipt, rejects } = await importContent(bookOf(rows, { after }), FORM);
    expect(receipt).toMatchObject({ rows: 5, recorded: 3, rejected: 2 });
    expect(rejects).toMatch(/"line":4.*merged with another one; unmerge/);
    expect(rejects).toMatch(/"line":6.*merged/);
  });
});

describe('The sheets of a workbook', () => {
  const sheets = (...more: SheetContent[]) =>
    workbookOf({ sheets: [{ name: 'Votes', rows: VOTES }, ...more] });
  const OTHER: SheetContent = { name: 'Round 2', rows: [HEADER, ['c9', 'card', 'A', 'B', 'tie', 'j9']] };
  const MAPPING = {
    row: 'vote',
    columns: Object.fromEntries(HEADER.map((name) => [name, name])),
  };

  test('that have content are refused if there are several, with their names', async () => {
    const { receipt } = await importContent(sheets(OTHER, { name: 'Empty' }));
    expect(receipt).toMatchObject({ status: 'failed', rows: 0 });
    expect(receipt.message).toMatch(/"Votes" and "Round 2"\. .*"table": {"sheet": "Votes"}/);
  });

  test('are read by the declared name, in any case', async () => {
    for (const sheet of ['Round 2', 'round 2 ']) {
      const { events } = await readAs({ content: sheets(OTHER), mapping: { ...MAPPING, table: { sheet } } });
      expect(events).toMatchObject([{ judgment: 'j9' }]);
    }
    const mapping = { ...MAPPING, table: { sheet: 'Round 3' } };
    expect(await refusalOf({ content: sheets(OTHER), mapping })).toMatch(
      /without the sheet that .* names.*"Votes" and "Round 2"/,
    );
  });

  test('that are empty or hidden need no declaration, and a hidden one can be declared', async () => {
    const content = sheets(
      { name: 'Notes' },
      { ...OTHER, state: 'hidden' },
      { rows: [['x']], state: 'veryHidden' },
    );
    expect((await readAs({ content })).events).toHaveLength(2);
    const mapping = { ...MAPPING, table: { sheet: 'Round 2' } };
    expect((await readAs({ content, mapping })).events).toHaveLength(1);
  });

  test('may be all that a mapping declares, if the table is in a form that needs no mapping', async () => {
    const battles = [
      ['model_a', 'model_b', 'winner', 'judge'],
      ['A', 'B', 'model_a', 'c1'],
    ];
    const content = sheets({ name: 'Battles', rows: battles });
    const table = { sheet: 'Votes' };
    expect((await readAs({ content, mapping: { table } })).format).toBe('votes.csv');
    const read = await readAs({ content, mapping: { table: { sheet: 'Battles' } } });
    expect(read).toMatchObject({ format: 'arena battles', events: [{ outcome: 'first' }] });
    const titled = { content: `Round 1\n${CSV}`, mapping: { table: { headerLine: 2 } } };
    expect((await readAs(titled)).events).toHaveLength(2);
    const other = sheets({ name: 'Ratings', rows: RATINGS });
    expect(await refusalOf({ content: other, mapping: { table: { sheet: 'Ratings' } } })).toMatch(
      /neither JSON/,
    );
  });

  test('may be declared next to a file that the mapping of the study reads', async () => {
    const content = workbookOf({
      sheets: [
        { name: 'Legend', rows: [['x']] },
        { name: 'Ratings', rows: RATINGS },
      ],
    });
    const mapping = { table: { sheet: 'Ratings' } };
    expect((await readAs({ content, mapping, studyMapping: FORM })).events).toHaveLength(2);
  });

  test('are read by the mapping of the study, if the mapping next to the file only relates it to others', async () => {
    const content = workbookOf({
      sheets: [
        { name: 'Legend', rows: [['x']] },
        { name: 'Ratings', rows: RATINGS },
      ],
    });
    const studyMapping = { ...FORM, table: { sheet: 'Ratings' } };
    expect((await readAs({ content, mapping: { rows: 'cumulative' }, studyMapping })).events).toHaveLength(2);
  });

  test('are refused if only hidden ones have content', async () => {
    const content = workbookOf({
      sheets: [{ name: 'Empty' }, { name: 'Data', rows: VOTES, state: 'hidden' }],
    });
    expect(await refusalOf({ content })).toMatch(/only hidden sheets have content: "Data"\. Show the sheet/);
  });

  test('are not named in a message if they may be named after people', async () => {
    const refusal = await refusalOf({
      content: sheets({ ...OTHER, name: 'Dr Ann' }, { ...OTHER, name: 'Ratings Bob' }),
    });
    expect(refusal).toMatch(/"Votes", sheet 2 and sheet 3\./);
    expect(refusal).not.toMatch(/Ann|Bob/);
  });

  test('are chosen without the mapping of the study, if the file is in Primum’s own form', async () => {
    const studyMapping = { ...FORM, table: { sheet: 'Ratings' } };
    expect((await readAs({ content: sheets(), studyMapping })).events).toHaveLength(2);
    const content = workbookOf({
      sheets: [
        { name: 'Legend', rows: [['x']] },
        { name: 'Ratings', rows: RATINGS },
      ],
    });
    expect((await readAs({ content, studyMapping })).events).toHaveLength(2);
  });
});

describe('A file that is no workbook is refused with the remedy', () => {
  test.each([
    [
      'a workbook in the old form or with a password',
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      /password.*\.xlsx/,
    ],
    ['a binary workbook', zipOf([{ name: 'xl/workbook.bin', content: '' }]), /\.xlsb.*\.xlsx/],
    [
      'a spreadsheet in OpenDocument',
      zipOf([
        { name: 'mimetype', content: 'application/vnd.oasis.opendocument.spreadsheet' },
        { name: 'content.xml', content: '<a/>' },
      ]),
      /OpenDocument.*\.xlsx/,
    ],
    ['a zip archive', zipOf([{ name: 'votes.csv', content: CSV }]), /zip archive. Unpack it/],
    ['an empty zip archive', zipOf([]), /empty zip archive/],
    ['a zip archive that is cut off', bookOf(VOTES).subarray(0, -40), /damaged or cut off/],
  ])('%s', async (_, content, message) => {
    expect(await refusalOf({ content })).toMatch(message);
  });
});
