/** Texts are kept in blocks of this many bytes; none is longer than a block. */
const BLOCK = 16 * 1024 * 1024;
/** Bytes before each text that tell its length. */
const HEAD = 4;
/** Bytes that a UTF-16 code unit takes at most in UTF-8. */
const MOST_PER_UNIT = 3;

/** Texts outside of the heap that garbage collection goes through: ten million of them cost it nothing. */
export class Arena {
  readonly #blocks: Buffer[] = [];
  #used = BLOCK;

  /** @returns where the text stands */
  add(text: string): number {
    const longest = HEAD + text.length * MOST_PER_UNIT;
    if (longest > BLOCK) throw new RangeError(`a text of ${text.length} characters is too long to be kept`);
    if (this.#used + longest > BLOCK) {
      this.#blocks.push(Buffer.allocUnsafeSlow(BLOCK));
      this.#used = 0;
    }
    const block = this.#blocks.at(-1)!;
    const place = (this.#blocks.length - 1) * BLOCK + this.#used;
    const length = block.write(text, this.#used + HEAD);
    block.writeUInt32LE(length, this.#used);
    this.#used += HEAD + length;
    return place;
  }

  get(place: number): string {
    const block = this.#blocks[Math.floor(place / BLOCK)]!;
    const at = place % BLOCK;
    return block.toString('utf8', at + HEAD, at + HEAD + block.readUInt32LE(at));
  }
}
