import type { ByteSource } from '../../lib/index.ts';

/** The bytes from `start` to before `end`, in memory. */
export async function bytesOf(
  source: ByteSource,
  start: number,
  end: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(end - start);
  let length = 0;
  for await (const chunk of source.read(start, end)) {
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return bytes;
}
