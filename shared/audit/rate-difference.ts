import type { Difference } from '../stats/rank-interval.ts';
import type { StandardisedRate } from './standardise.ts';

/**
 * How much more often a fails than b, with its uncertainty over groups of clinicians: SE² = (J − 1)/J · Σ_g
 * Δ_g², Δ_g the change of the difference without group g. Effective groups and degrees of freedom as for
 * other rates: with q_g what g would contribute under independence, J_eff = (Σ q_g)²/Σ q_g², and that less 1.
 *
 * The variance is at least what independent answers would have, so that two rates of 0 are not known to be
 * equal. Null with fewer than two groups.
 */
export function rateDifference(a: StandardisedRate, b: StandardisedRate): Difference | null {
  let [squares, q, q2, J] = [0, 0, 0, 0];
  for (const [group, ofA] of a.information.entries()) {
    const own = ofA + b.information[group]!;
    if (own === 0) continue;
    squares += (a.influence[group]! - b.influence[group]!) ** 2;
    q += own;
    q2 += own ** 2;
    J++;
  }
  if (J < 2) return null;
  const variance = Math.max(((J - 1) / J) * squares, a.independentVariance + b.independentVariance);
  const effectiveGroups = q ** 2 / q2;
  return {
    estimate: a.rate - b.rate,
    standardError: Math.sqrt(variance),
    degreesOfFreedom: Math.max(1, effectiveGroups - 1),
    effectiveGroups,
  };
}
