/** A key of 64 bits, evenly spread, such as a part of a digest. */
export interface Key64 {
  /** The upper 32 bits, from 0 to 2^32 − 1. */
  readonly high: number;
  /** The lower 32 bits, from 0 to 2^32 − 1. */
  readonly low: number;
}

/**
 * Numbers by key, with 24 to 48 bytes per key, outside the heap. It is a hash table with open addressing, at most half
 * full. Among a million keys, the probability that two digests share their 64 bits is below 1e-7.
 */
export class KeyTable {
  #highs = new Uint32Array(1024);
  #lows = new Uint32Array(1024);
  /** 0 marks a free slot. */
  #numbers = new Uint32Array(1024);
  #size = 0;

  /** The number of different keys. */
  get size(): number {
    return this.#size;
  }

  /** The number under a key. 0 if the table does not hold the key. */
  get(key: Key64): number {
    return this.#numbers[this.#slotOf(key)]!;
  }

  /** @param number a whole number from 1 to 2^32 − 1 */
  set(key: Key64, number: number): void {
    const slot = this.#slotOf(key);
    if (this.#numbers[slot] === 0) this.#size += 1;
    this.#highs[slot] = key.high;
    this.#lows[slot] = key.low;
    this.#numbers[slot] = number;
    if (this.#size * 2 > this.#numbers.length) this.#rebuild(this.#numbers.length * 2, () => true);
  }

  /** Drops keys, and keeps the memory for others. `isKept` cannot look up other keys. */
  keep(isKept: (key: Key64, number: number) => boolean): void {
    this.#size = 0;
    this.#rebuild(this.#numbers.length, isKept);
  }

  /** The slot of a key, or the free slot for it. */
  #slotOf({ high, low }: Key64): number {
    const mask = this.#numbers.length - 1;
    let slot = low & mask;
    while (this.#numbers[slot] !== 0 && (this.#lows[slot] !== low || this.#highs[slot] !== high))
      slot = (slot + 1) & mask;
    return slot;
  }

  #rebuild(length: number, isKept: (key: Key64, number: number) => boolean): void {
    const [highs, lows, numbers] = [this.#highs, this.#lows, this.#numbers];
    this.#highs = new Uint32Array(length);
    this.#lows = new Uint32Array(length);
    this.#numbers = new Uint32Array(length);
    this.#size = 0;
    for (let slot = 0; slot < numbers.length; slot += 1) {
      const key = { high: highs[slot]!, low: lows[slot]! };
      if (numbers[slot] === 0 || !isKept(key, numbers[slot]!)) continue;
      const free = this.#slotOf(key);
      this.#highs[free] = key.high;
      this.#lows[free] = key.low;
      this.#numbers[free] = numbers[slot]!;
      this.#size += 1;
    }
  }
}
