/** The beginning of a stream. */
export interface Head {
  readonly bytes: Buffer;
  /** Whether the stream ends after these bytes. */
  readonly whole: boolean;
}

/**
 * Reads the first bytes until `enough` accepts them, or until there are more than `most`, or until the end. It
 * calls `enough` again only after the bytes have doubled. Each byte is therefore examined twice on average, even if
 * the chunks are small.
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
