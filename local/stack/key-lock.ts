/** Gives a key to one holder at a time, in the order they asked. */
export class KeyLock {
  readonly #last = new Map<string, Promise<void>>();

  /** Waits for the key; the function it resolves to gives the key back, and may be called more than once. */
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
