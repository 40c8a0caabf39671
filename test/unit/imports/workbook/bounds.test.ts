import { describe, expect, test } from 'vitest';
import { SharedStrings } from '../../../../shared/imports/containers/workbook/shared-strings.ts';
import { workbookContents } from '../../../../shared/imports/containers/workbook/workbook-contents.ts';
import {
  WORKBOOK_LIMITS,
  type WorkbookLimits,
} from '../../../../shared/imports/containers/workbook/workbook-limits.ts';
import { UnreadableFile } from '../../../../shared/imports/unreadable-file.ts';
import { BEGINNING, type Place } from '../../../../shared/lib/place.ts';
import {
  type CellContent,
  type SheetContent,
  workbookOf,
  type ZipPart,
  zipOf,
} from '../../../support/workbook-file.ts';
import { sourceOf } from '../bytes.ts';

interface Read {
  readonly limits?: Partial<WorkbookLimits>;
  readonly from?: Place;
  readonly hasTimeLeft?: () => boolean;
}

/** The lines of the records of a workbook, and their faults. */
async function linesOf(
  content: Uint8Array,
  { limits, from = BEGINNING, hasTimeLeft = () => true }: Read = {},
) {
  const contents = await workbookContents(sourceOf(content), {
    reading: { known: new Set() },
    hasTimeLeft,
    limits: { ...WORKBOOK_LIMITS, ...limits },
  });
  const lines: (number | string)[] = [];
  let largest = 0;
  for await (const records of contents.batches(from, true)) {
    largest = Math.max(largest, records.length);
    for (const record of records) lines.push('fault' in record ? record.fault.reason : record.line);
  }
  return { lines, largest };
}

const refusal = async (content: Uint8Array, read: Read = {}): Promise<string> => {
  const error: unknown = await linesOf(content, read).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(UnreadableFile);
  return (error as Error).message;
};

const ROWS: CellContent[][] = Array.from({ length: 30 }, (_, row) => ['a', `text ${row}`, row]);
const bookOf = (sheet: SheetContent = { rows: ROWS }): Buffer =>
  workbookOf({ sheets: [sheet], shared: ['<t>one</t>', '<t>two</t>'] });
const sheetOf = (rows: string): Buffer =>
  bookOf({
    xml: `<worksheet><sheetData><row><c t="str"><v>name</v></c></row>${rows}</sheetData></worksheet>`,
  });

describe('A workbook that exceeds a limit is refused, with the remedy to save it as CSV', () => {
  test.each<[keyof WorkbookLimits, number, RegExp]>([
    ['packedBytes', 1000, /of more than 0\.\d+ MB/],
    ['parts', 4, /more than 4 parts/],
    ['unpackedBytes', 3000, /parts of more than 0\.\d+ MB unpacked/],
    ['describingBytes', 100, /parts of more than 0\.\d+ MB unpacked/],
    ['sheets', 0, /more than 0 sheets/],
    ['sharedTexts', 1, /too many texts/],
    ['sharedTextBytes', 5, /too many texts/],
    ['styles', 2, /more than 2 styles/],
    ['cells', 80, /more than 80 cells/],
    ['cellCharacters', 100, /too much text/],
  ])('%s', async (limit, number, message) => {
    const told = await refusal(bookOf(), { limits: { [limit]: number } });
    expect(told).toMatch(message);
    expect(told).toMatch(/"CSV UTF-8"/);
    expect((await linesOf(bookOf())).lines).toHaveLength(29);
  });

  test('merged ranges', async () => {
    const after = '<mergeCells><mergeCell ref="A1"/><mergeCell ref="B1"/></mergeCells>';
    const content = bookOf({ rows: ROWS, after });
    expect(await refusal(content, { limits: { mergedRanges: 1 } })).toMatch(/1 ranges of merged cells/);
    expect((await linesOf(content)).lines).toHaveLength(29);
  });

  test('many cells that share one long text, although the file is small', async () => {
    const content = workbookOf({
      shared: [`<t>${'x'.repeat(1000)}</t>`],
      sheets: [
        {
          xml: `<worksheet><sheetData>${'<row><c t="s"><v>0</v></c></row>'.repeat(200)}</sheetData></worksheet>`,
        },
      ],
    });
    expect(await refusal(content, { limits: { cellCharacters: 100_000 } })).toMatch(/too much text/);
  });
});

const RELATIONS = 'xl/_rels/workbook.xml.rels';
const withRelations = (part: Partial<ZipPart>): Buffer =>
  zipOf([
    { name: 'xl/workbook.xml', content: '<workbook/>' },
    { name: RELATIONS, content: '<Relationships/>', ...part },
  ]);

describe('A part of a workbook', () => {
  test('that unpacks to more than it announces is refused when the announced length is reached', async () => {
    const content = withRelations({ content: ' '.repeat(50_000_000), announced: 100 });
    expect(content.length).toBeLessThan(100_000);
    expect(await refusal(content)).toMatch(/a part cannot be unpacked/);
  });

  test('that announces more than the limit is not unpacked', async () => {
    expect(await refusal(withRelations({ announced: 17 * 2 ** 20 }))).toMatch(
      /parts of more than 16 MB unpacked/,
    );
  });

  test('that is encrypted is refused', async () => {
    expect(await refusal(withRelations({ flags: 1 }))).toMatch(/encrypted.*without a password/);
  });

  test('that is missing is refused', async () => {
    expect(await refusal(withRelations({ name: 'x' }))).toMatch(/a part is missing/);
  });

  test('of the same name as another one is refused', async () => {
    expect(await refusal(withRelations({ name: 'XL/workbook.xml' }))).toMatch(/damaged/);
  });
});

