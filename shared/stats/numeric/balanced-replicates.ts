/**
 * Replicates of a vector of estimates, for the variance of a function of these estimates: x̂ ± √((J − 1)/J) Σ_g h_rg
 * (x̂ − x̂₍g₎). x̂₍g₎ are the estimates without group g. h are the signs of a Hadamard matrix (Sylvester's, of the
 * least order 2^m ≥ J), all rows but the first.
 *
 * Signs of any two groups are nearly orthogonal. For a linear function, the mean square of the deviations is
 * therefore the jackknife's variance. Unlike the jackknife's, the steps are as large as the sampling error itself.
 * Functions with jumps, such as ranks, need steps of this size (balanced half-samples: McCarthy 1969; Judkins 1990).
 *
 * Each row gives two replicates, a step and its mirror image. `deletions` are those of J ≥ 2 groups, each as long as
 * `full`.
 */
export function balancedReplicates(
  full: readonly number[],
  deletions: readonly (readonly number[])[],
): number[][] {
  const J = deletions.length;
  const factor = Math.sqrt((J - 1) / J);
  let order = 2;
  while (order < J) order *= 2;
  const replicates: number[][] = [];
  for (let row = 1; row < order; row++) {
    const step = full.map((value, i) =>
      deletions.reduce((sum, without, g) => sum + factor * sign(row, g) * (value - without[i]!), 0),
    );
    for (const direction of [1, -1]) replicates.push(full.map((value, i) => value + direction * step[i]!));
  }
  return replicates;
}

/** Entry of Sylvester's Hadamard matrix: −1 if row and column have an odd number of binary ones in common. */
function sign(row: number, column: number): 1 | -1 {
  let odd = false;
  for (let common = row & column; common > 0; common &= common - 1) odd = !odd;
  return odd ? -1 : 1;
}
