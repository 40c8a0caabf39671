import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ratioInterval } from '../../../../shared/stats/rates/ratio-interval.ts';
import { uniform } from '../worlds.ts';

const counts = fc.array(
  fc.nat(30).chain((n) => fc.nat(n).map((k) => ({ n, k }))),
  { maxLength: 20 },
);

describe('the interval of a rate over groups of clinicians', () => {
  test('uses the standard error of the mean if groups are equal', () => {
    // Rates 0.2, 0.4, 0.6 of 10 each: variance of the mean 0.04/3; n_eff = 0.24/0.01333 = 18; t₂ at 0.975 is 4.302653.
    const found = ratioInterval([2, 4, 6].map((k) => ({ n: 10, k })))!;
    expect(found).toMatchObject({ n: 30, degreesOfFreedom: expect.closeTo(2, 10) });
    expect(found.rate).toBeCloseTo(0.4, 12);
    expect(found.standardError).toBeCloseTo(Math.sqrt(0.04 / 3), 12);
    expect(found.interval[0]).toBeCloseTo(0.0982, 4);
    expect(found.interval[1]).toBeCloseTo(0.8032, 4);
  });

  test('always contains the rate, has a positive width and stays in [0, 1]', () => {
    fc.assert(
      fc.property(counts, (groups) => {
        const found = ratioInterval(groups);
        expect(found === null).toBe(groups.every(({ n }) => n === 0));
        if (!found) return;
        const [lower, upper] = found.interval;
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(upper).toBeLessThanOrEqual(1);
        expect(upper).toBeGreaterThan(lower);
        expect(lower).toBeLessThanOrEqual(found.rate);
        expect(upper).toBeGreaterThanOrEqual(found.rate);
      }),
    );
  });

  test('is not empty for a rate of 0 or 1, and no narrower than with one answer per group', () => {
    const never = ratioInterval(Array(12).fill({ n: 50, k: 0 }))!;
    expect(never.interval[0]).toBe(0);
    expect(never.interval[1]).toBeGreaterThan(0.2);
    expect(ratioInterval(Array(12).fill({ n: 50, k: 50 }))!.interval[1]).toBe(1);
  });

  test('excludes almost no rate for a single group', () => {
    const { interval, standardError, effectiveGroups } = ratioInterval([{ n: 1000, k: 500 }])!;
    expect(standardError).toBeNull();
    expect(effectiveGroups).toBe(1);
    expect(interval[0]).toBeLessThan(0.01);
    expect(interval[1]).toBeGreaterThan(0.99);
  });

  test('covers the truth in about 95 % of studies if clinicians differ', () => {
    const random = uniform(21);
    let covered = 0;
    const worlds = 1000;
    for (let world = 0; world < worlds; world++) {
      const groups = Array.from({ length: 32 }, (_, g) => {
        const rate = 0.3 + 0.2 * (random() - random());
        const n = 10 + ((g * 13) % 60);
        let k = 0;
        for (let vote = 0; vote < n; vote++) if (random() < rate) k++;
        return { n, k };
      });
      const [lower, upper] = ratioInterval(groups)!.interval;
      if (lower <= 0.3 && upper >= 0.3) covered++;
    }
    expect(covered / worlds).toBeGreaterThan(0.93);
    expect(covered / worlds).toBeLessThan(0.975);
  });
});
