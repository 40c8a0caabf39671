/** Time that passes only while everybody waits: hours of waiting are simulated in moments, always alike. */
export class VirtualTime {
  #now = 0;
  /** Who waits, the earliest first; at the same time, who came first. */
  readonly #waiting: { readonly at: number; readonly wake: () => void }[] = [];

  readonly now = (): number => this.#now;

  readonly sleep = (milliseconds: number): Promise<void> =>
    new Promise((wake) => {
      const at = this.#now + milliseconds;
      const place = this.#waiting.findLastIndex((other) => other.at <= at) + 1;
      this.#waiting.splice(place, 0, { at, wake });
    });

  /** Lets time pass until the work is done. @throws where it waits for nothing that could come */
  async run<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const outcome = work.finally(() => {
      done = true;
    });
    outcome.catch(() => {});
    for (;;) {
      // All that can go on at this moment does, before the next one comes.
      await new Promise(setImmediate);
      if (done) return outcome;
      const next = this.#waiting.shift();
      if (!next) throw new Error('the work waits for ever');
      this.#now = next.at;
      next.wake();
    }
  }
}
