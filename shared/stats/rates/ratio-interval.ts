import { tQuantile } from '../numeric/distributions.ts';
import { twoWayVariance } from '../numeric/two-way-variance.ts';
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
}

/** The counts by items, and by intersections of the main units with items. */
export interface CrossedCounts {
  readonly items: readonly GroupCount[];
  readonly intersections: readonly GroupCount[];
}

/**
 * A rate Σ k_g / Σ n_g with its cluster interval over sampling units. Null without data.
 *
 * The standard error comes from the cluster jackknife: r̂ − r̂₍g₎ = (k_g − r̂ n_g)/(n − n_g), factor (J − 1)/J.
 * Effective groups and degrees of freedom are as for contrasts of abilities: with shares π_g = n_g/n and q_g = π_g/(1
 * − π_g), there are (Σ q)²/Σ q² effective groups, and one degree of freedom less. With items, the variances of both kinds of
 * units are combined, and the effective groups are those of the kind with fewer. The interval is Wilson's at n_eff =
 * r̂(1 − r̂)/SE², at most n, with the quantile of t. A rate of 0 or 1 shows no variance between groups. In this case
 * n_eff is the effective number of groups, as if each group gave a single answer (Wolter 2007, ch. 4).
 *
 * @param groups k_g failures among n_g answers of each group, 0 ≤ k_g ≤ n_g
 * @param confidence in (0, 1)
 */
export function ratioInterval(
  groups: readonly GroupCount[],
  confidence = 0.95,
  crossed: CrossedCounts | null = null,
): RatioEstimate | null {
  const n = groups.reduce((sum, group) => sum + group.n, 0);
  if (n === 0) return null;
  const rate = groups.reduce((sum, group) => sum + group.k, 0) / n;
  const own = overUnits(groups, rate, n);
  const ofItems = crossed && overUnits(crossed.items, rate, n);
  const effectiveGroups = Math.min(own.effectiveGroups, ofItems?.effectiveGroups ?? own.effectiveGroups);
  const isAlone = own.units < 2 || (ofItems !== null && ofItems.units < 2);
  const { variance, degreesOfFreedom } =
    crossed && ofItems && !isAlone
      ? twoWayVariance(own, ofItems, overUnits(crossed.intersections, rate, n).squares)
      : own;
  const critical = { quantile: tQuantile(0.5 + confidence / 2, degreesOfFreedom) };
  const shared = { rate, n, degreesOfFreedom, effectiveGroups };
  if (isAlone) return { ...shared, standardError: null, interval: wilsonInterval(rate, 1, critical) };

  const binomial = rate * (1 - rate);
  const effectiveN = binomial > 0 ? (variance > 0 ? Math.min(n, binomial / variance) : n) : effectiveGroups;
  return {
    ...shared,
    standardError: Math.sqrt(variance),
    interval: wilsonInterval(rate, effectiveN, critical),
  };
}

/** The variance of the rate over the units of one kind, and their effective number. */
function overUnits(counts: readonly GroupCount[], rate: number, n: number) {
  let [units, squares, q, q2] = [0, 0, 0, 0];
  for (const group of counts) {
    if (!(group.n > 0)) continue;
    units++;
    const rest = n - group.n;
    if (rest === 0) continue;
    squares += ((group.k - rate * group.n) / rest) ** 2;
    q += group.n / rest;
    q2 += (group.n / rest) ** 2;
  }
  const effectiveGroups = units < 2 ? 1 : q ** 2 / q2;
  return {
    units,
    squares,
    variance: ((units - 1) / units) * squares,
    degreesOfFreedom: Math.max(1, effectiveGroups - 1),
    effectiveGroups,
  };
}
