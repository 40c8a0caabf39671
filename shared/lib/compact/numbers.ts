import { lengthened } from './lengthened.ts';

/** A list of numbers in an array buffer, eight bytes each, so that garbage collection does not have to visit them. */
export class Numbers {
  #values = new Float64Array(1024);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  push(value: number): void {
    if (this.#count === this.#values.length) {
      this.#values = lengthened(this.#values, this.#count * 2);
    }
    this.#values[this.#count] = value;
    this.#count += 1;
  }

  /** Drops all numbers, and keeps the memory for new ones. */
  clear(): void {
    this.#count = 0;
  }

  /** @param index less than `count` */
  at(index: number): number {
    return this.#values[index]!;
  }
}
