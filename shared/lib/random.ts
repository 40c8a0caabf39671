import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of random variates. The same seed gives the same stream on every machine. */
export interface Random {
  /** Uniform on [0, 1). */
  uniform(): number;
  /** Uniform on the integers 0 … n − 1. */
  below(n: number): number;
  normal(mean?: number, deviation?: number): number;
  pick<T>(items: readonly T[]): T;
  /** An index with probability proportional to its weight. `cumulative` are the running sums of the weights. */
  weighted(cumulative: readonly number[]): number;
  shuffle<T>(items: T[]): T[];
}

export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const uniform = () => uniformFloat64(generator);
  const below = (n: number) => uniformInt(generator, 0, n - 1);
  return {
    uniform,
    below,
    // Box–Muller. The term 1 − u keeps the logarithm finite.
    normal: (mean = 0, deviation = 1) =>
      mean + deviation * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    pick: (items) => items[below(items.length)]!,
    weighted(cumulative) {
      const point = uniform() * cumulative[cumulative.length - 1]!;
      return cumulative.findIndex((sum) => point < sum);
    },
    shuffle(items) {
      for (let last = items.length - 1; last > 0; last--) {
        const other = below(last + 1);
        [items[last], items[other]] = [items[other]!, items[last]!];
      }
      return items;
    },
  };
}

/** Running sums of weights, for {@link Random.weighted}. */
export function cumulate(weights: readonly number[]): number[] {
  let sum = 0;
  return weights.map((weight) => {
    sum += weight;
    return sum;
  });
}
