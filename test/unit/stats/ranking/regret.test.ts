import { describe, expect, test } from 'vitest';
import { regretBounds } from '../../../../shared/stats/ranking/regret.ts';
import { regretP } from '../../../../shared/stats/ranking/regret-p.ts';
import { normal, uniform } from '../worlds.ts';

const other = (difference: number, standardError: number, degreesOfFreedom = 30) => ({
  difference,
  standardError,
  degreesOfFreedom,
});

describe('bounds of the regret of choosing by preference', () => {
  test('are the limits of the interval against a single other model', () => {
    // t₃₀ at 0.975 is 2.042272.
    const { lower, upper } = regretBounds([other(0.1, 0.02)]);
    expect(lower).toBeCloseTo(0.1 - 2.042272 * 0.02, 6);
    expect(upper).toBeCloseTo(0.1 + 2.042272 * 0.02, 6);
  });

  test('have a Bonferroni lower bound and the largest upper bound against two other models', () => {
    // t₃₀ at 0.9875 is 2.359562.
    const { lower, upper } = regretBounds([other(0.1, 0.02), other(0.05, 0.06)]);
    expect(lower).toBeCloseTo(0.1 - 2.359562 * 0.02, 5);
    expect(upper).toBeCloseTo(0.05 + 2.042272 * 0.06, 6);
  });

  test('handle the safest model, the only model and models without estimates', () => {
    expect(regretBounds([other(-0.2, 0.01), other(-0.1, 0.01)])).toEqual({ lower: 0, upper: 0 });
    expect(regretBounds([])).toEqual({ lower: 0, upper: 0 });
    expect(regretBounds([null, other(-0.1, 0.01)])).toEqual({ lower: 0, upper: 1 });
  });

  test('show no regret for thirteen equally risky models, although the raw maximum always does', () => {
    const random = uniform(17);
    const worlds = 1000;
    let [falselyPositive, naive] = [0, 0];
    for (let world = 0; world < worlds; world++) {
      const rates = Array.from({ length: 13 }, () => 0.1 + 0.01 * normal(random));
      const others = rates.slice(1).map((rate) => other(rates[0]! - rate, 0.01 * Math.SQRT2, 1000));
      if (regretBounds(others).lower > 0) falselyPositive++;
      if (others.some(({ difference }) => difference > 0)) naive++;
    }
    expect(falselyPositive / worlds).toBeLessThan(0.035);
    expect(naive / worlds).toBeGreaterThan(0.85);
  });
});

describe('the p-value of a regret above a margin', () => {
  test('is twice the upper tail of t against a single other model', () => {
    // (0.1 − 0.02)/0.03918 = 2.0423, the quantile of t₃₀ at 0.975.
    expect(regretP([other(0.1, 0.08 / 2.042272)], 0.02)).toBeCloseTo(0.05, 6);
  });

  test('is multiplied by the number of other models, also of those without an estimate', () => {
    const alone = regretP([other(0.1, 0.03)], 0.02);
    expect(regretP([other(0.1, 0.03), other(-0.2, 0.03), null], 0.02)).toBeCloseTo(3 * alone, 12);
  });

  test('is below α exactly if the lower bound at confidence 1 − α is above the margin', () => {
    const random = uniform(23);
    for (let world = 0; world < 500; world++) {
      const others = Array.from({ length: 4 }, () => other(0.04 * normal(random), 0.02, 12));
      const confidence = 0.5 + 0.49 * random();
      expect(regretP(others, 0.02) < 1 - confidence).toBe(regretBounds(others, confidence).lower > 0.02);
    }
  });

  test('shows nothing without another model, or without an estimate', () => {
    expect(regretP([], 0.02)).toBe(1);
    expect(regretP([null], 0.02)).toBe(1);
  });
});
