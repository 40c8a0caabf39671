/** The beginning of a stream. */
export interface Head {
  readonly bytes: Buffer;
  /** Whether there is no more than that. */
  readonly whole: boolean;
}

/** Reads as many first bytes as `enough` is content with, or all there are. */
export async function peek(
  stream: AsyncIterable<Uint8Array>,
  enough: (bytes: Buffer) => boolean,
): Promise<Head> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of stream) {
    bytes = Buffer.concat([bytes, chunk]);
    if (enough(bytes)) return { bytes, whole: false };
  }
  return { bytes, whole: true };
}
