/** A list of numbers outside of the heap that garbage collection goes through, eight bytes each. */
export class Numbers {
  #values = new Float64Array(1024);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  push(value: number): void {
    if (this.#count === this.#values.length) {
      const values = new Float64Array(this.#count * 2);
      values.set(this.#values);
      this.#values = values;
    }
    this.#values[this.#count] = value;
    this.#count += 1;
  }

  /** Forgets all numbers, and keeps the memory for others. */
  clear(): void {
    this.#count = 0;
  }

  /** The number at an index that is below the count. */
  at(index: number): number {
    return this.#values[index]!;
  }
}
