import { isUtf8 } from 'node:buffer';
import { normalised, type Place, several } from '../../lib/index.ts';
import { UndeclaredTable, UnreadableFile } from '../unreadable-file.ts';
import { chooseHeader, type TableReading } from './choose-header.ts';
import { DELIMITERS, type Delimiter, splitFields } from './csv-fields.ts';
import type { TableForm } from './csv-records.ts';
import { type Line, linesOf } from './line.ts';

/** Maximum number of columns of a table. Spreadsheets have up to 16,384. */
export const MAX_COLUMNS = 20_000;

/** The header of a table, and the place of its first row. */
export interface CsvHeader extends TableForm {
  /** The names of the columns up to the last that has a name. */
  readonly header: readonly string[];
  readonly rows: Place;
}

/**
 * Reads the header. This is the declared line of the mapping, or else the first line with text.
 * @param lines the first lines of the file with text; the header is complete unless it is too long
 * @throws UnreadableFile with the remedy
 */
export const readHeader = (lines: readonly Line[], reading: TableReading): CsvHeader =>
  chooseHeader(lines, reading, { headerIn, knownIn: knownInLine });

/** The first lines of a file that are not blank. */
export async function firstLines(head: Buffer, start: Place, most: number): Promise<Line[]> {
  async function* chunks() {
    yield head;
  }
  const first: Line[] = [];
  for await (const lines of linesOf(chunks(), start)) {
    first.push(
      ...lines.filter(({ bytes }) => bytes === null || !isBlank(bytes)).slice(0, most - first.length),
    );
    if (first.length === most) break;
  }
  return first;
}

const isBlank = (bytes: Buffer): boolean => bytes.toString('latin1').trim() === '';

/** @param unknown called if no column of the header is known */
function headerIn({ bytes, line, end }: Line, reading: TableReading, unknown = () => {}): CsvHeader {
  if (bytes === null) throw new UnreadableFile('its first line is too long to be a header.');
  const text = bytes.toString();
  const declared = reading.declared?.delimiter;
  const fitting = (declared === undefined ? DELIMITERS : [declared]).filter(
    (delimiter) => knownIn(text, delimiter, reading.known).length > 0,
  );
  if (fitting.length === 0) unknown();
  if (!isUtf8(bytes))
    throw new UnreadableFile('its header is not UTF-8. It may be Latin-1 or Windows-1252. Save it as UTF-8.');
  const delimiter = declared ?? theOnly(fitting) ?? usualDelimiter(text);
  const fields = splitFields(text, delimiter);
  if (typeof fields === 'string') throw new UnreadableFile('the quotes of its header do not match.');
  if (fields.length > MAX_COLUMNS)
    throw new UnreadableFile(
      `its header names ${fields.length} columns, and ${MAX_COLUMNS} can be read. Leave out those that no vote or rating` +
        ' needs.',
    );
  const width = reading.declared?.fields ?? fields.length;
  if (width > fields.length)
    throw new UnreadableFile(
      `its header names ${several(fields.length, 'column')}, and "table": {"fields": ${width}} of the mapping has more.` +
        ' Correct the number.',
    );
  const named = Math.max(1, fields.slice(0, width).findLastIndex((name) => name.trim() !== '') + 1);
  const rows = { line: line + 1, byteOffset: end };
  return { header: fields.slice(0, named), rows, delimiter, width, named, isCut: width < fields.length };
}

/** The known names in a line, if the delimiter divides it. */
function knownIn(text: string, delimiter: Delimiter, known: ReadonlySet<string>): string[] {
  // The parser is slow, and a line without the delimiter is one field.
  const fields = text.includes(delimiter) ? splitFields(text, delimiter) : [];
  return typeof fields === 'string' ? [] : fields.map(normalised).filter((field) => known.has(field));
}

function theOnly(fitting: readonly Delimiter[]): Delimiter | undefined {
  if (fitting.length < 2) return fitting[0];
  throw new UndeclaredTable(
    `its header has known columns if its fields are separated by ${fitting.map((one) => JSON.stringify(one)).join(' or ')}.` +
      ` Declare the separator in the mapping next to the file, as "table": {"delimiter": ${JSON.stringify(fitting[0])}}.`,
    { delimiter: fitting[0] },
  );
}

/** The delimiter of a header without a known name: the comma, unless only one other occurs. */
function usualDelimiter(text: string): Delimiter {
  const [only, another] = DELIMITERS.filter((delimiter) => text.includes(delimiter));
  return another === undefined ? (only ?? ',') : ',';
}

function knownInLine({ bytes }: Line, known: ReadonlySet<string>): string[] {
  if (bytes === null || !isUtf8(bytes)) return [];
  const found = DELIMITERS.map((delimiter) => knownIn(bytes.toString(), delimiter, known));
  return found.reduce((most, names) => (names.length > most.length ? names : most));
}
