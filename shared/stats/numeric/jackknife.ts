export interface Jackknife {
  standardError: number;
  /** J − 1. */
  degreesOfFreedom: number;
  groups: number;
}

/**
 * Cluster jackknife of a scalar: SE² = (J − 1)/J · Σ_g (x̂₍g₎ − x̂)². x̂₍g₎ is the estimate without group g, and x̂
 * the full estimate (Shao & Tu 1995, §2.3). The squares are about x̂ instead of the mean of the x̂₍g₎, which never
 * makes SE² smaller. Null with fewer than two groups, or if an estimate is missing (not finite).
 */
export function jackknife(deletedOne: readonly number[], full: number): Jackknife | null {
  const J = deletedOne.length;
  if (J < 2 || !Number.isFinite(full) || !deletedOne.every(Number.isFinite)) return null;
  const sum = deletedOne.reduce((total, x) => total + (x - full) ** 2, 0);
  return { standardError: Math.sqrt(((J - 1) / J) * sum), degreesOfFreedom: J - 1, groups: J };
}
