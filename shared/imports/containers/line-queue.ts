import type { Line } from './line.ts';

/** A queue of lines with lookahead. */
export class LineQueue {
  readonly #batches: AsyncIterator<Line[]>;
  #lines: Line[] = [];
  #taken = 0;
  #ended = false;

  constructor(batches: AsyncIterable<Line[]>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** The line `ahead` places after the next line, if it is already in memory. */
  seen(ahead: number): Line | undefined {
    return this.#lines[this.#taken + ahead];
  }

  /**
   * The line `ahead` places after the next line, read from the file if necessary. Undefined after the end of the
   * file.
   */
  async look(ahead: number): Promise<Line | undefined> {
    while (!this.#ended && this.#lines.length - this.#taken <= ahead) {
      const { done, value } = await this.#batches.next();
      if (done) this.#ended = true;
      else {
        this.#lines = [...this.#lines.slice(this.#taken), ...value];
        this.#taken = 0;
      }
    }
    return this.seen(ahead);
  }

  take(count: number): void {
    this.#taken += count;
  }
}
