import { type EstimatedDifference, twoWayVariance } from '../../stats/index.ts';
import { type Influence, squaredDifferences } from './influence.ts';
import type { StandardisedRate } from './standardise.ts';

/**
 * Estimates by how much the failure rate of a exceeds that of b, with its uncertainty over sampling units: SE² = (J − 1)/J ·
 * Σ_g Δ_g². Δ_g is the change of the difference without unit g. Effective groups and degrees of freedom follow the rule of
 * other rates. With q_g as the contribution of g under independence, J_eff = (Σ q_g)²/Σ q_g². The degrees of freedom are
 * J_eff − 1. If items are sampling units, both kinds of units are combined, and J_eff is that of the kind with fewer.
 *
 * The variance is at least that of independent answers, so that two rates of 0 are not claimed to be equal. Null if
 * there are fewer than two units of a kind.
 */
export function rateDifference(a: StandardisedRate, b: StandardisedRate): EstimatedDifference | null {
  const ofUnits = overUnits(a.units, b.units);
  if (!ofUnits) return null;
  let found = ofUnits;
  if (a.items && b.items) {
    const ofItems = overUnits(a.items.byItem, b.items.byItem);
    if (!ofItems) return null;
    const intersections = squaredDifferences(a.items.byIntersection, b.items.byIntersection);
    found = {
      ...twoWayVariance(ofUnits, ofItems, intersections),
      effectiveGroups: Math.min(ofUnits.effectiveGroups, ofItems.effectiveGroups),
    };
  }
  const { variance, degreesOfFreedom, effectiveGroups } = found;
  return {
    estimate: a.rate - b.rate,
    standardError: Math.sqrt(Math.max(variance, a.independentVariance + b.independentVariance)),
    degreesOfFreedom,
    effectiveGroups,
  };
}

/** The variance over the units of one kind. Null if fewer than two of them have answers. */
function overUnits(a: Influence, b: Influence) {
  let [squares, q, q2, J] = [0, 0, 0, 0];
  for (const [unit, ofA] of a.information.entries()) {
    const own = ofA + b.information[unit]!;
    if (own === 0) continue;
    squares += (a.influence[unit]! - b.influence[unit]!) ** 2;
    q += own;
    q2 += own ** 2;
    J++;
  }
  if (J < 2) return null;
  const effectiveGroups = q ** 2 / q2;
  return {
    variance: ((J - 1) / J) * squares,
    degreesOfFreedom: Math.max(1, effectiveGroups - 1),
    effectiveGroups,
  };
}