describe('XML that would take memory or time', () => {
  test.each([
    ['a declared entity', '<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>', /declares a document type/],
    ['elements within elements', `${'<a>'.repeat(200)}`, /too deep/],
    ['a text of two megabytes', `<worksheet><sheetData><row><c><v>${'1'.repeat(2_000_000)}`, /too long/],
    [
      'a text of two megabytes in pieces',
      `<worksheet><sheetData><row><c><v>${'1111111111<!---->'.repeat(200_000)}`,
      /too long/,
    ],
    [
      'a text in its place of two megabytes in pieces',
      `<worksheet><sheetData><row><c t="inlineStr"><is>${`<t>${'x'.repeat(1000)}</t>`.repeat(2000)}`,
      /too long/,
    ],
    [
      'many attributes',
      `<worksheet ${Array.from({ length: 200_000 }, (_, at) => `a${at}=""`).join(' ')}`,
      /too long/,
    ],
    ['an end that is missing', '<worksheet><sheetData>', /not well-formed/],
    ['an undeclared entity', '<worksheet>&b;</worksheet>', /not well-formed/],
  ])('%s is refused', async (_, xml, message) => {
    expect(await refusal(bookOf({ xml }))).toMatch(message);
  });

  test('bytes that are not UTF-8 are refused', async () => {
    const content = zipOf([
      { name: RELATIONS, content: '<Relationships/>' },
      {
        name: 'xl/workbook.xml',
        content: Buffer.from('<workbook><sheet name="\xe9"/></workbook>', 'latin1'),
      },
    ]);
    expect(await refusal(content)).toMatch(/not UTF-8/);
  });
});

describe('Rows that cannot be placed', () => {
  test.each([
    [
      'again the same row',
      '<row r="3"><c><v>1</v></c></row><row r="3"><c><v>1</v></c></row>',
      /not in order/,
    ],
    ['a row after the last', '<row r="1048577"><c><v>1</v></c></row>', /not in order/],
    ['a row that is no number', '<row r="x"><c><v>1</v></c></row>', /not in order/],
    ['a column after the last', '<row r="3"><c r="XFE3"><v>1</v></c></row>', /no place/],
    ['a place that is none', '<row r="3"><c r="3C"><v>1</v></c></row>', /no place/],
  ])('%s is damage', async (_, rows, message) => {
    expect(await refusal(sheetOf(rows))).toMatch(message);
  });

  test('the rows before the damage are read', async () => {
    const content = sheetOf(
      `<row r="2"><c><v>1</v></c></row>${'<row><c><v>1</v></c></row>'.repeat(2000)}<row r="5"/>`,
    );
    const contents = await workbookContents(sourceOf(content), {
      reading: { known: new Set() },
      hasTimeLeft: () => true,
    });
    let rows = 0;
    await expect(async () => {
      for await (const records of contents.batches(BEGINNING, true)) rows += records.length;
    }).rejects.toThrow(/not in order/);
    expect(rows).toBe(2001);
  });

  test('a row with more than a megabyte of text is a reject, and its values are not kept', async () => {
    const cell = `<c t="str"><v>${'x'.repeat(700_000)}</v></c>`;
    const { lines } = await linesOf(sheetOf(`<row>${cell}${cell}</row><row><c><v>1</v></c></row>`));
    expect(lines).toEqual(['too_large', 3]);
  });
});

describe('The work on a workbook', () => {
  test('with many columns and few cells per row is done in small batches', async () => {
    const content = bookOf({
      xml: `<worksheet><sheetData><row><c r="A1" t="str"><v>a</v></c><c r="XFD1" t="str"><v>b</v></c></row>${'<row><c><v>1</v></c></row>'.repeat(500)}</sheetData></worksheet>`,
    });
    const { lines, largest } = await linesOf(content);
    expect(lines).toHaveLength(500);
    expect(largest).toBeLessThanOrEqual(6);
  });

  test('is given up if skipping settled rows takes too long', async () => {
    const content = sheetOf('<row><c><v>1</v></c></row>'.repeat(5000));
    const from = { line: 5001, byteOffset: 0 };
    expect((await linesOf(content, { from })).lines).toEqual([5001]);
    expect(await refusal(content, { from, hasTimeLeft: () => false })).toMatch(
      /more than half.*Save it as CSV/,
    );
    expect((await linesOf(content, { hasTimeLeft: () => false })).lines).toHaveLength(5000);
  });

  test('keeps shared texts of any length apart', () => {
    const strings = new SharedStrings({ sharedTexts: 10_000, sharedTextBytes: 2 ** 24 });
    const texts = Array.from({ length: 5000 }, (_, index) => 'ä€🏥'.repeat(index % 97) + index);
    texts.push('x'.repeat(3 * 2 ** 20), '', 'last');
    for (const text of texts) strings.add(text);
    expect(texts.every((text, index) => strings.at(index) === text)).toBe(true);
    for (const index of [-1, texts.length, Number.NaN]) expect(strings.at(index)).toBeUndefined();
  });
});
