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
 *   breaks the line anywhere but at its ends is taken for a quote that was not closed.
 */
export async function* csvRecords(
  queue: LineQueue,
  width: number,
  prose: boolean,
): AsyncGenerator<RawRecord> {
  for (;;) {
    const first = queue.seen(0) ?? (await queue.look(0));
    if (!first) return;
    const { line, byteOffset, end, bytes } = first;
    if (bytes === null) {
      queue.take(1);
      yield { line, byteOffset, next: { line: line + 1, byteOffset: end }, fault: TOO_LARGE };
      continue;
    }
    if (bytes.length === 0) {
      queue.take(1);
      continue;
    }
    const text = bytes.toString();
    const alone = splitFields(text);
    const read: Read =
      alone === 'open' ? await readOn(queue, text, bytes) : { fields: alone, lines: 1, valid: isUtf8(bytes) };
    const content = judge(read, width, prose);
    const lines = 'reason' in content && content !== INVALID_ENCODING ? 1 : read.lines;
    const next = { line: line + lines, byteOffset: lines === 1 ? end : queue.seen(lines - 1)!.end };
    queue.take(lines);
    yield 'reason' in content
      ? { line, byteOffset, next, fault: content }
      : { line, byteOffset, next, value: content };
  }
}

/** What was read of a record: its fields, over how many lines, and whether its bytes are UTF-8. */
interface Read {
  readonly fields: Fields;
  readonly lines: number;
  readonly valid: boolean;
}

/** Follows a quoted field over the next lines until it closes. */
async function readOn(queue: LineQueue, firstLine: string, firstBytes: Buffer): Promise<Read> {
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

/** Structure is judged first: ASCII survives decoding whatever surrounds it, so it can be told in any encoding. */
function judge({ fields, lines, valid }: Read, width: number, prose: boolean): readonly string[] | Fault {
  if (fields === 'open') return unparsable('a quote is opened and never closed');
  if (fields === 'text after quote') return unparsable('text follows a closing quote');
  if (fields === 'quote inside') return unparsable('a quote stands inside a field that is not quoted');
  if (fields.length !== width)
    return unparsable(
      `has ${fields.length} ${fields.length === 1 ? 'field' : 'fields'} where the header names ${width}`,
    );
  if (!prose && lines > 1 && fields.some((field) => field.trim().includes('\n')))
    return unparsable('a quote is opened and not closed in its line');
  return valid ? fields : INVALID_ENCODING;
}
