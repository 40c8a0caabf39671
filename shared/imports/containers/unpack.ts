import type { ByteSource } from '../../lib/index.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { gunzip } from './gunzip.ts';
import { type Utf16, utf8Of } from './utf16.ts';

/** Whether there is time left to skip settled records. */
export type HasTimeLeft = () => boolean;

/** The content of a file that may be packed. */
export interface Unpacked {
  /** The bytes from an offset on. In a packed file, all earlier bytes are unpacked too, and dropped. */
  from(offset: number): AsyncIterable<Uint8Array>;
}

const startsWith = (head: Buffer, magic: readonly number[]): boolean =>
  magic.every((byte, index) => head[index] === byte);

const GZIP = [0x1f, 0x8b];
const PARQUET = Buffer.from('PAR1');

const ZIP = [0x50, 0x4b, 3, 4];

const SAVE_SHEETS =
  'save it as an Excel workbook (.xlsx), or each sheet as a file of its own, with the type "CSV UTF-8"';

/** Packed and binary files that are often mistaken for CSV. */
const FOREIGN: readonly (readonly [string, readonly number[]])[] = [
  ['an Excel workbook or a zip archive within gzip. Upload it unpacked', ZIP],
  ['an empty zip archive', [0x50, 0x4b, 5, 6]],
  [
    `an Excel workbook in the old form (.xls), or with a password. Open it, remove the password, and ${SAVE_SHEETS}`,
    [0xd0, 0xcf, 0x11, 0xe0],
  ],
  ['Zstandard. Unpack it, or pack it with gzip', [0x28, 0xb5, 0x2f, 0xfd]],
  ['bzip2. Unpack it, or pack it with gzip', [0x42, 0x5a, 0x68]],
  ['UTF-32. Save it as UTF-8', [0xff, 0xfe, 0, 0]],
];

export const isGzip = (head: Buffer): boolean => startsWith(head, GZIP);
export const isZip = (head: Buffer): boolean => startsWith(head, ZIP);
export const isParquet = (head: Buffer): boolean => head.subarray(0, 4).equals(PARQUET);

/**
 * Refuses formats that are often mistaken for text, by the first bytes.
 * @throws UnreadableFile with the remedy
 */
export function refuseForeign(head: Buffer): void {
  for (const [what, magic] of FOREIGN)
    if (startsWith(head, magic)) throw new UnreadableFile(`it is ${what}.`);
  const [a, b, c, d] = head;
  // A text in Primum's formats begins with ASCII: the names of a header, or a bracket.
  if (a && b === 0 && c && d === 0) throw unmarked('little endian');
  if (a === 0 && b && c === 0 && d) throw unmarked('big endian');
}

const unmarked = (order: Utf16): UnreadableFile =>
  new UnreadableFile(
    `it is UTF-16 (${order}) without a byte order mark. Save it as UTF-8, or as UTF-16 with the mark.`,
  );

/**
 * The content of a file. It is unpacked if the first bytes are those of gzip.
 * @throws UnreadableFile for a format that is known but not supported; and later, during reading, if the gzip data
 *   are damaged or cut off, or if skipping settled records takes too long
 */
export function unpack(source: ByteSource, head: Buffer, hasTimeLeft: HasTimeLeft): Unpacked {
  refuseForeign(head);
  if (!isGzip(head)) return { from: (offset) => source.read(offset) };
  return {
    from: (offset) => passingOver(gunzip(source.read(0)), offset, hasTimeLeft, 'packed, and unpacking'),
  };
}

/** The same content as UTF-8, if it is UTF-16. All earlier bytes are read too, because offsets count UTF-8. */
export function asUtf8({ from }: Unpacked, order: Utf16, hasTimeLeft: HasTimeLeft): Unpacked {
  return {
    from: (offset) => passingOver(utf8Of(from(0), order), offset, hasTimeLeft, 'UTF-16, and reading'),
  };
}

async function* passingOver(
  chunks: AsyncIterable<Uint8Array>,
  offset: number,
  hasTimeLeft: HasTimeLeft,
  work: 'packed, and unpacking' | 'UTF-16, and reading',
): AsyncGenerator<Uint8Array> {
  let left = offset;
  for await (const chunk of chunks) {
    if (left > 0 && !hasTimeLeft())
      throw new UnreadableFile(
        `it is ${work} its settled records again takes more than half of the available time.` +
          ' Upload it unpacked and as UTF-8, or in several files. The events counted below are recorded.',
      );
    if (left < chunk.length) yield left > 0 ? chunk.subarray(left) : chunk;
    left = Math.max(0, left - chunk.length);
  }
}
