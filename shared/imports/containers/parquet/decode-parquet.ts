import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import {
  type AsyncBuffer,
  type CompressionCodec,
  type Compressors,
  type FileMetaData,
  parquetRead,
  parquetSchema,
  type RowGroup,
  type SchemaElement,
  type SchemaTree,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { parseJson } from '../../../lib/index.ts';
import { BrokenOff, UnreadableFile } from '../../unreadable-file.ts';
import { damaged } from './parquet-error.ts';
import { byteRange, readFooter } from './parquet-footer.ts';
import type { ParquetLimits } from './parquet-limits.ts';
import type { RowsPart } from './parquet-messages.ts';
import { type CheckedPages, type ColumnForm, checkPages, checkValues, columnForm } from './parquet-pages.ts';

/**
 * Number of rows that are decoded at once. pandas puts a million rows into a group, which would take a gigabyte.
 * Decoding a group in twenty parts takes three times as long, but decoding is fast.
 */
const ROWS_AT_ONCE = 50_000;
/** Number of rows in a part. A part is copied between threads, and both hold it during that time. */
const ROWS_PER_PART = 2000;

/** A file with metadata that were read and checked. */
export interface DecodedParquet {
  /** The names of the columns in order. */
  readonly header: readonly string[];
  /** The rows from `from` on, counted from 0. */
  parts(from: number): AsyncGenerator<RowsPart>;
}

/**
 * Opens a Parquet file. On a damaged file it may hang or take any amount of memory, so call it in a thread that can
 * be terminated.
 * @throws BrokenOff if the file is damaged, after the rows before the damage; UnreadableFile if it exceeds a limit;
 *   and errors of reading the bytes
 */
export async function decodeParquet(file: AsyncBuffer, limits: ParquetLimits): Promise<DecodedParquet> {
  const guarded = guardedRanges(file);
  const metadata = await ownFaults(guarded, () => readFooter(guarded, limits));
  const { children } = parquetSchema(metadata);
  const header = children.map(({ element }) => element.name);
  return { header, parts: (from) => partsOf(guarded, metadata, from, limits) };
}

async function* partsOf(
  file: GuardedBuffer,
  metadata: FileMetaData,
  from: number,
  limits: ParquetLimits,
): AsyncGenerator<RowsPart> {
  const { children } = parquetSchema(metadata);
  const step = Math.max(1, Math.min(ROWS_AT_ONCE, Math.floor(limits.cellsAtOnce / children.length)));
  const clean = cleaner(children);
  let start = 0;
  for (const [index, rowGroup] of metadata.row_groups.entries()) {
    const count = Number(rowGroup.num_rows);
    if (start + count > from) {
      const group = groupReader(file, metadata, rowGroup, limits);
      const byteOffset = byteRange(rowGroup.columns[0]!).start;
      for (let first = Math.max(0, from - start); first < count; first += step) {
        const end = Math.min(count, first + step);
        const rows = await ownFaults(file, () => group(first, end));
        if (rows.length !== end - first) throw damaged('a group has other numbers of rows than it announces');
        for (let at = 0; at < rows.length; at += ROWS_PER_PART) {
          const part = rows.slice(at, at + ROWS_PER_PART);
          const broken = clean(part);
          yield { row: start + first + at, group: index + 1, byteOffset, rows: part, broken };
        }
      }
    }
    start += count;
  }
}

/** Decodes rows of a group, counted from its first row. */
type ReadRows = (rowStart: number, rowEnd: number) => Promise<unknown[][]>;

/**
 * Returns the decoder of a group. It reads the bytes of the group once, and checks the pages before the decoder
 * sees them.
 */
function groupReader(
  file: AsyncBuffer,
  metadata: FileMetaData,
  group: RowGroup,
  limits: ParquetLimits,
): ReadRows {
  const tree = parquetSchema(metadata);
  const forms = group.columns.map(({ meta_data }) =>
    columnForm(pathTo(tree, meta_data!.path_in_schema), Number(meta_data!.num_values)),
  );
  const checked: CheckedPages[] = [];
  const held = heldBytes(file, (bytes, start) => {
    for (const [index, column] of group.columns.entries()) {
      const place = byteRange(column);
      if (place.start < start || place.end > start + bytes.byteLength || checked[index]) continue;
      const own = new Uint8Array(bytes, place.start - start, place.end - place.start);
      checked[index] = checkPages(own, forms[index]!, limits);
    }
    const unpacked = checked.reduce((sum, pages) => sum + pages.unpacked, 0);
    if (unpacked > limits.groupBytes)
      throw damaged(`a group of rows unpacks to more than ${limits.groupBytes} bytes`);
  });
  // Each column has a codec with its own name. The function that unpacks a page then knows the column, and can
  // check the page.
  const columns = group.columns.map((column, index) => ({
    ...column,
    meta_data: { ...column.meta_data!, codec: String(index) as CompressionCodec },
  }));
  const unpackers = group.columns.map(({ meta_data }, index) =>
    unpacker(meta_data!.codec, forms[index]!, () => checked[index]),
  );
  const compressors = Object.fromEntries(unpackers.entries()) as Compressors;
  // Given all groups, the decoder would skip the others again for each part.
  const alone = { ...metadata, row_groups: [{ ...group, columns }], num_rows: group.num_rows };
  return async (rowStart, rowEnd) => {
    let read: unknown[][] = [];
    const onComplete = (rows: unknown[][]) => {
      read = rows;
    };
    await parquetRead({ file: held, metadata: alone, rowStart, rowEnd, compressors, parsers, onComplete });
    return read;
  };
}

/** Elements of the schema from the root to a column. */
function pathTo(root: SchemaTree, names: readonly string[]): SchemaElement[] {
  const path = [root];
  for (const name of names) {
    const child = path.at(-1)!.children.find(({ element }) => element.name === name);
    if (!child) throw damaged('a column is not in the schema');
    path.push(child);
  }
  return path.map(({ element }) => element);
}

type Decompress = (input: Uint8Array, length: number) => Uint8Array;

function unpacker(
  codec: CompressionCodec,
  form: ColumnForm,
  checked: () => CheckedPages | undefined,
): Decompress {
  const unpack = codec === 'UNCOMPRESSED' ? (input: Uint8Array) => input : codecs[codec];
  if (!unpack) throw damaged(`parquet unsupported compression codec: ${codec}`);
  return (input, length) => {
    const page = checked()?.pages.get(input.byteOffset);
    if (!page) throw damaged('a page is not at its announced place');
    const content = unpack(input, length);
    checkValues(content, page, form);
    return content;
  };
}

/** Node's own codecs stop at the length that a page announces, which was checked before. */
const codecs: Partial<Record<CompressionCodec, Decompress>> = {
  ...compressors,
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: length }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: length }),
  ZSTD: (input, length) => zstdDecompressSync(input, { maxOutputLength: length }),
};

