/** Time that passes only while all tasks wait. It simulates hours of waiting in moments, and is deterministic. */
export class VirtualTime {
  #now = 0;
  /** Waiting tasks, the earliest first. Tasks with the same time keep their order of arrival. */
  readonly #waiting: { readonly at: number; readonly wake: () => void }[] = [];

  readonly now = (): number => this.#now;

  readonly sleep = (milliseconds: number): Promise<void> =>
    new Promise((wake) => {
      const at = this.#now + milliseconds;
      const place = this.#waiting.findLastIndex((other) => other.at <= at) + 1;
      this.#waiting.splice(place, 0, { at, wake });
    });

  /**
   * Advances the time until the work is done.
   * @throws if the work waits for an event that cannot happen
   */
  async run<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const outcome = work.finally(() => {
      done = true;
    });
    outcome.catch(() => {});
    for (;;) {
      // Runs every task that is ready at this moment before time moves on.
      await new Promise(setImmediate);
      if (done) return outcome;
      const next = this.#waiting.shift();
      if (!next) throw new Error('the work waits for ever');
      this.#now = next.at;
      next.wake();
    }
  }
}
