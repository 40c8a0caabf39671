/** Simulates the death of a worker. */
export class Crash extends Error {}

/**
 * Counts calls to ports and ends the worker at one of them, before or after it takes effect. The call is the n-th
 * of all, or the first of a method. A dead worker reaches no port.
 */
export class Crasher {
  calls = 0;
  dead = false;
  readonly #at: number | string;
  readonly #when: 'before' | 'after';

  constructor(at: number | string = Number.POSITIVE_INFINITY, when: 'before' | 'after' = 'before') {
    this.#at = at;
    this.#when = when;
  }

  /** The same port with methods that may end the worker. */
  around<T extends object>(port: T, methods: readonly (keyof T)[]): T {
    return new Proxy(port, {
      get: (target, name) => {
        const member = Reflect.get(target, name) as unknown;
        if (typeof member !== 'function') return member;
        if (!methods.includes(name as keyof T)) return member.bind(target);
        return (...given: unknown[]) => this.#call(String(name), () => member.apply(target, given));
      },
    });
  }

  async #call(name: string, action: () => Promise<unknown>): Promise<unknown> {
    if (this.dead) throw new Crash('dead');
    this.calls += 1;
    this.dead = this.calls === this.#at || name === this.#at;
    if (this.dead && this.#when === 'before') throw new Crash('before');
    const result = await action();
    if (this.dead) throw new Crash('after');
    return result;
  }
}
