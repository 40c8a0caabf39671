import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ByteSource } from '../../shared/lib/index.ts';

const CHUNK_BYTES = 1024 * 1024;

/** Opens a file on this machine as a source. */
export async function fileSource(file: string): Promise<ByteSource> {
  const { size } = await stat(file);
  return {
    size,
    async *read(start, end = size) {
      if (start < end) yield* createReadStream(file, { start, end: end - 1, highWaterMark: CHUNK_BYTES });
    },
  };
}
