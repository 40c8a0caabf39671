import { expect, test } from 'vitest';
import { flooredCorrelation } from '../../../../shared/stats/rates/icc-floor.ts';
import { multiwayEffectiveN } from '../../../../shared/stats/rates/two-way-design-effect.ts';

const effectiveN = (sizes: readonly number[], icc: number): number => multiwayEffectiveN([{ sizes, icc }]);

test('a correlation is that of the prior without a failure, half of it with two, and the estimate with many', () => {
  expect(flooredCorrelation(0, 0, true)).toBe(0.1);
  expect(flooredCorrelation(0, 2, true)).toBe(0.05);
  expect(flooredCorrelation(0, 5_000, true)).toBe(0.02);
  expect(flooredCorrelation(0.08, 5_000, true)).toBe(0.08);
  expect(flooredCorrelation(0, 1_998, false)).toBeCloseTo(0.0001, 12);
});

test('three hundred fine answers of one clinician and two single ones are worth fewer than ten', () => {
  expect(effectiveN([300, 1, 1], 0)).toBeGreaterThan(60);
  expect(effectiveN([300, 1, 1], flooredCorrelation(0, 0, true))).toBeLessThan(3);
  expect(effectiveN([300, 1, 1], flooredCorrelation(0, 5_000, true))).toBeLessThan(10);
});
