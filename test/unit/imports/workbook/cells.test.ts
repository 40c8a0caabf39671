import { describe, expect, test } from 'vitest';
import { isDateFormat } from '../../../../shared/imports/containers/workbook/number-formats.ts';
import { type CellContent, type WorkbookContent, workbookOf } from '../../../support/workbook-file.ts';
import { importContent } from '../case-files.ts';
import { read } from '../containers/files.ts';
import { readAs, refusalOf } from '../formats/reading.ts';

/** The value of a cell below a header, or the message of the fault of its row. */
async function cellValueOf(cell: CellContent, more: Omit<WorkbookContent, 'sheets'> = {}): Promise<unknown> {
  const { records, error } = await read(
    workbookOf({
      ...more,
      sheets: [
        {
          rows: [
            ['name', 'x'],
            [cell, 'y'],
          ],
        },
      ],
    }),
  );
  if (error) throw error;
  const [record] = records;
  return 'fault' in record! ? record.fault.message : (record!.value as unknown[])[0];
}

const xml = (content: string): CellContent => ({ xml: content });

describe('A cell has', () => {
  test.each<[string, CellContent, unknown]>([
    ['a number', 4, '4'],
    ['a sum with noise', 0.1 + 0.2, '0.3'],
    ['a mean with noise', 2.9999999999999996, '3'],
    ['a number with an exponent', xml('<c><v>1.5E-3</v></c>'), '0.0015'],
    ['a number with an exponent that is whole', xml('<c><v>12E2</v></c>'), '1200'],
    ['a number with 15 digits', 123456789012345, '123456789012345'],
    ['a number with 16 digits that a program wrote', 1234567890123456, '1234567890123456'],
    ['true', true, 'TRUE'],
    ['false', false, 'FALSE'],
    ['an error', { error: '#N/A' }, '#N/A'],
    ['a text with blanks and line breaks', ' a\n<b> ', ' a\n<b> '],
    ['a text with an escaped character', 'a_x000D_b_x005F_x0041_', 'a\rb_x0041_'],
    ['half of a surrogate pair, as it is written', 'a_xD800_b', 'a_xD800_b'],
    ['a text that a formula gave', xml('<c t="str"><f>A1</f><v>yes</v></c>'), 'yes'],
    ['a number that a formula gave', xml('<c><f>1+1</f><v>2</v></c>'), '2'],
    ['a date and time', { days: 46082.395833333336 }, '2026-03-01T09:30:00'],
    ['a date and time with noise', { days: 46082.39583 }, '2026-03-01T09:30:00'],
    ['a date', { days: 46082, style: 2 }, '2026-03-01'],
    ['a date of which the time is hidden', { days: 46082.5, style: 2 }, '2026-03-01T12:00:00'],
    ['a time of day', { days: 0.75, style: 3 }, '18:00:00'],
    ['a duration', { days: 1.5, style: 4 }, '1.5'],
    ['a number below the first day', { days: -1 }, '-1'],
    ['a date in ISO 8601', xml('<c t="d"><v>2026-03-01T09:30:00</v></c>'), '2026-03-01T09:30:00'],
    [
      'formatted text in its place',
      xml('<c t="inlineStr"><is><r><t>ca</t></r><r><t>rd</t></r></is></c>'),
      'card',
    ],
    ['nothing', xml('<c s="1"/>'), ''],
    ['an empty text that a formula gave', xml('<c t="str"><f>A1</f><v></v></c>'), ''],
  ])('%s', async (_, cell, value) => {
    expect(await cellValueOf(cell)).toBe(value);
  });

  test('a shared text, without the reading of Asian characters', async () => {
    const shared = [
      '<t>one</t>',
      '<r><t xml:space="preserve">東 </t></r><r><t>京</t></r><rPh><t>トウ</t></rPh>',
      '<t/>',
    ];
    expect(await cellValueOf(xml('<c t="s"><v>0</v></c>'), { shared })).toBe('one');
    expect(await cellValueOf(xml('<c t="s"><v>1</v></c>'), { shared })).toBe('東 京');
    expect(await cellValueOf(xml('<c t="s"><v>2</v></c>'), { shared })).toBe('');
  });

  test('the date of the calendar from 1904', async () => {
    expect(await cellValueOf({ days: 46082.5 - 1462 }, { from1904: true })).toBe('2026-03-01T12:00:00');
    expect(await cellValueOf({ days: 0.5, style: 3 }, { from1904: true })).toBe('12:00:00');
  });
});

