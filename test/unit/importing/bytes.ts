import { defaultProtocol } from '../../../shared/contracts/protocol.ts';
import { type FileContext, openFile } from '../../../shared/importing/read-records.ts';
import type { SourceRecord } from '../../../shared/importing/source-record.ts';

/** A file as a stream of chunks of at most `size` bytes. */
export async function* chunksOf(content: string | Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content as string);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

export const context: FileContext = {
  study: 'moove',
  criteria: new Set(defaultProtocol().criteria.map(({ id }) => id)),
};

/** The records of a file. */
export async function recordsOf(content: string | Uint8Array, size?: number): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for await (const record of (await openFile(chunksOf(content, size), context)).records) records.push(record);
  return records;
}

/** What opening and reading a file through throws. */
export async function refusalOf(content: string | Uint8Array): Promise<string> {
  try {
    await recordsOf(content);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the file was read');
}
