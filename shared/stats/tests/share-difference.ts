import { tUpperP } from '../numeric/distributions.ts';
import { type GroupCounts, largestEffect } from '../rates/design-effect.ts';

/**
 * Two-sided p-value for the hypothesis that two shares are equal, Σk_a/Σn_a = Σk_b/Σn_b, with a cluster-robust variance
 * over groups. Both shares may come from the same groups.
 *
 * The difference changes by d_g = (k_ag − p_a n_ag)/(N_a − n_ag) − (k_bg − p_b n_bg)/(N_b − n_bg) without group g. The
 * variance is (J − 1)/J · Σ d_g² (cluster jackknife; Wolter 2007, ch. 4), and at least that of independent answers under
 * the hypothesis, p(1 − p)(1/N_a + 1/N_b) with p the common share. Without this floor, shares of exactly 0 and 1 would
 * have no variance. The degrees of freedom are J* − 1, with J* = N²/Σn_g² Kish's effective number of groups of the side
 * with fewer.
 *
 * @param a k_ag of n_ag answers of each group, 0 ≤ k_ag ≤ n_ag
 * @param b the same groups in the same order
 * @returns in [0, 1]; 1 if a side has answers of fewer than two groups
 */
export function shareDifferenceP(a: GroupCounts, b: GroupCounts): number {
  const [sideA, sideB] = [sums(a), sums(b)];
  if (sideA.groups < 2 || sideB.groups < 2) return 1;
  const [shareA, shareB] = [sideA.k / sideA.n, sideB.k / sideB.n];
  let [squares, J] = [0, 0];
  for (let group = 0; group < a.n.length; group++) {
    if (!(a.n[group]! > 0 || b.n[group]! > 0)) continue;
    const ofA = (a.k[group]! - shareA * a.n[group]!) / (sideA.n - a.n[group]!);
    const ofB = (b.k[group]! - shareB * b.n[group]!) / (sideB.n - b.n[group]!);
    squares += (ofA - ofB) ** 2;
    J++;
  }
  const common = (sideA.k + sideB.k) / (sideA.n + sideB.n);
  const independent = common * (1 - common) * (1 / sideA.n + 1 / sideB.n);
  const variance = Math.max(((J - 1) / J) * squares, independent);
  if (!(variance > 0)) return 1;
  const effective = Math.min(sideA.n / largestEffect(a.n), sideB.n / largestEffect(b.n));
  const t = Math.abs(shareA - shareB) / Math.sqrt(variance);
  return Math.min(1, 2 * tUpperP(t, Math.max(1, effective - 1)));
}

/** Sums over groups, and the number of groups with answers. */
function sums({ n, k }: GroupCounts): { n: number; k: number; groups: number } {
  const all = { n: 0, k: 0, groups: 0 };
  for (let group = 0; group < n.length; group++) {
    if (!(n[group]! > 0)) continue;
    all.n += n[group]!;
    all.k += k[group]!;
    all.groups++;
  }
  return all;
}
