/**
 * Simes' p-value of the intersection hypothesis "all hypotheses of the family are true": min over j of m·p₍ⱼ₎/j (Simes
 * 1986). Rejecting if it is at most α has size at most α under independence and positive dependence (Sarkar 1998).
 * Benjamini–Hochberg at level α rejects at least one hypothesis of the family if, and only if, this p-value is at most α.
 *
 * @param p p-values in [0, 1]
 * @returns in [0, 1]; 1 without hypotheses
 */
export function simes(p: readonly number[]): number {
  const m = p.length;
  return p.toSorted((a, b) => a - b).reduce((least, value, at) => Math.min(least, (m * value) / (at + 1)), 1);
}
