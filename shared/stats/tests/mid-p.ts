import { lowerTail, upperTail } from '../numeric/beta-tail.ts';

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

/** The same of the other side: P(X > k) + ½P(X = k). It is 1 without data, and without failures. */
export const midUpperTail = (k: number, n: number, tau: number): number => {
  const tail = upperTail(k, n, tau);
  return tail === 1 ? 1 : (tail + (k > n - 1 ? 0 : upperTail(k + 1, n, tau))) / 2;
};

/**
 * The one-sided mid-p upper bound of the rate: the τ at which the lower tail is `level`, to 10⁻⁶. It is 1 if no τ below
 * 1 has a tail this small.
 *
 * @param level in (0, ½]
 */
export function midLowerBound(k: number, n: number, level: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 20; step++) {
    const middle = (low + high) / 2;
    if (midLowerTail(k, n, middle) > level) low = middle;
    else high = middle;
  }
  return high;
}
