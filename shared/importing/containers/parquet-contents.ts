import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { BrokenOff, UnreadableFile } from '../unreadable-file.ts';
import type { ByteSource } from './byte-source.ts';
import type { Contents } from './contents.ts';
import type { Place } from './place.ts';
import type { RawRecord } from './raw-record.ts';
import { INVALID_ENCODING } from './record-faults.ts';

/** The bytes of a group's columns are held as a whole. Writers make groups of some tens of megabytes unless told otherwise. */
const LARGEST_GROUP = 256 * 1024 * 1024;
/**
 * Rows that are decoded at once. pandas puts a million into a group, which would take a gigabyte; decoding a group in
 * twenty parts takes three times the little that decoding takes.
 */
const ROWS_AT_ONCE = 50_000;

/**
 * A Parquet file. Its rows are read group by group with range requests for its columns, and decoded some at a time.
 * @throws UnreadableFile where it is damaged, or has groups too large to be held
 */
export async function parquetContents(source: ByteSource): Promise<Contents> {
  const file = asyncBufferOf(source);
  const metadata = await guarded(file, () => parquetMetadataAsync(file));
  const header = parquetSchema(metadata).children.map(({ element }) => element.name);
  return { container: 'parquet', header, batches: (from) => rowsOf(file, metadata, from) };
}

async function* rowsOf(file: Reading, metadata: FileMetaData, from: Place): AsyncGenerator<RawRecord[]> {
  // Other columns of bytes may hold anything, as images.
  const texts = parquetSchema(metadata).children.flatMap(({ element }, column) =>
    element.converted_type === 'UTF8' || element.logical_type?.type === 'STRING' ? [column] : [],
  );
  let start = 0;
  for (const [group, { num_rows, columns }] of metadata.row_groups.entries()) {
    const end = start + Number(num_rows);
    if (end >= from.line) {
      const bytes = columns.reduce(
        (sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size ?? 0),
        0,
      );
      if (bytes > LARGEST_GROUP)
        throw new UnreadableFile(
          `a group of its rows holds ${Math.round(bytes / 2 ** 20)} MB; ${LARGEST_GROUP / 2 ** 20} can be held.` +
            ' Write it with smaller groups (row_group_size in pandas and DuckDB), or without the columns of texts.',
        );
      const [first] = columns;
      const byteOffset = Number(
        first?.meta_data?.dictionary_page_offset ?? first?.meta_data?.data_page_offset ?? 4,
      );
      const held = heldBytes(file);
      for (let rowStart = Math.max(start, from.line - 1); rowStart < end; rowStart += ROWS_AT_ONCE) {
        const rows = await guarded(file, () =>
          readRows(held, metadata, rowStart, Math.min(end, rowStart + ROWS_AT_ONCE)),
        );
        yield rows.map((value, index) => {
          const line = rowStart + index + 1;
          const place = { line, byteOffset, rowGroup: group + 1, next: { line: line + 1, byteOffset } };
          const isBroken = texts.some((column) => value[column] === NOT_UTF8);
          return isBroken ? { ...place, fault: INVALID_ENCODING } : { ...place, value };
        });
      }
    }
    start = end;
  }
}

/** Stands for a text whose bytes are not UTF-8. */
const NOT_UTF8 = Symbol('not UTF-8');

const utf8 = new TextDecoder('utf-8', { fatal: true });

const parsers = {
  stringFromBytes(bytes: Uint8Array | undefined): string | symbol | undefined {
    try {
      return bytes && utf8.decode(bytes);
    } catch {
      return NOT_UTF8;
    }
  },
};

async function readRows(file: AsyncBuffer, metadata: FileMetaData, rowStart: number, rowEnd: number) {
  let read: unknown[][] = [];
  const onComplete = (rows: unknown[][]) => {
    read = rows;
  };
  await parquetRead({ file, metadata, rowStart, rowEnd, compressors, parsers, onComplete });
  return read;
}

/** A file as the Parquet reader wants it; `failure` is what reading its bytes threw. */
interface Reading extends AsyncBuffer {
  failure?: unknown;
}

function asyncBufferOf(source: ByteSource): Reading {
  const reading: Reading = {
    byteLength: source.size,
    async slice(start, end = source.size) {
      try {
        const bytes = new Uint8Array(end - start);
        let length = 0;
        for await (const chunk of source.read(start, end)) {
          bytes.set(chunk, length);
          length += chunk.length;
        }
        return bytes.buffer;
      } catch (error) {
        reading.failure ??= error;
        throw error;
      }
    },
  };
  return reading;
}

/** The same file, of which what is asked for again is not read again: a group's columns, for each part of its rows. */
function heldBytes(file: Reading): AsyncBuffer {
  const held = new Map<string, Promise<ArrayBuffer>>();
  return {
    byteLength: file.byteLength,
    slice(start, end) {
      const range = `${start}-${end}`;
      const bytes = held.get(range) ?? Promise.resolve(file.slice(start, end));
      held.set(range, bytes);
      return bytes;
    },
  };
}

/** Whatever the reader throws is the file's fault, but for what reading the bytes threw. */
async function guarded<T>(file: Reading, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (file.failure) throw file.failure;
    throw new BrokenOff(`its Parquet data are damaged (${(error as Error).message}). Write it again.`);
  }
}
