import type { EstimatedDifference } from '../../stats/index.ts';
import type { StandardisedRate } from './standardise.ts';

/**
 * Estimates by how much the failure rate of a exceeds that of b, with its uncertainty over groups of clinicians: SE² =
 * (J − 1)/J · Σ_g Δ_g². Δ_g is the change of the difference without group g. Effective groups and degrees of freedom
 * follow the rule of other rates. With q_g as the contribution of g under independence, J_eff = (Σ q_g)²/Σ q_g². The
 * degrees of freedom are J_eff − 1.
 *
 * The variance is at least that of independent answers, so that two rates of 0 are not claimed to be equal. Null if
 * there are fewer than two groups.
 */
export function rateDifference(a: StandardisedRate, b: StandardisedRate): EstimatedDifference | null {
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
