import type { Place } from '../../lib/index.ts';

/**
 * Maximum length of a record. A longer record becomes a reject and is never held in memory.
 * @see docs/decisions/0089-work-over-a-file-grows-with-its-length.md
 */
export const MAX_RECORD_BYTES = 1024 * 1024;

/** One physical line of a file, without its ending. */
export interface Line {
  /** From 1. */
  readonly line: number;
  /** The first byte of the line in the unpacked file. */
  readonly byteOffset: number;
  /** The first byte of the next line. */
  readonly end: number;
  /** Null if the line is longer than {@link MAX_RECORD_BYTES}. */
  readonly bytes: Buffer | null;
}

/**
 * Number of bytes that are split at once. A chunk of megabytes may contain as many lines, each with a large overhead
 * in memory.
 */
const PIECE_BYTES = 64 * 1024;

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * Splits a stream of bytes at LF or CRLF, and yields batches of complete lines. Holds at most one chunk and one
 * line of the maximum length, for lines of any length.
 *
 * @param start the place of the stream in the file
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  start: Place,
): AsyncGenerator<Line[], void, undefined> {
  let { line, byteOffset } = start;
  let held: Buffer[] = [];
  let heldLength = 0;

  const complete = (tail: Buffer): Line => {
    const length = heldLength + tail.length;
    const tooLong = length > MAX_RECORD_BYTES;
    const bytes = tooLong ? null : withoutReturn(held.length === 0 ? tail : Buffer.concat([...held, tail]));
    const end = byteOffset + length + 1;
    const completed: Line = { line, byteOffset, end, bytes };
    line += 1;
    byteOffset = end;
    held = [];
    heldLength = 0;
    return completed;
  };

  for await (const buffer of boundedChunks(chunks)) {
    const completed: Line[] = [];
    let from = 0;
    for (let end = buffer.indexOf(NEWLINE); end !== -1; end = buffer.indexOf(NEWLINE, from)) {
      completed.push(complete(buffer.subarray(from, end)));
      from = end + 1;
    }
    const rest = buffer.subarray(from);
    heldLength += rest.length;
    // A line beyond the maximum length is only measured.
    if (heldLength > MAX_RECORD_BYTES) held = [];
    else if (rest.length > 0) held.push(rest);
    if (completed.length > 0) yield completed;
  }
  if (heldLength > 0) yield [complete(Buffer.alloc(0))];
}

/** The same bytes in pieces of bounded length. */
export async function* boundedChunks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks)
    for (let from = 0; from < chunk.byteLength; from += PIECE_BYTES) {
      const length = Math.min(PIECE_BYTES, chunk.byteLength - from);
      yield Buffer.from(chunk.buffer, chunk.byteOffset + from, length);
    }
}

const withoutReturn = (bytes: Buffer): Buffer =>
  bytes.at(-1) === RETURN ? bytes.subarray(0, bytes.length - 1) : bytes;