describe('A row is a reject with the remedy, if a cell', () => {
  test.each<[string, CellContent, RegExp]>([
    ['has a formula without a result', xml('<c><f>1+1</f></c>'), /formula without its result.*save it again/],
    ['has a formula with an empty number', xml('<c><f>1+1</f><v></v></c>'), /formula without its result/],
    ['refers to no shared text', xml('<c t="s"><v>7</v></c>'), /refers to a text/],
    ['refers to a shared text by a word', xml('<c t="s"><v>x</v></c>'), /refers to a text/],
    ['is a number that is none', xml('<c><v>0x10</v></c>'), /number that is none/],
    ['is a number of many characters', xml(`<c><v>${'1'.repeat(100)}</v></c>`), /number that is none/],
    ['occurs twice', xml('<c><v>1</v></c><c r="A2"><v>2</v></c>'), /one cell twice/],
  ])('%s', async (_, cell, message) => {
    expect(await cellValueOf(cell)).toMatch(message);
  });
});

describe('Formats of numbers', () => {
  test.each([
    ['yyyy-mm-dd', true],
    ['[$-409]m/d/yy h:mm AM/PM;@', true],
    ['[$-F400]h:mm:ss\\ AM/PM', true],
    ['yyyy"年"m"月"d"日"', true],
    ['mmm\\-yy', true],
    ['General', false],
    ['0.00E+00', false],
    ['#,##0" days"', false],
    ['0\\d', false],
    ['[Red]0.0;[Blue]0.0', false],
    ['0;"d"0', false],
    ['[hh]:mm:ss', false],
    ['"', false],
  ])('%s shows a date: %s', (code, isDate) => {
    expect(isDateFormat(code)).toBe(isDate);
  });
});

const HEADER = ['clinician', 'specialty', 'first', 'second', 'outcome', 'judgment', 'at'];
const voteBook = (id: CellContent, at: CellContent, more: Omit<WorkbookContent, 'sheets'> = {}): Buffer =>
  workbookOf({ ...more, sheets: [{ rows: [HEADER, ['c1', 'card', 'A', 'B', 'first', id, at]] }] });
const MAPPING = { row: 'vote', columns: Object.fromEntries(HEADER.map((name) => [name, name])) };

describe('Ids that lost digits', () => {
  test.each([1234567890123450, 123456789012345680, -1234567890123450])(
    'such as %d are rejects, with and without a mapping',
    async (id) => {
      for (const mapping of [undefined, MAPPING]) {
        const { receipt, rejects } = await importContent(voteBook(id, null), mapping);
        expect(receipt).toMatchObject({ recorded: 0, rejected: 1 });
        expect(rejects).toMatch(/"judgment"/);
      }
      expect((await importContent(voteBook(id, null), MAPPING)).rejects).toMatch(/may have lost digits/);
    },
  );

  test('are read as a text, and cost nothing in a column that is not read', async () => {
    expect((await readAs({ content: voteBook('123456789012345678', null) })).events).toHaveLength(1);
    const { judgment: _, ...columns } = MAPPING.columns;
    const mapping = { ...MAPPING, columns };
    expect((await readAs({ content: voteBook(123456789012345680, null), mapping })).events).toHaveLength(1);
  });

  test('do not become one clinician', async () => {
    const rows = [HEADER.slice(0, 5), [1234567890123450, 'card', 'A', 'B', 'first']];
    const { receipt, rejects } = await importContent(workbookOf({ sheets: [{ rows }] }));
    expect(receipt).toMatchObject({ recorded: 0, rejected: 1 });
    expect(rejects).not.toMatch(/12345678901234/);
  });
});

describe('Times in a workbook', () => {
  test('that are formatted as dates are read in the declared zone, or as UTC with a warning', async () => {
    const content = voteBook('j1', { days: 46082.5 });
    const zoned = await readAs({ content, mapping: { ...MAPPING, time: { zone: '+01:00' } } });
    expect(zoned.events).toMatchObject([{ at: '2026-03-01T12:00:00+01:00' }]);
    expect(zoned.notes).toEqual([]);
    const unzoned = await readAs({ content, mapping: MAPPING });
    expect(unzoned.events).toMatchObject([{ at: '2026-03-01T12:00:00Z' }]);
    expect(unzoned.notes).toEqual(['no_zone']);
  });

  test('in Primum’s own columns need a zone, so that a date is a reject and a text is read', async () => {
    expect((await readAs({ content: voteBook('j1', { days: 46082.5 }) })).rejects).toMatchObject([
      { field: 'at' },
    ]);
    expect((await readAs({ content: voteBook('j1', '2026-03-01T12:00:00+01:00') })).events).toHaveLength(1);
  });

  test('that are plain numbers need the declared unit, and the calendar from 1904 is refused', async () => {
    const [content, old] = [voteBook('j1', 46082.5), voteBook('j1', 44620.5, { from1904: true })];
    expect((await readAs({ content, mapping: MAPPING })).rejects).toMatchObject([{ field: 'at' }]);
    const mapping = { ...MAPPING, time: { format: 'excel', zone: 'Z' } };
    expect((await readAs({ content, mapping })).events).toMatchObject([{ at: '2026-03-01T12:00:00Z' }]);
    expect(await refusalOf({ content: old, mapping })).toMatch(
      /counts days from 1904.*Format the cells as dates/,
    );
  });
});
