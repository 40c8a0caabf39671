import { describe, expect, test } from 'vitest';
import { tTwoSidedP } from '../../../../shared/stats/numeric/distributions.ts';
import { rankPermutationTest } from '../../../../shared/stats/tests/rank-permutation-test.ts';
import { uniform } from '../worlds.ts';

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

describe('the permutation test of rank association', () => {
  test('gives a perfect order of 6, 7 or 8 models the p-value 1/n!', () => {
    for (const [n, orders] of [
      [6, 720],
      [7, 5040],
      [8, 40_320],
    ] as const) {
      const found = rankPermutationTest(upTo(n), upTo(n))!;
      expect(found).toMatchObject({ rho: 1, method: 'exact', less: 1 });
      expect(found.greater).toBeCloseTo(1 / orders, 12);
      expect(found.twoSided).toBeCloseTo(2 / orders, 12);
    }
  });

  test('reproduces the published tail probabilities of ρ', () => {
    // Zar (1972), J. Amer. Statist. Assoc. 67: one-sided P(ρ ≥ 0.829) = 0.029 for n = 6, P(ρ ≥ 0.714) = 0.044 for n = 7.
    expect(rankPermutationTest(upTo(6), [2, 1, 4, 3, 6, 5])!.greater).toBeCloseTo(0.029, 3);
    expect(rankPermutationTest(upTo(7), [3, 2, 1, 6, 5, 4, 7])!.greater).toBeCloseTo(0.044, 3);
  });

  test('agrees with the t approximation for more than 8 models', () => {
    const random = uniform(3);
    const y = upTo(40).map((value) => value + 60 * random());
    const { rho, twoSided, method } = rankPermutationTest(upTo(40), y)!;
    expect(method).toBe('monte carlo');
    expect(Math.abs(twoSided - tTwoSidedP(rho * Math.sqrt(38 / (1 - rho * rho)), 38))).toBeLessThan(0.01);
  });

  test('keeps its level if preference and safety are unrelated', () => {
    const random = uniform(12);
    const worlds = 200;
    let rejected = 0;
    for (let world = 0; world < worlds; world++) {
      if (rankPermutationTest(upTo(7), upTo(7).map(random))!.greater <= 0.05) rejected++;
    }
    expect(rejected / worlds).toBeLessThan(0.09);
  });

  test('depends on the values and not on the order of the models', () => {
    const random = uniform(8);
    const [x, y] = [upTo(11).map(() => Math.floor(6 * random())), upTo(11).map(random)];
    expect(rankPermutationTest(x.toReversed(), y.toReversed())).toEqual(rankPermutationTest(x, y));
  });

  test('swaps its two sides if the sign of the values is reversed', () => {
    const y = [3, 1, 2, 6, 4, 5, 8];
    const [found, negated] = [
      rankPermutationTest(upTo(7), y)!,
      rankPermutationTest(
        upTo(7),
        y.map((v) => -v),
      )!,
    ];
    expect(negated.less).toBeCloseTo(found.greater, 12);
    expect(negated.twoSided).toBeCloseTo(found.twoSided, 12);
  });

  test('is null for fewer than six models or if all are equal', () => {
    expect(rankPermutationTest(upTo(5), upTo(5))).toBeNull();
    expect(rankPermutationTest(upTo(9), Array(9).fill(1))).toBeNull();
  });
});
