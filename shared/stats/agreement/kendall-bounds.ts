import { type Differences, differenceP } from '../ranking/rank-interval.ts';
import type { Interval } from '../rates/wilson.ts';
import { holm } from '../tests/adjusted-p.ts';

/** The larger of i and j: 1 for i, −1 for j, 0 if the data do not decide. Called with i > j. */
type PairOrder = (i: number, j: number) => -1 | 0 | 1;

interface KendallBounds {
  interval: Interval;
  /** Number of the n(n − 1)/2 pairs with an undetermined order on at least one side. */
  undetermined: number;
  pairs: number;
}

/**
 * Bounds of Kendall's τ of n untied quantities if only some of their orders are known. A pair that is determined on
 * both sides counts as it is. Any other pair counts as anything from −1 to 1. This gives τ = (C − D ± U)/n₀ with n₀ =
 * n(n − 1)/2. Some of these sign patterns are not orders, so the bounds may be wider than necessary, but never
 * narrower. Null below two quantities.
 *
 * Used for |ρ| = 1, at which no resampling method covers. The estimates agree perfectly there, and the unknown is the
 * set of orders that are due to chance.
 */
export function kendallBounds(n: number, x: PairOrder, y: PairOrder): KendallBounds | null {
  const pairs = (n * (n - 1)) / 2;
  if (pairs < 1) return null;
  let [balance, undetermined] = [0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const sign = x(i, j) * y(i, j);
      balance += sign;
      if (sign === 0) undetermined++;
    }
  }
  return {
    interval: [(balance - undetermined) / pairs, (balance + undetermined) / pairs],
    undetermined,
    pairs,
  };
}

/**
 * Orders of n quantities on several sides (for example preference and safety) that are reliable all at once. The order
 * of a pair is the sign of its difference if this is significant by Holm over all pairs of all sides. With probability at least 1 − alpha, up
 * to the approximation of the tests, all of them are right, and the bounds above contain Kendall's τ (Holm 1979).
 *
 * @param sides the differences of each side
 * @returns by side, the order of each pair
 */
export function determinedOrders(n: number, sides: readonly Differences[], alpha = 0.05): PairOrder[] {
  const pairs: [i: number, j: number][] = [];
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) pairs.push([i, j]);
  const found = sides.flatMap((difference) => pairs.map(([i, j]) => difference(i, j)));
  const adjusted = holm(found.map(differenceP));
  const at = (i: number, j: number) => (i * (i - 1)) / 2 + j;
  return sides.map((_, side) => (i, j) => {
    const position = side * pairs.length + at(i, j);
    return adjusted[position]! <= alpha ? (Math.sign(found[position]!.estimate) as -1 | 0 | 1) : 0;
  });
}
