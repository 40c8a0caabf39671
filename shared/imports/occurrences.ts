/** A slot without a key. */
const FREE = -1;

/**
 * Counts keys, with 24 bytes per key on average, outside the heap. It is a hash table with open addressing, at most
 * half full.
 */
export class Occurrences {
  #keys = new Float64Array(1024).fill(FREE);
  #counts = new Uint32Array(1024);
  #different = 0;

  /** The number of different keys. */
  get different(): number {
    return this.#different;
  }

  /**
   * @param key a whole number from 0, evenly spread in its lowest bits
   * @returns the number of occurrences, including this one
   */
  add(key: number): number {
    const slot = this.#find(key);
    if (this.#keys[slot] === FREE) {
      this.#keys[slot] = key;
      this.#different += 1;
    }
    this.#counts[slot]! += 1;
    const count = this.#counts[slot]!;
    if (this.#different * 2 > this.#keys.length) this.#spread();
    return count;
  }

  /** The slot of a key, or the free slot for it. */
  #find(key: number): number {
    const length = this.#keys.length;
    let slot = key % length;
    while (this.#keys[slot] !== FREE && this.#keys[slot] !== key) slot = (slot + 1) % length;
    return slot;
  }

  #spread(): void {
    const [keys, counts] = [this.#keys, this.#counts];
    this.#keys = new Float64Array(keys.length * 2).fill(FREE);
    this.#counts = new Uint32Array(keys.length * 2);
    for (const [from, key] of keys.entries()) {
      if (key === FREE) continue;
      const slot = this.#find(key);
      this.#keys[slot] = key;
      this.#counts[slot] = counts[from]!;
    }
  }
}
