/** Damage costs at most the output of one piece. */
const PIECE_BYTES = 16 * 1024;

/** A stream of bytes that can be read in pieces or exact lengths, and put back. */
export class PackedInput {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);
  #consumed = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The number of bytes that were read and not put back. */
  get consumed(): number {
    return this.#consumed;
  }

  /** The next bytes, at most {@link PIECE_BYTES}. Null at the end. */
  async next(): Promise<Buffer | null> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#chunks.next();
      if (done) return null;
      this.#rest = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
    return this.#cut(Math.min(PIECE_BYTES, this.#rest.length));
  }

  /** The given number of bytes, or fewer at the end. */
  async take(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let missing = length; missing > 0; ) {
      const piece = await this.next();
      if (!piece) break;
      if (piece.length > missing) this.putBack(piece.subarray(missing));
      parts.push(piece.subarray(0, missing));
      missing -= parts.at(-1)!.length;
    }
    return Buffer.concat(parts);
  }

  /** The bytes up to and including the given byte. Null if it is not within `most` bytes, or not before the end. */
  async takeThrough(byte: number, most: number): Promise<Buffer | null> {
    const parts: Buffer[] = [];
    for (let length = 0; length <= most; length += parts.at(-1)!.length) {
      const piece = await this.next();
      if (!piece) return null;
      const end = piece.indexOf(byte) + 1;
      if (end > 0) {
        this.putBack(piece.subarray(end));
        return Buffer.concat([...parts, piece.subarray(0, end)]);
      }
      parts.push(piece);
    }
    return null;
  }

  /** Puts back the last bytes that were read. */
  putBack(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : this.#before(bytes);
    this.#consumed -= bytes.length;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #cut(length: number): Buffer {
    const piece = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    this.#consumed += length;
    return piece;
  }

  /** Puts bytes back. They are directly before the remaining bytes, in the same chunk. */
  #before(bytes: Buffer): Buffer {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length + this.#rest.length);
  }
}
