/**
 * Benjamini–Hochberg adjusted p-values, in the order given: p̃₍ᵢ₎ = min over j ≥ i of (m/j)·p₍ⱼ₎, at most 1.
 * Rejecting if p̃ ≤ q controls the false discovery rate at q, under independence and positive regression dependence
 * (Benjamini & Hochberg 1995; Benjamini & Yekutieli 2001).
 *
 * @param p p-values in [0, 1]
 * @param m hypotheses in all; those left out have p = 1
 */
export function benjaminiHochberg(p: readonly number[], m = p.length): number[] {
  const sorted = Float64Array.from(p).sort();
  const adjusted = new Float64Array(p.length);
  let smallest = 1;
  for (let rank = p.length; rank >= 1; rank--) {
    smallest = Math.min(smallest, sorted[rank - 1]! * (m / rank));
    adjusted[rank - 1] = smallest;
  }
  return p.map((value) => adjusted[firstPlace(value, sorted)]!);
}

/**
 * Holm's step-down adjusted p-values, in the order given: p̃₍ᵢ₎ = max over j ≤ i of (m − j + 1)·p₍ⱼ₎, at most 1.
 * Rejecting if p̃ ≤ α controls the familywise error rate at α under any dependence (Holm 1979).
 *
 * @param p p-values in [0, 1]
 * @param m number of all hypotheses; those not given have larger p-values than all given ones, and are not adjusted
 */
export function holm(p: readonly number[], m = p.length): number[] {
  const sorted = Float64Array.from(p).sort();
  const adjusted = new Float64Array(p.length);
  let largest = 0;
  for (let rank = 0; rank < p.length; rank++) {
    largest = Math.max(largest, Math.min(1, sorted[rank]! * (m - rank)));
    adjusted[rank] = largest;
  }
  return p.map((value) => adjusted[firstPlace(value, sorted)]!);
}

/** Index of the first of equal values in a sorted list, so that equal p-values have equal adjusted ones. */
function firstPlace(value: number, sorted: Float64Array): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (sorted[middle]! < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
