import { setTimeout as sleep } from 'node:timers/promises';

// p-retry has no full jitter, and neither its pauses nor its clock can be replaced in tests.

/** How pauses grow from try to try. */
export interface Backoff {
  /** Maximum pause after the first try, in milliseconds. It doubles with each try. */
  readonly firstPause: number;
  /** Maximum pause after any try, in milliseconds. */
  readonly longestPause: number;
}

/** Time and chance, which tests replace. */
export interface Pace {
  /** Milliseconds left for the work. No attempt starts after they have passed, but a request in flight may still take 10 s to fail. */
  readonly deadline: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** A number from 0 to 1. */
  readonly random: () => number;
}

export const realPace: Pace = {
  deadline: () => Number.POSITIVE_INFINITY,
  sleep: (milliseconds) => sleep(milliseconds),
  random: Math.random,
};

/**
 * Pauses before another try. The pause has full jitter: it is random, from 0 to the maximum. Callers that collided
 * therefore do not collide again.
 *
 * @param tries the number of tries that have failed, at least 1
 * @returns false, without a pause, if not enough time is left for it
 */
export async function pauseAfter(
  tries: number,
  { firstPause, longestPause }: Backoff,
  { deadline, sleep, random }: Pace = realPace,
): Promise<boolean> {
  const milliseconds = random() * Math.min(longestPause, firstPause * 2 ** (tries - 1));
  if (deadline() <= milliseconds) return false;
  await sleep(milliseconds);
  return true;
}

export interface RetryOptions extends Backoff {
  readonly maxTries: number;
  /** Whether another try may succeed. By default, every error is retried. */
  readonly isRetriable?: (error: unknown) => boolean;
}

/**
 * Repeats an action that throws, with pauses.
 *
 * @throws the last error, when the tries or the time are used up, or when the error is not retriable
 */
export async function retry<T>(
  action: () => Promise<T>,
  { maxTries, isRetriable = () => true, ...backoff }: RetryOptions,
  pace: Pace = realPace,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await action();
    } catch (error) {
      if (tries >= maxTries || !isRetriable(error) || !(await pauseAfter(tries, backoff, pace))) throw error;
    }
  }
}

/** The pauses between tries of a request to the store. */
export const STORE_BACKOFF: Backoff = { firstPause: 100, longestPause: 2000 };
