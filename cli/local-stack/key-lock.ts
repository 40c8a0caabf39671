/** A lock per key. Waiting holders get it in the order of their requests. */
export class KeyLock {
  readonly #last = new Map<string, Promise<void>>();

  /** Waits for the lock and returns the function that releases it. Releasing twice has no effect. */
  async acquire(key: string): Promise<() => void> {
    const previous = this.#last.get(key);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last.set(key, promise);
    await previous;
    return () => {
      if (this.#last.get(key) === promise) this.#last.delete(key);
      resolve();
    };
  }
}
