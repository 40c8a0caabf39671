/** No block is larger, nor any text with what it may take at most. */
const LARGEST_BLOCK = 16 * 1024 * 1024;
/** Bytes before each text that tell its length. */
const HEAD = 4;
/** Bytes that a UTF-16 code unit takes at most in UTF-8. */
const MOST_PER_UNIT = 3;

/** Texts outside of the heap that garbage collection goes through: ten million of them cost it nothing. */
export class Arena {
  readonly #blocks: Buffer[] = [];
  readonly #blockSize: number;
  /** The block that is being filled; those after it are empty. */
  #filling = -1;
  #used = 0;
  #bytes = 0;

  /** @param blockSize bytes that are taken from the system at once */
  constructor(blockSize = LARGEST_BLOCK) {
    this.#blockSize = blockSize;
  }

  /** Memory taken by texts, bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @returns where the text stands */
  add(text: string): number {
    const longest = HEAD + text.length * MOST_PER_UNIT;
    if (longest > LARGEST_BLOCK)
      throw new RangeError(`a text of ${text.length} characters is too long to be kept`);
    if (this.#used + longest > (this.#blocks[this.#filling]?.length ?? 0)) this.#begin(longest);
    const block = this.#blocks[this.#filling]!;
    const place = this.#filling * LARGEST_BLOCK + this.#used;
    const length = block.write(text, this.#used + HEAD);
    block.writeUInt32LE(length, this.#used);
    this.#used += HEAD + length;
    return place;
  }

  get(place: number): string {
    const block = this.#blocks[Math.floor(place / LARGEST_BLOCK)]!;
    const at = place % LARGEST_BLOCK;
    return block.toString('utf8', at + HEAD, at + HEAD + block.readUInt32LE(at));
  }

  /** Forgets all texts, and keeps the memory for others. */
  clear(): void {
    this.#filling = -1;
    this.#used = 0;
    this.#bytes = 0;
  }

  /** Begins a block that can hold so many bytes. */
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
