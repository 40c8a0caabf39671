import type { Line } from './line.ts';

/** Lines that can be looked at before they are taken. */
export class LineQueue {
  readonly #batches: AsyncIterator<Line[]>;
  #lines: Line[] = [];
  #taken = 0;
  #ended = false;

  constructor(batches: AsyncIterable<Line[]>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** The line `ahead` of the next one, if it has been read already. */
  seen(ahead: number): Line | undefined {
    return this.#lines[this.#taken + ahead];
  }

  /** The line `ahead` of the next one, reading on for it; undefined after the end of the file. */
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
