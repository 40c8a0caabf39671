import { lowerTail } from '../numeric/beta-tail.ts';

/**
 * Mid-p binomial tail (Lancaster 1961; Agresti 2002, §1.4.5): P(X < k) + ½P(X = k), for real k and n like the tails that
 * it averages. The observed outcome counts half, and more extreme outcomes count fully.
 *
 * It removes the conservatism of discrete tests. Its size is near the level on average over rates, and may exceed it at
 * some rates. Without data the tail is 1.
 *
 * @param k failures, 0 ≤ k ≤ n
 * @param n answers, or their effective number
 * @param tau the tolerance, in [0, 1]
 */
export const midLowerTail = (k: number, n: number, tau: number): number =>
  (lowerTail(k, n, tau) + (n > 0 ? lowerTail(k - 1, n, tau) : 1)) / 2;
