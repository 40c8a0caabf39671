import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lowerTail, upperBound, upperTail } from '../../../../shared/stats/numeric/beta-tail.ts';

/** Newcombe (1998), Statistics in Medicine 17, table I: k, n, upper limit of the exact interval (method 5). */
const NEWCOMBE: [number, number, number][] = [
  [81, 263, 0.3676],
  [15, 148, 0.1617],
  [0, 20, 0.1684],
  [1, 29, 0.1776],
];

const share = fc.double({ min: 0, max: 1, noNaN: true });
const size = fc.double({ min: 0.1, max: 5000, noNaN: true });

function binomialUpperTail(k: number, n: number, tau: number): number {
  let [term, sum] = [(1 - tau) ** n, 0];
  for (let x = 0; x <= n; x++) {
    if (x >= k) sum += term;
    term *= ((n - x) / (x + 1)) * (tau / (1 - tau));
  }
  return sum;
}

describe('binomial tails and bounds', () => {
  test('equal the sums of the binomial terms', () => {
    for (const [k, n, tau] of [
      [3, 20, 0.1],
      [12, 40, 0.1],
      [1, 7, 0.02],
      [7, 7, 0.3],
      [25, 60, 0.2],
    ] as const) {
      const exact = binomialUpperTail(k, n, tau);
      expect(upperTail(k, n, tau) / exact).toBeCloseTo(1, 9);
      expect(lowerTail(k - 1, n, tau)).toBeCloseTo(1 - exact, 10);
    }
  });

  test.each(NEWCOMBE)('give the published upper Clopper–Pearson limit for %d in %d', (k, n, upper) => {
    expect(upperBound(k, n, 0.975)).toBeCloseTo(upper, 4);
  });

  test('follow the rule of three if there is no failure', () => {
    expect(upperBound(0, 300, 0.95)).toBeCloseTo(1 - 0.05 ** (1 / 300), 12);
  });

  test('give more evidence against the tolerance with more failures, also between integers', () => {
    fc.assert(
      fc.property(share, share, size, fc.double({ min: 0.005, max: 0.9, noNaN: true }), (a, b, n, tau) => {
        const [few, many] = [Math.min(a, b) * n, Math.max(a, b) * n];
        expect(upperTail(many, n, tau)).toBeLessThanOrEqual(upperTail(few, n, tau) + 1e-12);
        expect(lowerTail(many, n, tau)).toBeGreaterThanOrEqual(lowerTail(few, n, tau) - 1e-12);
        expect(upperBound(many, n, 0.95)).toBeGreaterThanOrEqual(upperBound(few, n, 0.95) - 1e-9);
      }),
    );
  });

  test('agree with each other', () => {
    fc.assert(
      fc.property(share, fc.double({ min: 1, max: 5000, noNaN: true }), (rate, n) => {
        const k = rate * n;
        const upper = upperBound(k, n, 0.95);
        if (upper < 1 - 1e-9) expect(lowerTail(k, n, upper)).toBeCloseTo(0.05, 6);
      }),
    );
  });

  test('exclude no rate without data', () => {
    expect([upperTail(0, 0, 0.1), lowerTail(0, 0, 0.1), upperBound(0, 0, 0.95)]).toEqual([1, 1, 1]);
  });
});
