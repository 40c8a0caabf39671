/** The beginning of a stream. */
export interface Head {
  readonly bytes: Buffer;
  /** Whether there is no more than that. */
  readonly whole: boolean;
}

/**
 * Reads as many first bytes as `enough` is content with, or all there are. It asks again only after the bytes have
 * doubled, so that it looks at each byte twice on average however small the chunks are.
 */
export async function peek(
  stream: AsyncIterable<Uint8Array>,
  enough: (bytes: Buffer) => boolean,
): Promise<Head> {
  let parts: Uint8Array[] = [];
  let [length, looked] = [0, 0];
  for await (const chunk of stream) {
    parts.push(chunk);
    length += chunk.length;
    if (length < 2 * looked || chunk.length === 0) continue;
    const bytes = Buffer.concat(parts);
    if (enough(bytes)) return { bytes, whole: false };
    parts = [bytes];
    looked = length;
  }
  return { bytes: Buffer.concat(parts), whole: true };
}
