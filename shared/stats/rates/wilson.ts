import { normalQuantile } from '../numeric/distributions.ts';

export type Interval = [lower: number, upper: number];

/**
 * Either a confidence level in (0, 1), with the normal distribution, or the critical value itself, such as a quantile
 * of t.
 */
type Critical = { confidence: number } | { quantile: number };

/**
 * Wilson's score interval for a proportion (Wilson 1927; Newcombe 1998, method 3): the values p with |rate − p| ≤
 * z·√(p(1 − p)/n).
 *
 * `rate` is in [0, 1]. `n` ≥ 0 may be real, such as an effective sample size. Without data the interval is [0, 1].
 */
export function wilsonInterval(rate: number, n: number, critical: Critical = { confidence: 0.95 }): Interval {
  if (!(n > 0)) return [0, 1];
  const z = 'quantile' in critical ? critical.quantile : normalQuantile(0.5 + critical.confidence / 2);
  const z2 = z * z;
  const centre = (rate + z2 / (2 * n)) / (1 + z2 / n);
  const half = (z / (1 + z2 / n)) * Math.sqrt((rate * (1 - rate)) / n + z2 / (4 * n * n));
  // The interval contains the rate and stays in [0, 1]. Rounding errors must not break this.
  return [Math.max(0, Math.min(rate, centre - half)), Math.min(1, Math.max(rate, centre + half))];
}
