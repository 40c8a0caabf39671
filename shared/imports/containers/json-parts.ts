import type { Place } from '../../lib/index.ts';
import { BrokenOff } from '../unreadable-file.ts';
import { boundedChunks, MAX_RECORD_BYTES } from './line.ts';

/** The text between two commas at the top level of a JSON array or object. */
export interface JsonPart extends Place {
  /** The text without leading blanks. Null if it is longer than {@link MAX_RECORD_BYTES}. */
  readonly bytes: Buffer | null;
  /** The place of the next part. After the last part, the place of the closing bracket. */
  readonly next: Place;
}

const [QUOTE, BACKSLASH, COMMA, NEWLINE] = [0x22, 0x5c, 0x2c, 0x0a];
const CLOSER_OF = new Map([
  [0x5b, 0x5d],
  [0x7b, 0x7d],
]);

/**
 * Splits a JSON array or object at its top-level commas without decoding the parts. `JSON.parse` checks each part,
 * so one broken part does not affect the others if its strings and brackets close. A string ends at a line break at
 * the latest, because JSON allows none inside. Holds at most one part of the maximum length.
 *
 * @param chunks the bytes after the opening bracket, or from the beginning of a part
 * @param start the place of these bytes in the file
 * @param closer the bracket that closes the array or object: 0x5d `]` or 0x7d `}`
 * @param continues whether the file may continue after this bracket
 * @throws BrokenOff if brackets do not match before the end, because the remaining bytes cannot be split
 */
export async function* jsonParts(
  chunks: AsyncIterable<Uint8Array>,
  start: Place,
  closer: number,
  continues = false,
): AsyncGenerator<JsonPart[]> {
  let { line, byteOffset: offset } = start;
  /** Closing brackets that are expected within the part. */
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

  for await (const piece of boundedChunks(chunks)) {
    const parts: JsonPart[] = [];
    /** The first byte of the part in this piece. */
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
        if (closed && continues) break;
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
    if (closed && continues) return;
  }
  if (!closed) throw unclosed(part ?? { line, byteOffset: offset });
}

/** The end of an open string: its closing quote, or else the limit. */
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

/** Whether the last byte of the piece escapes the next byte. */
function endsEscaped(piece: Buffer, from: number, escaped: boolean): boolean {
  const count = backslashesBefore(piece, piece.length, escaped ? from + 1 : from);
  return count % 2 === 1;
}

/** Closes the matching bracket and all unclosed brackets inside it. False if no bracket matches. */
function close(awaited: number[], byte: number): boolean {
  const at = awaited.lastIndexOf(byte);
  if (at !== -1) awaited.length = at;
  return at !== -1;
}

const unclosed = (place: Place): BrokenOff =>
  new BrokenOff(
    `the value that begins in line ${place.line} is never closed: the file is cut off, or a bracket is missing. Write it` +
      ' again. The records before that line are counted.',
    place,
  );
