/** The order of the two bytes of a UTF-16 unit. */
export type Utf16 = 'little endian' | 'big endian';

/** The byte that stands for half of a surrogate pair. It is never valid in UTF-8, so that its record is refused. */
const NOT_UTF8 = Buffer.from([0xff]);
const MARK_LENGTH = 2;
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** The order of a text that begins with a byte order mark of UTF-16. Null for other texts. */
export function markedUtf16([first, second, third, fourth]: Buffer): Utf16 | null {
  if (first === 0xfe && second === 0xff) return 'big endian';
  // Two zeros follow the mark of UTF-32, and no text of Primum's formats begins with NUL.
  return first === 0xff && second === 0xfe && !(third === 0 && fourth === 0) ? 'little endian' : null;
}

/**
 * Turns UTF-16 with a byte order mark into UTF-8 without one, chunk by chunk. Half of a surrogate pair becomes a byte
 * that is not UTF-8. The usual replacement character would hide it.
 * @see docs/decisions/0101-utf-16-is-read-as-utf-8.md
 */
export async function* utf8Of(chunks: AsyncIterable<Uint8Array>, order: Utf16): AsyncGenerator<Uint8Array> {
  let held: Buffer = Buffer.alloc(0);
  let toSkip = MARK_LENGTH;
  for await (const chunk of chunks) {
    let bytes = Buffer.concat([held, chunk]);
    if (bytes.length < toSkip) {
      held = bytes;
      continue;
    }
    bytes = bytes.subarray(toSkip);
    toSkip = 0;
    const cut = wholeLength(bytes, order);
    held = bytes.subarray(cut);
    if (cut > 0) yield encoded(bytes.subarray(0, cut), order);
  }
  // Half of a unit or of a surrogate pair is left.
  if (held.length > 0) yield NOT_UTF8;
}

/** The length of the bytes without a unit or a surrogate pair that continues in the next chunk. */
function wholeLength(bytes: Buffer, order: Utf16): number {
  const even = bytes.length - (bytes.length % 2);
  if (even === 0) return 0;
  const last = order === 'big endian' ? bytes.readUInt16BE(even - 2) : bytes.readUInt16LE(even - 2);
  return last >= 0xd800 && last <= 0xdbff ? even - 2 : even;
}

function encoded(bytes: Buffer, order: Utf16): Buffer {
  const text = (order === 'big endian' ? Buffer.from(bytes).swap16() : bytes).toString('utf16le');
  if (text.isWellFormed()) return Buffer.from(text);
  const parts = text.split(LONE_SURROGATE).map((part) => Buffer.from(part));
  return Buffer.concat(parts.flatMap((part, index) => (index === 0 ? [part] : [NOT_UTF8, part])));
}
