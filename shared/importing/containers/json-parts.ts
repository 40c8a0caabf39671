import { BrokenOff } from '../unreadable-file.ts';
import { MAX_RECORD_BYTES, piecesOf } from './line.ts';
import type { Place } from './place.ts';

/** What stands between two commas of a JSON array or object, at its uppermost level. */
export interface JsonPart extends Place {
  /** Without the blanks before it; null where it is longer than {@link MAX_RECORD_BYTES}. */
  readonly bytes: Buffer | null;
  /** Where the next part begins; after the last one, the place of the closing bracket. */
  readonly next: Place;
}

const [QUOTE, BACKSLASH, COMMA, NEWLINE] = [0x22, 0x5c, 0x2c, 0x0a];
const CLOSER_OF = new Map([
  [0x5b, 0x5d],
  [0x7b, 0x7d],
]);

/**
 * Splits a JSON array or object at its uppermost commas, without decoding what lies between them: that is for
 * `JSON.parse` to judge, so that one broken part spoils no other, as long as its strings and brackets close. A string
 * ends at a line break at the latest, since JSON allows none within. Holds at most one part of the longest length.
 *
 * @param chunks the bytes after the opening bracket, or from the beginning of a part on
 * @param start where in the file they begin
 * @param closer the bracket that closes the whole: 0x5d `]` or 0x7d `}`
 * @throws BrokenOff where brackets do not match up to the end: what is left cannot be told apart
 */
export async function* jsonParts(
  chunks: AsyncIterable<Uint8Array>,
  start: Place,
  closer: number,
): AsyncGenerator<JsonPart[]> {
  let { line, byteOffset: offset } = start;
  /** Closing brackets that are awaited within the part. */
  const awaited: number[] = [];
  let inString = false;
  let escaped = false;
  let closed = false;
  let damage: BrokenOff | null = null;
  let part: Place | null = null;
  let held: Buffer[] = [];
  let length = 0;

  const begin = (byteOffset: number) => {
    part ??= { line, byteOffset };
  };
  const hold = (bytes: Buffer) => {
    length += bytes.length;
    if (length > MAX_RECORD_BYTES) held = [];
    else if (bytes.length > 0) held.push(bytes);
  };
  const complete = (place: Place, next: Place): JsonPart => {
    const bytes = length > MAX_RECORD_BYTES ? null : held.length === 1 ? held[0]! : Buffer.concat(held);
    part = null;
    held = [];
    length = 0;
    return { ...place, bytes, next };
  };

  for await (const piece of piecesOf(chunks)) {
    const parts: JsonPart[] = [];
    /** The part's first byte in this piece. */
    let from = 0;
    let newline = piece.indexOf(NEWLINE);
    for (let at = 0; at < piece.length && !damage; at += 1) {
      if (inString) {
        if (newline !== -1 && newline < at) newline = piece.indexOf(NEWLINE, at);
        const limit = newline === -1 ? piece.length : newline;
        const end = endOfString(piece, escaped ? at + 1 : at, limit);
        inString = end === limit && limit === piece.length;
        escaped = inString && endsEscaped(piece, at, escaped);
        if (inString) break;
        at = end;
        if (end !== limit) continue;
      }
      const byte = piece[at]!;
      if (byte === NEWLINE) line += 1;
      if (byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09) continue;
      if (closed) {
        damage = new BrokenOff(`it goes on after its end, in line ${line}. Write it again.`, {
          line,
          byteOffset: offset + at,
        });
        continue;
      }
      const ends = awaited.length === 0 && (byte === COMMA || byte === closer);
      if (ends) {
        closed = byte === closer;
        const next = { line, byteOffset: offset + at + (closed ? 0 : 1) };
        if (part) {
          hold(piece.subarray(from, at));
          parts.push(complete(part, next));
        }
        continue;
      }
      if (!part) from = at;
      begin(offset + at);
      if (byte === QUOTE) inString = true;
      else if (CLOSER_OF.has(byte)) awaited.push(CLOSER_OF.get(byte)!);
      else if ((byte === 0x5d || byte === 0x7d) && !close(awaited, byte)) damage = unclosed(part!);
    }
    if (part) hold(piece.subarray(from));
    offset += piece.length;
    if (parts.length > 0) yield parts;
    if (damage) throw damage;
  }
  if (!closed) throw unclosed(part ?? { line, byteOffset: offset });
}

/** Where an opened string ends: at its closing quote, else at the limit. */
function endOfString(piece: Buffer, from: number, limit: number): number {
  for (
    let quote = piece.indexOf(QUOTE, from);
    quote !== -1 && quote < limit;
    quote = piece.indexOf(QUOTE, quote + 1)
  )
    if (backslashesBefore(piece, quote, from) % 2 === 0) return quote;
  return limit;
}

function backslashesBefore(piece: Buffer, end: number, from: number): number {
  let begin = end;
  while (begin > from && piece[begin - 1] === BACKSLASH) begin -= 1;
  return end - begin;
}

/** Whether the first byte after the piece is escaped by its last one. */
function endsEscaped(piece: Buffer, from: number, escaped: boolean): boolean {
  const count = backslashesBefore(piece, piece.length, escaped ? from + 1 : from);
  return count % 2 === 1;
}

/** Closes the bracket that awaits it, and with it those within that were not closed; false where none does. */
function close(awaited: number[], byte: number): boolean {
  const at = awaited.lastIndexOf(byte);
  if (at !== -1) awaited.length = at;
  return at !== -1;
}

const unclosed = (place: Place): BrokenOff =>
  new BrokenOff(
    `what begins in line ${place.line} is never closed: the file is cut off, or a bracket is missing. Write it again;` +
      ' what comes before is counted.',
    place,
  );
