/**
 * Kendall's τ_b = (C − D) / √((n₀ − n₁)(n₀ − n₂)), in [−1, 1] (Kendall 1945; Kendall & Gibbons 1990, ch. 3). C and D
 * are the numbers of concordant and discordant pairs, n₀ of all pairs, n₁ and n₂ of the pairs tied in x and in y.
 * Null if undefined: fewer than two values, or one side constant. `x` and `y` have the same length.
 */
export function kendallTauB(x: readonly number[], y: readonly number[]): number | null {
  let [balance, untiedX, untiedY] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      const [dx, dy] = [Math.sign(x[i]! - x[j]!), Math.sign(y[i]! - y[j]!)];
      balance += dx * dy;
      untiedX += dx * dx;
      untiedY += dy * dy;
    }
  }
  if (untiedX === 0 || untiedY === 0) return null;
  return untiedX === untiedY ? balance / untiedX : balance / Math.sqrt(untiedX * untiedY);
}
