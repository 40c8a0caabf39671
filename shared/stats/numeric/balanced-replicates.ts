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
  // The steps of all rows, for one estimate after another.
  const steps = full.map((value, i) =>
    walshHadamard(
      Float64Array.from({ length: order }, (_, g) => (g < J ? factor * (value - deletions[g]![i]!) : 0)),
    ),
  );
  const replicates: number[][] = [];
  for (let row = 1; row < order; row++)
    for (const direction of [1, -1])
      replicates.push(full.map((value, i) => value + direction * steps[i]![row]!));
  return replicates;
}

/**
 * Multiplies a vector by Sylvester's Hadamard matrix, in place, with n log n additions (fast Walsh–Hadamard transform).
 * @param values their number is a power of 2
 */
function walshHadamard(values: Float64Array): Float64Array {
  for (let half = 1; half < values.length; half *= 2)
    for (let from = 0; from < values.length; from += 2 * half)
      for (let at = from; at < from + half; at++) {
        const [a, b] = [values[at]!, values[at + half]!];
        values[at] = a + b;
        values[at + half] = a - b;
      }
  return values;
}
