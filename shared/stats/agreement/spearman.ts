import { averageRanks } from '../numeric/average-ranks.ts';

/**
 * Spearman's rank correlation ρ: Pearson's correlation of average ranks (Kendall & Gibbons 1990, ch. 3), in [−1, 1].
 * Null if undefined: fewer than two values, or one side constant. `x` and `y` have the same length.
 */
export function spearman(x: readonly number[], y: readonly number[]): number | null {
  const [a, b] = [averageRanks(x), averageRanks(y)];
  const mean = (x.length + 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [da, db] = [a[i]! - mean, b[i]! - mean];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  // Sums of multiples of ¼ are exact, so a perfect order gives exactly ±1.
  if (aa === 0 || bb === 0) return null;
  return aa === bb ? ab / aa : Math.max(-1, Math.min(1, ab / Math.sqrt(aa * bb)));
}
