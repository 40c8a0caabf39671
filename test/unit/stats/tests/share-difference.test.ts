import { describe, expect, test } from 'vitest';
import { shareDifferenceP } from '../../../../shared/stats/tests/share-difference.ts';
import { uniform } from '../worlds.ts';

describe('the test of two shares over groups', () => {
  test('equals the values by hand for three groups', () => {
    // Shares ⅔ and ½. Without a group, the difference changes by ⅙, ⅙ and −⅓: ⅔·(1/36 + 1/36 + 4/36) = 1/9. t = ½ on
    // two degrees of freedom, of which P(T > t) = ½ − t/(2√(2 + t²)) = ⅓.
    const six = [6, 6, 6];
    expect(shareDifferenceP({ n: six, k: [6, 6, 0] }, { n: six, k: [3, 3, 3] })).toBeCloseTo(2 / 3, 9);
    // Groups that agree have the variance of independent answers: ½·½·(1/18 + 1/18) = 1/36, so t = (⅔ − ⅓)/⅙ = 2.
    expect(shareDifferenceP({ n: six, k: [4, 4, 4] }, { n: six, k: [2, 2, 2] })).toBeCloseTo(
      1 - 2 / Math.sqrt(6),
      9,
    );
  });

  test('shows that all answers of one kind and none of the other were chosen', () => {
    const groups = Array.from({ length: 20 }, () => 2);
    expect(shareDifferenceP({ n: groups, k: groups }, { n: groups, k: groups.map(() => 0) })).toBeLessThan(
      1e-6,
    );
  });

  test('shows nothing with one group, without answers, or if the shares are equal', () => {
    expect(shareDifferenceP({ n: [9], k: [9] }, { n: [9], k: [0] })).toBe(1);
    expect(shareDifferenceP({ n: [0, 0], k: [0, 0] }, { n: [3, 3], k: [1, 2] })).toBe(1);
    expect(shareDifferenceP({ n: [3, 3], k: [3, 3] }, { n: [3, 3], k: [3, 3] })).toBe(1);
  });

  test('rejects equal shares about as often as its level, if groups differ in their shares', () => {
    const random = uniform(41);
    const worlds = 4_000;
    let rejected = 0;
    for (let world = 0; world < worlds; world++) {
      const groups = Array.from({ length: 25 }, () => {
        const habit = random() < 0.5 ? 0.15 : 0.85;
        const own = () => Array.from({ length: 1 + Math.floor(random() * 5) }, () => random() < habit);
        return [own(), own()];
      });
      const counts = (side: number) => ({
        n: groups.map((group) => group[side]!.length),
        k: groups.map((group) => group[side]!.filter(Boolean).length),
      });
      if (shareDifferenceP(counts(0), counts(1)) <= 0.05) rejected++;
    }
    expect(rejected / worlds).toBeLessThan(0.06);
    expect(rejected / worlds).toBeGreaterThan(0.01);
  });
});
