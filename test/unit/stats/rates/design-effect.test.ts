import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cellIntraclassCorrelation,
  designEffect,
  intraclassCorrelation,
} from '../../../../shared/stats/rates/design-effect.ts';
import { multiwayEffectiveN } from '../../../../shared/stats/rates/two-way-design-effect.ts';
import { uniform } from '../worlds.ts';

const effectiveN = (sizes: readonly number[], icc: number): number => multiwayEffectiveN([{ sizes, icc }]);

const size = fc.integer({ min: 1, max: 50 });

/** Groups of n answers with k failures, in columns. */
const columns = (groups: readonly (readonly [n: number, k: number])[]) => ({
  n: groups.map(([n]) => n),
  k: groups.map(([, k]) => k),
});

describe('intraclass correlation', () => {
  test('equals the value by hand for three groups', () => {
    // 1/4, 2/4, 3/4: p = 1/2; SSB = 4(1/16 + 0 + 1/16) = 1/2, MSB = 1/4; SSW = 3/4 + 1 + 3/4 = 5/2, MSW = 5/18; n₀ = 4.
    // MSB < MSW, hence 0. With 0/4, 2/4, 4/4: MSB = 2/2 = 1, MSW = 1/9: (8/9) / (1 + 3/9) = 2/3.
    const group = (...k: number[]) => [columns(k.map((failures) => [4, failures]))];
    expect(intraclassCorrelation(group(1, 2, 3))).toBe(0);
    expect(intraclassCorrelation(group(0, 2, 4))).toBeCloseTo(2 / 3, 12);
    expect(intraclassCorrelation(group(0, 4, 4, 0))).toBe(1);
  });

  test('is estimated correctly from cells with different rates', () => {
    // Each answer copies the common answer of its group with probability √0.1, so the correlation is 0.1.
    const random = uniform(4);
    const cells = Array.from({ length: 150 }, (_, c) =>
      columns(
        Array.from({ length: 16 }, (_, g) => {
          const rate = 0.1 + 0.3 * (c % 3);
          const common = random() < rate;
          const n = 2 + ((g * 7) % 9);
          const answers = Array.from({ length: n }, () =>
            random() < Math.sqrt(0.1) ? common : random() < rate,
          );
          return [n, answers.filter(Boolean).length];
        }),
      ),
    );
    expect(Math.abs(intraclassCorrelation(cells) - 0.1)).toBeLessThan(0.02);
  });

  test('is 0 if answers do not vary or the correlation cannot be estimated', () => {
    const equal = columns([
      [5, 0],
      [0, 0],
      [3, 0],
    ]);
    const single = columns([
      [1, 1],
      [1, 0],
    ]);
    for (const cells of [[], [equal], [columns([[9, 4]])], [single]]) {
      expect(intraclassCorrelation(cells)).toBe(0);
    }
  });

  test('may be above the pooled value in a cell, with half weight at 32 groups, and is never below it', () => {
    const extreme = (groups: number) =>
      columns(Array.from({ length: groups }, (_, g) => [4, g % 2 === 0 ? 0 : 4]));
    const even = columns([
      [4, 2],
      [4, 2],
    ]);
    expect(cellIntraclassCorrelation(extreme(32), 0.1)).toBeCloseTo(0.55, 12);
    expect(cellIntraclassCorrelation(extreme(2), 0.1)).toBeCloseTo(0.1 + 0.9 / 32, 12);
    expect(cellIntraclassCorrelation(even, 0.1)).toBe(0.1);
  });
});

describe('design effect and effective n', () => {
  test('give 1 + (m − 1)·ICC for equal groups', () => {
    expect(designEffect(0.05, [20, 20, 20])).toBeCloseTo(1.95, 12);
    expect(designEffect(0.05, [])).toBe(1);
  });

  test('give 100/1.45 times (t₉₉ / t₉)² for ten groups of ten', () => {
    expect(effectiveN(Array(10).fill(10), 0.05)).toBeCloseTo((100 / 1.45) * (1.984217 / 2.262157) ** 2, 3);
  });

  test('keep the effective n at most n, and reduce it as the correlation grows', () => {
    fc.assert(
      fc.property(
        fc.array(size, { minLength: 2, maxLength: 32 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (sizes, icc) => {
          const n = sizes.reduce((sum, value) => sum + value, 0);
          expect(effectiveN(sizes, icc)).toBeGreaterThan(0);
          expect(effectiveN(sizes, icc)).toBeLessThanOrEqual(n);
          expect(effectiveN(sizes, icc)).toBeLessThanOrEqual(effectiveN(sizes, icc / 2) + 1e-9);
        },
      ),
    );
  });

  test('are not estimable from a single group', () => {
    expect([effectiveN([500], 0.1), effectiveN([500, 0], 0), effectiveN([], 0)]).toEqual([0, 0, 0]);
  });
});
