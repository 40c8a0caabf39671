/** The beginning of a stream. */
export interface Head {
  readonly bytes: Buffer;
  /** Whether there is no more than that. */
  readonly whole: boolean;
}

/**
 * Reads as many first bytes as `enough` is content with, or more than `most`, or all there are. It asks again only after the bytes have
 * doubled, so that it looks at each byte twice on average however small the chunks are.
 */
export async function peek(
  stream: AsyncIterable<Uint8Array>,
  enough: (bytes: Buffer) => boolean,
  most: number,
): Promise<Head> {
  let parts: Uint8Array[] = [];
  let [length, looked] = [0, 0];
  for await (const chunk of stream) {
    parts.push(chunk);
    length += chunk.length;
    if (chunk.length === 0 || (length < 2 * looked && length <= most)) continue;
    const bytes = Buffer.concat(parts);
    if (length > most || enough(bytes)) return { bytes, whole: false };
    parts = [bytes];
    looked = length;
  }
  return { bytes: Buffer.concat(parts), whole: true };
}
