/**
 * Weights of units, so that none has more than a given share of the weighted total. A unit within its share keeps the
 * weight 1. The others are cut to one common size c, which solves c = s(kc + R), for k cut units and the total R of the others:
 * c = sR/(1 − ks). Cutting raises the shares of the others, so further units may be cut, the largest first.
 *
 * With at most 1/s units, no weights keep every share below s. All units with counts then have the size of the smallest.
 *
 * @param counts one count per unit, at least 0
 * @param maxShare s, in (0, 1)
 * @returns one weight per unit, from 0 to 1. It is 1 for a unit without counts.
 */
export function cappedWeights(counts: readonly number[], maxShare: number): number[] {
  const sizes = counts.filter((count) => count > 0).sort((a, b) => b - a);
  const cap = sizes.length * maxShare <= 1 ? (sizes.at(-1) ?? 0) : capOf(sizes, maxShare);
  return counts.map((count) => (count > cap ? cap / count : 1));
}

function capOf(sizes: readonly number[], maxShare: number): number {
  let rest = sizes.reduce((sum, size) => sum + size, 0);
  for (const [cut, size] of sizes.entries()) {
    const cap = (maxShare * rest) / (1 - cut * maxShare);
    if (size <= cap) return cap;
    rest -= size;
  }
  return sizes.at(-1) ?? 0;
}
