import { describe, expect, test } from 'vitest';
import { pauseAfter, retry } from '../../../shared/lib/retry.ts';

const BACKOFF = { firstPause: 100, longestPause: 500 };

/** A clock that passes only while something sleeps. */
function pace(random: number, milliseconds = Number.POSITIVE_INFINITY) {
  const pauses: number[] = [];
  const slept = () => pauses.reduce((sum, pause) => sum + pause, 0);
  return {
    pauses,
    random: () => random,
    deadline: () => milliseconds - slept(),
    sleep: async (pause: number) => {
      pauses.push(pause);
    },
  };
}

/** An action that fails the given number of times. Its errors count the tries. */
function failing(times: number) {
  let tries = 0;
  return async () => {
    tries += 1;
    if (tries <= times) throw new Error(`try ${tries}`);
    return tries;
  };
}

describe('a pause between tries', () => {
  test('doubles its maximum with each try, up to the longest pause', async () => {
    const longest = pace(1);
    for (let tries = 1; tries <= 5; tries += 1) await pauseAfter(tries, BACKOFF, longest);
    expect(longest.pauses).toEqual([100, 200, 400, 500, 500]);
  });

  test('is a random part of its maximum, and may be zero', async () => {
    const [half, none] = [pace(0.5), pace(0)];
    for (const each of [half, none]) await pauseAfter(2, BACKOFF, each);
    expect([half.pauses, none.pauses]).toEqual([[100], [0]]);
  });

  test('is not begun if the time left is not longer than it', async () => {
    const [short, enough] = [pace(1, 100), pace(1, 101)];
    expect(await pauseAfter(1, BACKOFF, short)).toBe(false);
    expect(await pauseAfter(1, BACKOFF, enough)).toBe(true);
    expect([short.pauses, enough.pauses]).toEqual([[], [100]]);
  });
});

describe('an action that is repeated', () => {
  test('gives the result of the first try that succeeds', async () => {
    const waited = pace(1);
    expect(await retry(failing(2), { ...BACKOFF, maxTries: 3 }, waited)).toBe(3);
    expect(waited.pauses).toEqual([100, 200]);
  });

  test('throws its last error when the tries are used up, without another pause', async () => {
    const waited = pace(1);
    await expect(retry(failing(9), { ...BACKOFF, maxTries: 3 }, waited)).rejects.toThrow('try 3');
    expect(waited.pauses).toEqual([100, 200]);
  });

  test('throws its last error when no time is left for a pause', async () => {
    const waited = pace(1, 250);
    await expect(retry(failing(9), { ...BACKOFF, maxTries: 9 }, waited)).rejects.toThrow('try 2');
    expect(waited.pauses).toEqual([100]);
  });

  test('throws an error immediately if it is not retriable', async () => {
    const waited = pace(1);
    const isRetriable = (error: unknown) => (error as Error).message !== 'try 2';
    await expect(retry(failing(9), { ...BACKOFF, maxTries: 9, isRetriable }, waited)).rejects.toThrow(
      'try 2',
    );
    expect(waited.pauses).toEqual([100]);
  });
});
