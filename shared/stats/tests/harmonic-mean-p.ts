/** Squares of smaller numbers vanish. */
const TINY = 1e-100;

/**
 * The p-value of the hypothesis that two hypotheses are both true, by the harmonic mean h = 2/(1/p₁ + 1/p₂) of their
 * p-values (Good 1958; Wilson 2019). Under independence, P(H ≤ h) = h + ½h²·ln(2/h − 1), which is the p-value.
 *
 * Small p-values that agree hardly cost anything: two equal ones combine to about themselves, where Simes' method does the
 * same. A single small one costs a factor of two. In between, the harmonic mean is smaller than Simes' p-value, by up to a
 * third. Small harmonic means are insensitive to dependence (Wilson 2019; Chen, Liu, Tan & Wang 2023), and the correction
 * for independence makes the p-value larger than h. So the size stays near the level if the p-values depend on each other.
 *
 * @param p in [0, 1]
 * @returns in [0, 1], and at least the smaller of both
 */
export function harmonicMeanP([a, b]: readonly [number, number]): number {
  const [least, most] = a < b ? [a, b] : [b, a];
  const h = least === 0 ? 0 : (2 * least) / (1 + least / most);
  return h < TINY ? h : Math.min(1, h + (h ** 2 / 2) * Math.log(2 / h - 1));
}