/**
 * Placeholders for texts that cannot be decoded. They are objects because symbols within lists cannot be sent to
 * another thread.
 */
const BROKEN_UTF8 = Object.freeze({});
const BROKEN_JSON = Object.freeze({});
/** A placeholder for bytes, which no format reads. A view of a page would keep the whole page in memory. */
const BYTES = Object.freeze({});

const utf8 = new TextDecoder('utf-8', { fatal: true });

const parsers = {
  stringFromBytes(bytes: Uint8Array | undefined): unknown {
    try {
      return bytes && utf8.decode(bytes);
    } catch {
      return BROKEN_UTF8;
    }
  },
  jsonFromBytes(bytes: Uint8Array | undefined): unknown {
    try {
      return bytes && parseJson(utf8.decode(bytes));
    } catch {
      return BROKEN_JSON;
    }
  },
};

/**
 * Returns a function that prepares rows for sending and gives the rows with a text that cannot be decoded.
 * Other columns of bytes may hold any data, such as images.
 */
function cleaner(columns: readonly SchemaTree[]): (rows: unknown[][]) => RowsPart['broken'] {
  const isText = columns.map(({ element: { converted_type, logical_type } }) =>
    ['UTF8', 'STRING', 'JSON'].some((type) => type === converted_type || type === logical_type?.type),
  );
  const isFlat = columns.map(
    ({ children, element }) => children.length === 0 && element.repetition_type !== 'REPEATED',
  );
  const holdsBytes = columns.map(hasBytes);
  return (rows) => {
    const broken: RowsPart['broken'][number][] = [];
    for (const [index, row] of rows.entries())
      for (let column = 0; column < columns.length; column += 1) {
        const cell = row[column];
        if (cell === undefined && isFlat[column]) throw damaged('a column has no value for one of its rows');
        if (isText[column] && (cell === BROKEN_UTF8 || cell === BROKEN_JSON))
          broken.push([index, cell === BROKEN_UTF8 ? 'UTF-8' : 'JSON']);
        if (holdsBytes[column]) row[column] = withoutBytes(cell);
      }
    return broken;
  };
}

const hasBytes = ({ element, children }: SchemaTree): boolean =>
  element.type === 'FIXED_LEN_BYTE_ARRAY' ||
  element.logical_type?.type === 'VARIANT' ||
  children.some(hasBytes);

function withoutBytes(cell: unknown): unknown {
  if (ArrayBuffer.isView(cell)) return BYTES;
  if (Array.isArray(cell)) return cell.map(withoutBytes);
  if (typeof cell !== 'object' || cell === null || cell instanceof Date) return cell;
  return Object.fromEntries(Object.entries(cell).map(([name, part]) => [name, withoutBytes(part)]));
}

/** A file with checked ranges. `failure` is the error of reading its bytes. */
interface GuardedBuffer extends AsyncBuffer {
  failure?: unknown;
}

function guardedRanges(file: AsyncBuffer): GuardedBuffer {
  const guarded: GuardedBuffer = {
    byteLength: file.byteLength,
    async slice(start, end = file.byteLength) {
      if (!(start >= 0 && start <= end && end <= file.byteLength))
        throw damaged('a column lies outside of the file');
      try {
        return await file.slice(start, end);
      } catch (error) {
        guarded.failure ??= error;
        throw error;
      }
    },
  };
  return guarded;
}

/** Ranges of a file, each of which is read and checked once. */
function heldBytes(file: AsyncBuffer, check: (bytes: ArrayBuffer, start: number) => void): AsyncBuffer {
  const held = new Map<string, Promise<ArrayBuffer>>();
  const read = async (start: number, end: number): Promise<ArrayBuffer> => {
    const bytes = await file.slice(start, end);
    check(bytes, start);
    return bytes;
  };
  return {
    byteLength: file.byteLength,
    slice(start, end = file.byteLength) {
      const range = `${start}-${end}`;
      const bytes = held.get(range) ?? read(start, end);
      held.set(range, bytes);
      return bytes;
    },
  };
}

const UNSUPPORTED = /^parquet (?:unsupported [\w ]+: \w+|[\w ]+ not supported)$/;

/**
 * Treats every error of the decoder as a fault of the file. Its message is dropped, because it may quote a value.
 */
async function ownFaults<T>(file: GuardedBuffer, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (file.failure) throw file.failure;
    if (error instanceof UnreadableFile) throw error;
    const message =
      error instanceof Error && UNSUPPORTED.test(error.message) ? error.message : 'it cannot be decoded';
    throw error instanceof BrokenOff ? error : damaged(message);
  }
}
