import { tQuantile } from '../numeric/distributions.ts';
import type { GroupCount } from './design-effect.ts';
import { type Interval, wilsonInterval } from './wilson.ts';

interface RatioEstimate {
  /** Σ k / Σ n. */
  rate: number;
  n: number;
  /** Null with one group only. The interval is then almost [0, 1]. */
  standardError: number | null;
  interval: Interval;
  degreesOfFreedom: number;
  effectiveGroups: number;
  /** The number of independent answers with the same information. The interval is Wilson's at this number. */
  effectiveN: number;
}

/**
 * A rate Σ k_g / Σ n_g with its cluster interval over groups of clinicians. Null without data.
 *
 * The standard error comes from the cluster jackknife: r̂ − r̂₍g₎ = (k_g − r̂ n_g)/(n − n_g), factor (J − 1)/J.
 * Effective groups and degrees of freedom are as for contrasts of abilities: with shares π_g = n_g/n and q_g = π_g/(1
 * − π_g), there are (Σ q)²/Σ q² effective groups, and one degree of freedom less. The interval is Wilson's at n_eff =
 * r̂(1 − r̂)/SE², at most n, with the quantile of t. A rate of 0 or 1 shows no variance between groups. In this case
 * n_eff is the effective number of groups, as if each group gave a single answer (Wolter 2007, ch. 4).
 *
 * @param groups k_g failures among n_g answers of each group, 0 ≤ k_g ≤ n_g
 * @param confidence in (0, 1)
 */
export function ratioInterval(groups: readonly GroupCount[], confidence = 0.95): RatioEstimate | null {
  const seen = groups.filter((group) => group.n > 0);
  const n = seen.reduce((sum, group) => sum + group.n, 0);
  const J = seen.length;
  if (J === 0) return null;
  const rate = seen.reduce((sum, group) => sum + group.k, 0) / n;

  const effectiveGroups = J === 1 ? 1 : effectiveNumber(seen.map((group) => group.n / (n - group.n)));
  const degreesOfFreedom = Math.max(1, effectiveGroups - 1);
  const critical = { quantile: tQuantile(0.5 + confidence / 2, degreesOfFreedom) };
  const shared = { rate, n, degreesOfFreedom, effectiveGroups };
  if (J === 1)
    return { ...shared, standardError: null, effectiveN: 1, interval: wilsonInterval(rate, 1, critical) };

  const squares = seen.reduce((sum, group) => sum + ((group.k - rate * group.n) / (n - group.n)) ** 2, 0);
  const variance = ((J - 1) / J) * squares;
  const binomial = rate * (1 - rate);
  const effectiveN = binomial > 0 ? (variance > 0 ? Math.min(n, binomial / variance) : n) : effectiveGroups;
  return {
    ...shared,
    standardError: Math.sqrt(variance),
    effectiveN,
    interval: wilsonInterval(rate, effectiveN, critical),
  };
}

const effectiveNumber = (q: readonly number[]): number =>
  q.reduce((sum, value) => sum + value, 0) ** 2 / q.reduce((sum, value) => sum + value * value, 0);
