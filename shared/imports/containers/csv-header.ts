import { isUtf8 } from 'node:buffer';
import type { Mapping } from '../../contracts/index.ts';
import { normalised, type Place, quote, several } from '../../lib/index.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { DELIMITERS, type Delimiter, splitFields } from './csv-fields.ts';
import type { TableForm } from './csv-records.ts';
import { type Line, linesOf } from './line.ts';

/** Maximum number of columns of a table. Spreadsheets have up to 16,384. */
export const MAX_COLUMNS = 20_000;

/** Number of lines among which a header below title lines is looked for. */
export const MAX_TITLE_LINES = 20;

/** Facts outside of a table that decide how its header is read. */
export interface TableReading {
  /** Names of columns that Primum or the mapping knows. */
  readonly known: ReadonlySet<string>;
  /** The entries of the mapping. */
  readonly declared?: Mapping['table'];
  /** Whether a header needs no declaration, because it is Primum's own and the mapping is not for this file alone. */
  readonly isOurs?: (header: readonly string[]) => boolean;
}

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
 * @see docs/decisions/0100-a-table-is-split-by-its-known-columns.md
 */
export function readHeader(lines: readonly Line[], reading: TableReading): CsvHeader {
  const [first] = lines;
  if (reading.declared && reading.isOurs && first) {
    const plain = attempted(() => headerIn(first, { ...reading, declared: undefined }));
    if (plain && reading.isOurs(plain.header)) return plain;
  }
  const headerLine = reading.declared?.headerLine;
  if (headerLine === undefined) {
    if (!first) throw new UnreadableFile('it has no header.');
    return headerIn(first, reading, () => refuseTitles(first, lines, reading));
  }
  const declared = lines.find(({ line }) => line === headerLine);
  if (!declared)
    throw new UnreadableFile(
      `its line ${headerLine} is empty, and "table": {"headerLine": ${headerLine}} of the mapping names it as the header.` +
        ' Correct the number.',
    );
  return headerIn(declared, reading);
}

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

function attempted<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnreadableFile) return null;
    throw error;
  }
}

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
  throw new UnreadableFile(
    `its header has known columns if its fields are separated by ${fitting.map((one) => JSON.stringify(one)).join(' or ')}.` +
      ` Declare the separator in the mapping next to the file, as "table": {"delimiter": ${JSON.stringify(fitting[0])}}.`,
  );
}

/** The delimiter of a header without a known name: the comma, unless only one other occurs. */
function usualDelimiter(text: string): Delimiter {
  const [only, another] = DELIMITERS.filter((delimiter) => text.includes(delimiter));
  return another === undefined ? (only ?? ',') : ',';
}

/** A single known name may occur in a row by chance. */
const MIN_KNOWN_NAMES = 2;

/** @throws UnreadableFile if titles stand above the header */
function refuseTitles(first: Line, lines: readonly Line[], { known }: TableReading): void {
  for (const { bytes, line } of lines) {
    if (line === first.line || bytes === null || !isUtf8(bytes)) continue;
    const names = DELIMITERS.map((delimiter) => knownIn(bytes.toString(), delimiter, known)).find(
      ({ length }) => length >= MIN_KNOWN_NAMES,
    );
    if (names)
      throw new UnreadableFile(
        `the header is not in line ${first.line}: line ${line} has the columns ${names.slice(0, 10).map(quote).join(', ')}.` +
          ` Declare it in the mapping next to the file, as "table": {"headerLine": ${line}}, or delete the lines above it.`,
      );
  }
}
