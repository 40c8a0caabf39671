import { describe, expect, test } from 'vitest';
import { tQuantile } from '../../../../shared/stats/numeric/distributions.ts';
import { stratifiedDifference } from '../../../../shared/stats/rates/stratified-difference.ts';
import { uniform } from '../worlds.ts';

const stratum = (units: number[], lost: [number[], number[]], won: [number[], number[]]) => ({
  units,
  exposed: { n: lost[0], k: lost[1] },
  unexposed: { n: won[0], k: won[1] },
});

describe("Mantel and Haenszel's risk difference", () => {
  test('equals the value by hand for two strata, and ignores a stratum with answers of one kind', () => {
    // (8·30 − 5·20)/50 + (3·10 − 2·10)/20 = 3.3 over 20·30/50 + 10·10/20 = 17.
    const strata = [
      stratum([0], [[20], [8]], [[30], [5]]),
      stratum([0], [[10], [3]], [[10], [2]]),
      stratum([0], [[0], [0]], [[40], [9]]),
    ];
    expect(stratifiedDifference(strata, 1)).toEqual({ difference: 3.3 / 17, interval: null, n: 70 });
    expect(stratifiedDifference([strata[2]!], 1)).toBeNull();
  });

  test('has the interval of the delete-one jackknife, computed by leaving out each group', () => {
    const lost: [number[], number[]] = [
      [4, 3, 5, 2, 6, 4],
      [2, 1, 1, 1, 3, 0],
    ];
    const won: [number[], number[]] = [
      [5, 2, 4, 4, 3, 5],
      [1, 0, 1, 0, 1, 1],
    ];
    const rows = [0, 1, 2, 3, 4, 5];
    const difference = (left: number[]) => {
      const sum = (counts: number[]) => left.reduce((all, at) => all + counts[at]!, 0);
      return sum(lost[1]) / sum(lost[0]) - sum(won[1]) / sum(won[0]);
    };
    const found = stratifiedDifference([stratum(rows, lost, won)], 6)!;
    expect(found.difference).toBeCloseTo(difference(rows), 12);
    const squares = rows.reduce(
      (all, left) => all + (difference(rows.filter((at) => at !== left)) - difference(rows)) ** 2,
      0,
    );
    const half = tQuantile(0.975, 5) * Math.sqrt((5 / 6) * squares);
    expect(found.interval![0]).toBeCloseTo(difference(rows) - half, 12);
    expect(found.interval![1]).toBeCloseTo(difference(rows) + half, 12);
  });

  test('is near 0 if only the mixture of strata differs, which a difference without strata confuses', () => {
    const random = uniform(3);
    const units = Array.from({ length: 60 }, (_, unit) => unit);
    // The first stratum fails often and loses often, the second neither.
    const strata = [0, 1].map((s) => {
      const draw = (n: number) => {
        const sizes = units.map(() => n);
        return [
          sizes,
          sizes.map(
            () => Array.from({ length: n }, () => random() < (s === 0 ? 0.4 : 0.1)).filter(Boolean).length,
          ),
        ] as [number[], number[]];
      };
      return stratum(units, draw(s === 0 ? 6 : 2), draw(s === 0 ? 2 : 6));
    });
    const { difference, interval } = stratifiedDifference(strata, 60)!;
    expect(Math.abs(difference)).toBeLessThan(0.07);
    expect(interval![0]).toBeLessThan(0);
    expect(interval![1]).toBeGreaterThan(0);
  });
});
