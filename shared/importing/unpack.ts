import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UnreadableFile } from './unreadable-file.ts';

/** The first bytes of a stream, and the whole stream again. */
export interface Peeked {
  readonly head: Buffer;
  readonly all: AsyncIterable<Uint8Array>;
}

/** Reads on until `enough` is content with what it sees, or to the end. */
export async function peek(
  stream: AsyncIterable<Uint8Array>,
  enough: (head: Buffer) => boolean,
): Promise<Peeked> {
  const chunks = stream[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (!enough(head)) {
    const { done, value } = await chunks.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  async function* all() {
    try {
      if (head.length > 0) yield head;
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
    } finally {
      await chunks.return?.();
    }
  }
  return { head, all: all() };
}

const startsWith = (head: Buffer, ...magic: number[]): boolean =>
  magic.every((byte, index) => head[index] === byte);

/** Packed and binary files that people take for CSV. */
const FOREIGN: readonly (readonly [string, readonly number[]])[] = [
  ['a zip archive or an Excel workbook. Unpack it, or save the sheet as CSV (UTF-8)', [0x50, 0x4b, 3, 4]],
  ['an old Excel workbook. Save the sheet as CSV (UTF-8)', [0xd0, 0xcf, 0x11, 0xe0]],
  ['Zstandard. Unpack it, or pack it with gzip', [0x28, 0xb5, 0x2f, 0xfd]],
  ['bzip2. Unpack it, or pack it with gzip', [0x42, 0x5a, 0x68]],
  ['Parquet. Write it as CSV or JSONL', [0x50, 0x41, 0x52, 0x31]],
  ['UTF-16. Save it as UTF-8', [0xff, 0xfe]],
  ['UTF-16. Save it as UTF-8', [0xfe, 0xff]],
];

/**
 * The content of a file that may be packed with gzip, told by its first bytes.
 * @throws UnreadableFile for a format that is known not to be read here; and later, while streaming, where the
 *   gzip data are damaged or end too early
 */
export async function unpack(stream: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const { head, all } = await peek(stream, ({ length }) => length >= 4);
  for (const [what, magic] of FOREIGN)
    if (startsWith(head, ...magic)) throw new UnreadableFile(`it is ${what}.`);
  return startsWith(head, 0x1f, 0x8b) ? gunzip(all) : all;
}

/** Unpacked bytes from which on a file must not be this many times as long as packed: then it is no table. */
const SUSPICIOUS = 64 * 1024 * 1024;
const MOST_TIMES = 250;

async function* gunzip(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const unpacked = createGunzip();
  pipeline(Readable.from(packed), unpacked, () => {}); // An error of either end reaches the reader below.
  let length = 0;
  try {
    for await (const chunk of unpacked) {
      length += chunk.length;
      if (length > SUSPICIOUS && length > MOST_TIMES * unpacked.bytesWritten)
        throw new UnreadableFile(`it unpacks to more than ${MOST_TIMES} times its length. Send it unpacked.`);
      yield chunk;
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error;
    throw new UnreadableFile(`its gzip data are damaged or cut off (${error.message}). Pack it again.`);
  }
}
