import { describe, expect, test } from 'vitest';
import { variancePosterior } from '../../../../shared/stats/ranking/variance-posterior.ts';

/**
 * `count` squares of equal weight and sampling variance v. The sum estimate + v is exactly (τ² + v)χ² divided by
 * count.
 */
const equal = (count: number, sampling: number) => Array(count).fill({ weight: 3, sampling });

describe('the posterior of a variance given its estimate', () => {
  test('approaches the estimate with much data, with the variance of a mean of squares', () => {
    const { mean, variance } = variancePosterior(0.3, equal(4000, 0.1));
    expect(mean).toBeCloseTo(0.3, 2);
    expect(variance / ((2 * 0.4 ** 2) / 4000)).toBeCloseTo(1, 1);
  });

  test('has a positive mean even if the estimate is 0 or negative, and a smaller one with more squares', () => {
    const [few, many] = [variancePosterior(0, equal(5, 0.1)), variancePosterior(0, equal(200, 0.1))];
    expect(few.mean).toBeGreaterThan(0.03);
    expect(many.mean).toBeGreaterThan(0);
    expect(many.mean).toBeLessThan(few.mean / 3);
    expect(variancePosterior(-0.05, equal(5, 0.1)).mean).toBeLessThan(few.mean);
    expect(variancePosterior(-5, equal(5, 0.1)).mean).toBeGreaterThan(0);
  });

  test('grows with the estimate, widens with fewer degrees of freedom, and keeps τ at most 2', () => {
    const at = (estimate: number, free = 1) => variancePosterior(estimate, equal(20, 0.05), free);
    expect(at(0.4).mean).toBeGreaterThan(at(0.2).mean);
    expect(at(0.4, 0.5).variance).toBeGreaterThan(at(0.4).variance);
    expect(at(1000).mean).toBeLessThanOrEqual(4);
    expect(Number.isFinite(at(1000).variance)).toBe(true);
  });
});
