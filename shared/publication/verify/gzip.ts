import { crc32, createInflateRaw } from 'node:zlib';

/** The length of the header and of the trailer of a gzip member (RFC 1952). */
const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;
/** The method "deflate", and no optional fields. */
const METHOD_AT = 2;
const DEFLATE = 8;
const FLAGS_AT = 3;
/** Maximum ratio of unpacked to packed bytes, as in imports. Counters reach about a fifth of it. */
const MAX_RATIO = 250;
/** Small files may have a higher ratio. */
const MAX_SMALL_BYTES = 2 ** 20;

/**
 * Checks that a file is exactly one gzip member. Readers of gzip skip bytes after the end of a member, read further
 * members as if they belonged to the first, and ignore optional fields of the header. All of them may hide content.
 * @returns the fault in a sentence, or null
 */
export async function gzipFault(name: string, body: Uint8Array): Promise<string | null> {
  // The reader of the content reports a file that is not in gzip's form at all.
  if (body[0] !== 0x1f || body[1] !== 0x8b || body[METHOD_AT] !== DEFLATE) return null;
  if (body[FLAGS_AT] !== 0)
    return `${name} has optional fields in its gzip header, which Primum never writes: they may hide content`;
  const unpacked = await unpack(body.subarray(HEADER_BYTES), MAX_RATIO * body.length + MAX_SMALL_BYTES);
  if (unpacked === 'too large')
    return `${name} unpacks to more than ${MAX_RATIO} times its size: it is made to exhaust its reader`;
  if (unpacked === null) return null;
  const end = HEADER_BYTES + unpacked.packedBytes;
  const rest = body.length - end - TRAILER_BYTES;
  if (rest > 0) return restFault(name, body.subarray(end + TRAILER_BYTES));
  if (rest < 0) return `${name} ends before its gzip checksum: it was cut off`;
  const trailer = new DataView(body.buffer, body.byteOffset + end, TRAILER_BYTES);
  const isWhole =
    trailer.getUint32(0, true) === unpacked.checksum &&
    trailer.getUint32(4, true) === unpacked.bytes % 2 ** 32;
  return isWhole ? null : `${name} does not match its gzip checksum: its content was damaged`;
}

const restFault = (name: string, rest: Uint8Array): string =>
  rest[0] === 0x1f && rest[1] === 0x8b
    ? `${name} has a second gzip member behind the first: some programs read it, and others do not`
    : `${name} has ${rest.length} bytes behind the end of its gzip member: no figure depends on them, and they may hide content`;

interface Unpacked {
  readonly packedBytes: number;
  readonly bytes: number;
  readonly checksum: number;
}

/** Unpacks a stream of deflate, and keeps nothing of it. Null if it is damaged. */
async function unpack(packed: Uint8Array, maxBytes: number): Promise<Unpacked | 'too large' | null> {
  const inflate = createInflateRaw();
  let [bytes, checksum] = [0, 0];
  try {
    inflate.end(packed);
    for await (const chunk of inflate as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) return 'too large';
      checksum = crc32(chunk, checksum);
    }
  } catch {
    return null;
  }
  return { packedBytes: inflate.bytesWritten, bytes, checksum };
}
