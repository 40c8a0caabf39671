import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lowerTail, upperTail } from '../../../../shared/stats/numeric/beta-tail.ts';
import { midLowerTail, midUpperTail } from '../../../../shared/stats/tests/mid-p.ts';

describe('mid-p tails', () => {
  test('the mid-p-value of two of three against ½ is P(3) + ½P(2) = 1/8 + 3/16', () => {
    expect(midUpperTail(2, 3, 0.5)).toBeCloseTo(5 / 16, 12);
    expect(midLowerTail(1, 3, 0.5)).toBeCloseTo(5 / 16, 12);
    expect(midUpperTail(0, 3, 0.5)).toBeCloseTo(15 / 16, 12);
  });

  test('the two one-sided mid-p-values sum to one, and neither exceeds the exact tail', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }).chain((n) => fc.tuple(fc.constant(n), fc.nat(n))),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        ([n, k], tau) => {
          expect(midUpperTail(k, n, tau) + midLowerTail(k, n, tau)).toBeCloseTo(1, 8);
          expect(midUpperTail(k, n, tau)).toBeLessThanOrEqual(upperTail(k, n, tau));
          expect(midLowerTail(k, n, tau)).toBeLessThanOrEqual(lowerTail(k, n, tau));
        },
      ),
    );
  });

  test('both mid-p-values are 1 without data', () => {
    expect([midUpperTail(0, 0, 0.1), midLowerTail(0, 0, 0.1)]).toEqual([1, 1]);
  });
});
