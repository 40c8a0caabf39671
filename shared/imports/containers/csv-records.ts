import { isUtf8 } from 'node:buffer';
import type { Fault } from '../../contracts/index.ts';
import { several } from '../../lib/index.ts';
import { type Delimiter, type Fields, quotesIn, splitFields } from './csv-fields.ts';
import { type Line, MAX_RECORD_BYTES } from './line.ts';
import type { LineQueue } from './line-queue.ts';
import type { RawRecord } from './raw-record.ts';
import { INVALID_ENCODING, TOO_LARGE, unparsable } from './record-faults.ts';

/** Maximum number of lines in one record. */
const MAX_LINES = 1000;

/** The form of a table's rows. */
export interface TableForm {
  readonly delimiter: Delimiter;
  /** The number of fields in each row. */
  readonly width: number;
  /** The number of fields up to the last column that has a name. */
  readonly named: number;
  /** Whether the mapping declares that rows end before the last columns of the header. */
  readonly isCut: boolean;
}

/**
 * Reads the records of a table. A quoted field may contain line breaks.
 *
 * Recovery: a record is accepted only if it is well-formed and has as many fields as the header. Otherwise only its
 * *first line* is refused, and reading resumes at the next line. A quote that is never closed therefore costs its
 * own line. It does not swallow rows up to the next quote or the end of the file. Blank lines are skipped.
 *
 * @param prose whether a field may contain a text of several lines. No value of the contract can. Without it, a field
 *   with a line break inside counts as an unclosed quote if one of its lines is a row.
 * @see docs/decisions/0020-split-csv-records-ourselves.md
 */
export async function* csvRecords(
  queue: LineQueue,
  table: TableForm,
  prose: boolean,
): AsyncGenerator<RawRecord[]> {
  while (await queue.look(0)) {
    const records: RawRecord[] = [];
    for (let first = queue.seen(0); first; first = queue.seen(0)) {
      const record = recordIn(first, table);
      if (record === 'open') {
        records.push(await recordOver(queue, first, table, prose));
        // Reading the next lines may have brought a new batch. This batch ends here, so that batches stay bounded.
        break;
      }
      queue.take(1);
      if (record) records.push(record);
    }
    yield records;
  }
}

/** The record in a line. Null for a blank line. `open` if a quoted field may continue in the next line. */
function recordIn(first: Line, table: TableForm): RawRecord | null | 'open' {
  const { bytes } = first;
  if (bytes === null) return placed(first, first, TOO_LARGE);
  if (bytes.length === 0) return null;
  const fields = splitFields(bytes.toString(), table.delimiter);
  if (fields === 'open') return 'open';
  return placed(first, first, judge({ fields, lines: 1, valid: isUtf8(bytes) }, table, false));
}

/** The record that begins with a line and may continue in the next ones. Takes its lines from the queue. */
async function recordOver(
  queue: LineQueue,
  first: Line,
  table: TableForm,
  prose: boolean,
): Promise<RawRecord> {
  const read = await readOn(queue, first.bytes!, table.delimiter);
  const content = judge(read, table, prose);
  const isWhole =
    !('reason' in content) ||
    content === INVALID_ENCODING ||
    (content === SEVERAL_LINES && !holdsRow(queue, read.lines, table));
  const lines = isWhole ? read.lines : 1;
  const record = placed(first, queue.seen(lines - 1)!, content);
  queue.take(lines);
  return record;
}

/** Whether one of the lines of a quoted field is a row by itself, so that the quote was left unclosed. */
function holdsRow(queue: LineQueue, lines: number, { delimiter, width }: TableForm): boolean {
  for (let ahead = 1; ahead < lines; ahead += 1) {
    const fields = splitFields(queue.seen(ahead)?.bytes?.toString() ?? '', delimiter);
    if (typeof fields !== 'string' && fields.length === width) return true;
  }
  return false;
}

function placed(first: Line, last: Line, content: readonly string[] | Fault): RawRecord {
  const { line, byteOffset } = first;
  const next = { line: last.line + 1, byteOffset: last.end };
  return 'reason' in content
    ? { line, byteOffset, next, fault: content }
    : { line, byteOffset, next, value: content };
}

/** A candidate record: its fields, its number of lines, and whether its bytes are UTF-8. */
interface Read {
  readonly fields: Fields;
  readonly lines: number;
  readonly valid: boolean;
}

/** Follows a quoted field over the next lines until it closes. */
async function readOn(queue: LineQueue, firstBytes: Buffer, delimiter: Delimiter): Promise<Read> {
  const firstLine = firstBytes.toString();
  const parts = [firstLine];
  let valid = isUtf8(firstBytes);
  let length = firstBytes.length;
  let quotes = quotesIn(firstLine);
  for (let lines = 1; lines < MAX_LINES; lines += 1) {
    const next: Line | undefined = queue.seen(lines) ?? (await queue.look(lines));
    if (!next?.bytes) break;
    length += next.bytes.length + 1;
    if (length > MAX_RECORD_BYTES) break;
    const text = next.bytes.toString();
    parts.push(text);
    valid &&= isUtf8(next.bytes);
    quotes += quotesIn(text);
    // Only a text that may be closed is split. A split per line would take time in the square of the number of
    // lines.
    if (quotes % 2 === 1) continue;
    return { fields: splitFields(parts.join('\n'), delimiter), lines: lines + 1, valid };
  }
  return { fields: 'open', lines: 1, valid };
}

const SEVERAL_LINES = unparsable(
  'a field continues in the next line, or its quote is not closed; a field must not contain a line break',
);

/**
 * Structure is checked first. ASCII survives decoding in any surroundings, so that structure can be checked in any
 * encoding.
 */
function judge({ fields, lines, valid }: Read, table: TableForm, prose: boolean): readonly string[] | Fault {
  const { width, named } = table;
  if (fields === 'open') return unparsable('a quote is opened and never closed');
  if (fields === 'text after quote') return unparsable('text follows a closing quote');
  if (fields === 'quote inside') return unparsable('a quote occurs inside an unquoted field');
  // Spreadsheets leave rows of separators below a table, sometimes of another width.
  if (fields.length > 1 && fields.every(isBlank)) return Array<string>(named).fill('');
  if (fields.length !== width) return ofOtherWidth(fields.length, table);
  if (!prose && lines > 1 && fields.some((field) => field.trim().includes('\n'))) return SEVERAL_LINES;
  if (!valid) return INVALID_ENCODING;
  if (named === width) return fields;
  return fields.slice(named).every(isBlank) ? fields.slice(0, named) : BEYOND_COLUMNS;
}

function ofOtherWidth(fields: number, { width, isCut }: TableForm): Fault {
  const has = `has ${several(fields, 'field')}`;
  if (isCut) return unparsable(`${has}, but rows have ${width} by "table": {"fields": …} of the mapping`);
  const remedy =
    fields > 1 && fields < width
      ? `; if every row has ${fields}, declare "table": {"fields": ${fields}} in a mapping`
      : '';
  return unparsable(`${has}, but the header names ${width}${remedy}`);
}

const isBlank = (field: string): boolean => field.trim() === '';

/** An unquoted separator in a text moves the rest of its row to the right. */
const BEYOND_COLUMNS = unparsable(
  'holds a text to the right of the last named column; quote fields that hold the separator, or name that column',
);
