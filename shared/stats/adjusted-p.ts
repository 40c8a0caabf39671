/** Positions of p from the smallest to the largest. */
const ascending = (p: readonly number[]): Uint32Array =>
  Uint32Array.from(p, (_, i) => i).sort((a, b) => p[a]! - p[b]!);

/**
 * Benjamini–Hochberg adjusted p-values, in the order given: p̃₍ᵢ₎ = min over j ≥ i of (m/j)·p₍ⱼ₎, at most 1.
 * Rejecting where p̃ ≤ q controls the false discovery rate at q under independence and positive regression
 * dependence (Benjamini & Hochberg 1995; Benjamini & Yekutieli 2001).
 */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const adjusted = new Array<number>(p.length);
  let smallest = 1;
  const order = ascending(p);
  for (let rank = p.length; rank >= 1; rank--) {
    const at = order[rank - 1]!;
    smallest = Math.min(smallest, p[at]! * (p.length / rank));
    adjusted[at] = smallest;
  }
  return adjusted;
}

/**
 * Holm's step-down adjusted p-values, in the order given: p̃₍ᵢ₎ = max over j ≤ i of (m − j + 1)·p₍ⱼ₎, at most
 * 1. Rejecting where p̃ ≤ α controls the familywise error rate at α under any dependence (Holm 1979).
 *
 * @param m hypotheses in all; those left out have p-values above all that are given, and are not adjusted
 */
export function holm(p: readonly number[], m = p.length): number[] {
  const adjusted = new Array<number>(p.length);
  let largest = 0;
  for (const [rank, at] of ascending(p).entries()) {
    largest = Math.max(largest, Math.min(1, p[at]! * (m - rank)));
    adjusted[at] = largest;
  }
  return adjusted;
}
