import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eBenjaminiHochberg, logEValue, logMeanExp } from '../../../../shared/stats/tests/e-value.ts';

describe('e-values of bounded counts', () => {
  test('have expectation one at the bound and less below it, summed over all outcomes', () => {
    const expectation = (rate: number, bound: number, n: number) => {
      let [sum, probability] = [0, (1 - rate) ** n];
      for (let k = 0; k <= n; k++) {
        sum += probability * Math.exp(logEValue([{ k, n, bound }]));
        probability *= ((n - k) / (k + 1)) * (rate / (1 - rate));
      }
      return sum;
    };
    expect(expectation(0.1, 0.1, 40)).toBeCloseTo(1, 9);
    expect(expectation(0.6, 0.6, 12)).toBeCloseTo(1, 9);
    expect(expectation(0.08, 0.1, 40)).toBeLessThan(0.9);
    expect(expectation(0.2, 0.1, 40)).toBeGreaterThan(10);
  });

  test('grow with the excess over the bound, shrink as the bound grows, and are one without data', () => {
    const cases = fc.tuple(fc.nat(200), fc.nat(200), fc.double({ min: 0.01, max: 0.98, noNaN: true }));
    fc.assert(
      fc.property(cases, ([k, rest, bound]) => {
        const n = k + rest;
        const e = logEValue([{ k, n, bound }]);
        expect(Number.isFinite(e)).toBe(true);
        expect(logEValue([{ k: k + 1, n: n + 1, bound }])).toBeGreaterThan(e);
        expect(logEValue([{ k, n, bound: bound + 0.01 }])).toBeLessThanOrEqual(e);
        const split = [
          { k, n: k, bound },
          { k: 0, n: rest, bound },
        ];
        expect(logEValue(split)).toBeCloseTo(e, 8);
      }),
    );
    expect(logEValue([])).toBe(0);
    expect(logEValue([{ k: 0, n: 0, bound: 0.1 }])).toBe(0);
  });

  test('neither overflow nor underflow', () => {
    expect(logEValue([{ k: 1e6, n: 1e6, bound: 0.1 }])).toBeGreaterThan(2e6);
    expect(logEValue([{ k: 0, n: 1e6, bound: 0.1 }])).toBeLessThan(-3000);
    expect(logMeanExp([1000, 1000])).toBe(1000);
    expect(logMeanExp([Number.NEGATIVE_INFINITY])).toBe(Number.NEGATIVE_INFINITY);
  });
});

test('are rejected by e-BH for the k largest if the k-th is at least m/(qk), by hand', () => {
  // m = 4, q = 0.05. The thresholds are 80, 40, 26.7 and 20. The value 50 alone is too small, but 50 and 45 are
  // rejected together.
  const adjusted = eBenjaminiHochberg([50, 2, 45, 0.1].map(Math.log));
  expect(adjusted.map((value) => value <= 0.05)).toEqual([true, false, true, false]);
  expect(adjusted[0]).toBeCloseTo(4 / (2 * 45), 12);
  expect(eBenjaminiHochberg([50, 2, 39, 0.1].map(Math.log)).some((value) => value <= 0.05)).toBe(false);
  expect(eBenjaminiHochberg([])).toEqual([]);
});
