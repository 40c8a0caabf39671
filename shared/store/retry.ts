import { setTimeout as sleep } from 'node:timers/promises';
/** How time passes and luck falls; replaced in tests. */
export interface Pace {
  /** Milliseconds left for the work: nothing new is tried at 0, but a request that hangs may take 10 s to fail. */
  readonly deadline: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
}

export const realPace: Pace = {
  deadline: () => Number.POSITIVE_INFINITY,
  sleep: (milliseconds) => sleep(milliseconds),
  random: Math.random,
};

/**
 * Waits before another try: anything up to 50 ms · 2^tries, at most 2 s (full jitter, so that writers who
 * collided do not collide again in step).
 * @returns false, without waiting, where there is no time left for the wait.
 */
export async function waitBefore(tries: number, { deadline, sleep, random }: Pace): Promise<boolean> {
  const milliseconds = random() * Math.min(2000, 50 * 2 ** tries);
  if (deadline() <= milliseconds) return false;
  await sleep(milliseconds);
  return true;
}

/** Tries what throws up to `times` times, then throws what it threw last. */
export async function persist<T>(action: () => Promise<T>, times: number, pace: Pace): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await action();
    } catch (error) {
      if (tries >= times || !(await waitBefore(tries, pace))) throw error;
    }
  }
}
