import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tUpperP } from '../../../../shared/stats/numeric/distributions.ts';
import { harmonicMeanP } from '../../../../shared/stats/tests/harmonic-mean-p.ts';
import { simes } from '../../../../shared/stats/tests/simes.ts';
import { normal, uniform } from '../worlds.ts';

const p = fc.double({ min: 0, max: 1, noNaN: true });

describe('the p-value by the harmonic mean of two p-values', () => {
  test('equals the value by hand', () => {
    // h = 2/(50 + 100/3) = 0.024.
    expect(harmonicMeanP([0.02, 0.03])).toBeCloseTo(0.024 + 0.000288 * Math.log(2 / 0.024 - 1), 12);
    expect(harmonicMeanP([1, 1])).toBe(1);
    expect(harmonicMeanP([0, 0.4])).toBe(0);
  });

  test('is between the smaller p-value and 1, and grows with both', () => {
    fc.assert(
      fc.property(p, p, p, (a, b, larger) => {
        const found = harmonicMeanP([a, b]);
        expect(found).toBeGreaterThanOrEqual(Math.min(a, b));
        expect(found).toBeLessThanOrEqual(1);
        expect(harmonicMeanP([b, a])).toBe(found);
        expect(harmonicMeanP([Math.max(a, larger), b])).toBeGreaterThanOrEqual(found * (1 - 1e-9));
      }),
    );
  });

  test('is at most Simes’ p-value if both are small, except for its correction', () => {
    const small = fc.double({ min: 1e-9, max: 0.01, noNaN: true });
    fc.assert(
      fc.property(small, small, (a, b) => {
        expect(harmonicMeanP([a, b])).toBeLessThanOrEqual(1.04 * simes([a, b]));
      }),
    );
    expect(harmonicMeanP([1e-5, 2e-5]) / simes([1e-5, 2e-5])).toBeCloseTo(2 / 3, 3);
  });

  test('is exact for independent tests, and keeps its level for dependent ones', () => {
    const random = uniform(41);
    const draws = 200_000;
    for (const [correlation, largest] of [
      [0, 1],
      [0.3, 1.1],
      [0.6, 1.1],
      [0.9, 1.05],
    ] as const) {
      const levels = [0.05, 0.01, 0.002];
      const hits = levels.map(() => 0);
      for (let draw = 0; draw < draws; draw++) {
        const shared = Math.sqrt(correlation) * normal(random);
        const own = () => tUpperP(shared + Math.sqrt(1 - correlation) * normal(random), 1e9);
        const found = harmonicMeanP([own(), own()]);
        for (const [at, level] of levels.entries()) if (found <= level) hits[at]!++;
      }
      for (const [at, level] of levels.entries()) {
        const error = 3.5 * Math.sqrt(level / draws);
        expect(hits[at]! / draws).toBeLessThan(largest * level + error);
        if (correlation === 0) expect(hits[at]! / draws).toBeGreaterThan(level - error);
      }
    }
  });
});
