import { lowerTail, upperTail } from './beta-tail.ts';

/**
 * Mid-p binomial tails (Lancaster 1961; Agresti 2002, §1.4.5): half of what is as extreme as seen, and all that is
 * more so, P(X > k) + ½P(X = k), for real k and n as the tails they average.
 *
 * They undo the conservatism of discrete tests: the size is near its level on average over rates, and may exceed it at
 * some. Without data a tail is 1.
 */
export const midUpperTail = (k: number, n: number, tau: number): number =>
  (upperTail(k, n, tau) + (n > 0 ? upperTail(k + 1, n, tau) : 1)) / 2;

/** P(X < k) + ½P(X = k). */
export const midLowerTail = (k: number, n: number, tau: number): number =>
  (lowerTail(k, n, tau) + (n > 0 ? lowerTail(k - 1, n, tau) : 1)) / 2;
