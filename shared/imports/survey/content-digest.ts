import { createHash } from 'node:crypto';
import type { ByteSource } from '../../lib/index.ts';
import { peek } from '../containers/peek.ts';
import { type HasTimeLeft, unpack } from '../containers/unpack.ts';
import { UnreadableFile } from '../unreadable-file.ts';

/** Number of bytes between two checks of the time. */
const BYTES_PER_TIME_CHECK = 8 * 1024 * 1024;

/**
 * The SHA-256 of the unpacked bytes of a file, in hex. Two files with the same digest are deliveries of the same data. If the
 * file is damaged, the digest covers its packed bytes.
 * @returns null if the time is over
 */
export async function contentDigest(source: ByteSource, hasTimeLeft: HasTimeLeft): Promise<string | null> {
  const { bytes: magic } = await peek(
    source.read(0, Math.min(4, source.size)),
    ({ length }) => length >= 4,
    4,
  );
  try {
    return await digestOf(unpack(source, magic, hasTimeLeft).from(0), hasTimeLeft);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    const packed = await digestOf(source.read(0), hasTimeLeft);
    return packed && `packed-${packed}`;
  }
}

async function digestOf(chunks: AsyncIterable<Uint8Array>, hasTimeLeft: HasTimeLeft): Promise<string | null> {
  const hash = createHash('sha256');
  let bytesToCheck = BYTES_PER_TIME_CHECK;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytesToCheck -= chunk.length;
    if (bytesToCheck > 0) continue;
    if (!hasTimeLeft()) return null;
    bytesToCheck = BYTES_PER_TIME_CHECK;
  }
  return hash.digest('hex');
}
