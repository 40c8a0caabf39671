import type { Backoff } from '../lib/retry.ts';

/** The pauses between tries of a request to the store. */
export const STORE_BACKOFF: Backoff = { firstPause: 100, longestPause: 2000 };
