import { defaultProtocol } from '../../../shared/contracts/protocol.ts';
import type { FormatContext } from '../../../shared/imports/formats/format.ts';
import { openFile, type ReadRecord } from '../../../shared/imports/read-records.ts';
import type { ByteSource } from '../../../shared/lib/byte-source.ts';

/** A file as a stream of chunks of at most `size` bytes. */
export async function* chunksOf(content: string | Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content as string);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

/** A file that is read in chunks of at most `size` bytes. */
export function sourceOf(content: string | Uint8Array, size?: number): ByteSource {
  const bytes = Buffer.from(content as string);
  return { size: bytes.length, read: (start, end) => chunksOf(bytes.subarray(start, end), size) };
}

export const context: FormatContext = {
  study: 'moove',
  criteria: defaultProtocol().criteria,
};

/** The records of a file. */
export async function recordsOf(content: string | Uint8Array, size?: number): Promise<ReadRecord[]> {
  const records: ReadRecord[] = [];
  for await (const record of (await openFile(sourceOf(content, size), context)).records())
    records.push(record);
  return records;
}

/** The error message of opening and reading a file to its end. */
export async function refusalOf(content: string | Uint8Array): Promise<string> {
  try {
    await recordsOf(content);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the file was read');
}
