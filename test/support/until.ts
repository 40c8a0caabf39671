import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';

/**
 * Seconds after which a wait is given up. The longest waits of the tests take one minute on a quiet machine, so a busy
 * one may be fifteen times slower. The limits of whole tests in `vitest.config.ts` are longer, so that a wait that runs
 * out is reported with its condition.
 * @see docs/decisions/0098-tests-wait-for-conditions.md
 */
export const WAIT_SECONDS = 900;

export interface WaitOptions {
  readonly seconds?: number;
  /** Pause between two calls of `look`. */
  readonly everyMs?: number;
}

/**
 * Calls `look` repeatedly until its result is accepted. Without `accept`, any truthy result is accepted.
 * @param condition the awaited condition, as a continuation of "waited for …"
 * @returns the accepted result
 * @throws Error with the condition and the last result if the time runs out, and any error of `look`
 */
export function until<T>(
  condition: string,
  look: () => T | Promise<T>,
  accept: (seen: T) => boolean = Boolean,
  { seconds = WAIT_SECONDS, everyMs = 50 }: WaitOptions = {},
): Promise<T> {
  let waiting = true;
  let seen: unknown = 'nothing yet';
  const accepted = async (): Promise<T> => {
    for (;;) {
      const found = await look();
      if (!waiting || accept(found)) return found;
      seen = found;
      await sleep(everyMs);
    }
  };
  return within(condition, accepted(), () => seen, seconds).finally(() => {
    waiting = false;
  });
}

/**
 * Waits for a promise with a time limit.
 * @param condition the awaited condition, as a continuation of "waited for …"
 * @param state returns the current state, which is reported if the time runs out
 */
export async function within<T>(
  condition: string,
  work: Promise<T>,
  state: () => unknown,
  seconds: number = WAIT_SECONDS,
): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(async () => {
    const seen = await Promise.resolve().then(state).catch(String);
    reject(new Error(`waited ${seconds} s for ${condition}; saw last: ${printed(seen)}`));
  }, seconds * 1000);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

const printed = (seen: unknown): string => (typeof seen === 'string' ? seen : inspect(seen, { depth: 5 }));
