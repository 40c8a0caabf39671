/** Maximum size of a block. It also limits a text, by the bytes that the text may need. */
const MAX_BLOCK_BYTES = 16 * 1024 * 1024;
/** Bytes before each text that contain its length. */
const LENGTH_BYTES = 4;
/** Maximum number of UTF-8 bytes per UTF-16 code unit. */
const MAX_BYTES_PER_UNIT = 3;

/** Texts in buffers outside the heap, so that garbage collection does not have to visit them. */
export class Arena {
  readonly #blocks: Buffer[] = [];
  readonly #blockSize: number;
  /** Index of the block that takes the next text. The blocks after it are empty. */
  #filling = -1;
  #used = 0;
  #bytes = 0;

  /** @param blockSize bytes per allocation */
  constructor(blockSize = MAX_BLOCK_BYTES) {
    this.#blockSize = blockSize;
  }

  /** Bytes of memory that the texts take. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @returns the place by which `get` finds the text */
  add(text: string): number {
    const longest = LENGTH_BYTES + text.length * MAX_BYTES_PER_UNIT;
    if (longest > MAX_BLOCK_BYTES)
      throw new RangeError(`a text of ${text.length} characters is too long to be kept`);
    if (this.#used + longest > (this.#blocks[this.#filling]?.length ?? 0)) this.#begin(longest);
    const block = this.#blocks[this.#filling]!;
    const place = this.#filling * MAX_BLOCK_BYTES + this.#used;
    const length = block.write(text, this.#used + LENGTH_BYTES);
    block.writeUInt32LE(length, this.#used);
    this.#used += LENGTH_BYTES + length;
    return place;
  }

  get(place: number): string {
    const block = this.#blocks[Math.floor(place / MAX_BLOCK_BYTES)]!;
    const at = place % MAX_BLOCK_BYTES;
    return block.toString('utf8', at + LENGTH_BYTES, at + LENGTH_BYTES + block.readUInt32LE(at));
  }

  /** Drops all texts, and keeps the memory for new ones. */
  clear(): void {
    this.#filling = -1;
    this.#used = 0;
    this.#bytes = 0;
  }

  /** Starts a block that can contain the given number of bytes. */
  #begin(longest: number): void {
    this.#filling += 1;
    const kept = this.#blocks[this.#filling];
    const block =
      kept && kept.length >= longest ? kept : Buffer.allocUnsafeSlow(Math.max(this.#blockSize, longest));
    this.#blocks[this.#filling] = block;
    this.#bytes += block.length;
    this.#used = 0;
  }
}
