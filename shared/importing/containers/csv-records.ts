import { isUtf8 } from 'node:buffer';
import type { Fault } from '../../contracts/reject.ts';
import { type Fields, quotesIn, splitFields } from './csv-fields.ts';
import { type Line, MAX_RECORD_BYTES } from './line.ts';
import type { LineQueue } from './line-queue.ts';
import type { RawRecord } from './raw-record.ts';
import { INVALID_ENCODING, TOO_LARGE, unparsable } from './record-faults.ts';

/** Most lines that one record is followed over. */
const MAX_LINES = 1000;

/**
 * Reads CSV records of `width` fields. A quoted field may hold line breaks.
 *
 * Recovery: a record is believed only when it is well-formed and has as many fields as the header. Otherwise its
 * *first line* alone is refused, and reading goes on with the line after it. So a quote that is never closed costs
 * its own line, and not the rows that it would swallow up to the next quote or the end of the file.
 * Blank lines are no records.
 *
 * @param prose whether a field may hold a text of several lines. No value of the contract can: there a field that
 *   breaks the line anywhere but at its ends is taken for a quote that was not closed, if one of its lines is a row.
 */
export async function* csvRecords(
  queue: LineQueue,
  width: number,
  prose: boolean,
): AsyncGenerator<RawRecord[]> {
  while (await queue.look(0)) {
    const records: RawRecord[] = [];
    for (let first = queue.seen(0); first; first = queue.seen(0)) {
      const record = recordIn(first, width);
      if (record === 'open') {
        records.push(await recordOver(queue, first, width, prose));
        // Reading on may have brought more lines, and each batch shall end.
        break;
      }
      queue.take(1);
      if (record) records.push(record);
    }
    yield records;
  }
}

/** The record that a line is; null for a blank one; `open` where a quoted field may go on in the next. */
function recordIn(first: Line, width: number): RawRecord | null | 'open' {
  const { bytes } = first;
  if (bytes === null) return placed(first, first, TOO_LARGE);
  if (bytes.length === 0) return null;
  const fields = splitFields(bytes.toString());
  if (fields === 'open') return 'open';
  return placed(first, first, judge({ fields, lines: 1, valid: isUtf8(bytes) }, width, false));
}

/** The record that begins with a line and may go on in those that follow; takes what it is made of. */
async function recordOver(queue: LineQueue, first: Line, width: number, prose: boolean): Promise<RawRecord> {
  const read = await readOn(queue, first.bytes!);
  const content = judge(read, width, prose);
  const isWhole =
    !('reason' in content) ||
    content === INVALID_ENCODING ||
    (content === SEVERAL_LINES && !holdsRow(queue, read.lines, width));
  const lines = isWhole ? read.lines : 1;
  const record = placed(first, queue.seen(lines - 1)!, content);
  queue.take(lines);
  return record;
}

/** Whether one of the lines that a quoted field goes on over is a row, so that it was a quote that is not closed. */
function holdsRow(queue: LineQueue, lines: number, width: number): boolean {
  for (let ahead = 1; ahead < lines; ahead += 1) {
    const fields = splitFields(queue.seen(ahead)?.bytes?.toString() ?? '');
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

/** What was read of a record: its fields, over how many lines, and whether its bytes are UTF-8. */
interface Read {
  readonly fields: Fields;
  readonly lines: number;
  readonly valid: boolean;
}

/** Follows a quoted field over the next lines until it closes. */
async function readOn(queue: LineQueue, firstBytes: Buffer): Promise<Read> {
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
    // Only a text that may be closed is taken apart: trying each line anew would cost the square of their number.
    if (quotes % 2 === 1) continue;
    return { fields: splitFields(parts.join('\n')), lines: lines + 1, valid };
  }
  return { fields: 'open', lines: 1, valid };
}

const SEVERAL_LINES = unparsable(
  'a field goes on in the next line, or its quote is not closed; no field holds a line break',
);

/** Structure is judged first: ASCII survives decoding whatever surrounds it, so it can be told in any encoding. */
function judge({ fields, lines, valid }: Read, width: number, prose: boolean): readonly string[] | Fault {
  if (fields === 'open') return unparsable('a quote is opened and never closed');
  if (fields === 'text after quote') return unparsable('text follows a closing quote');
  if (fields === 'quote inside') return unparsable('a quote stands inside a field that is not quoted');
  if (fields.length !== width)
    return unparsable(
      `has ${fields.length} ${fields.length === 1 ? 'field' : 'fields'} where the header names ${width}`,
    );
  if (!prose && lines > 1 && fields.some((field) => field.trim().includes('\n'))) return SEVERAL_LINES;
  return valid ? fields : INVALID_ENCODING;
}
