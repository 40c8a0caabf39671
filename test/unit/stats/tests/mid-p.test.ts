import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lowerTail, upperTail } from '../../../../shared/stats/numeric/beta-tail.ts';
import { midLowerTail, midUpperTail } from '../../../../shared/stats/tests/mid-p.ts';

describe('the mid-p tail', () => {
  test('of one of three against ½ is P(0) + ½P(1) = 1/8 + 3/16', () => {
    expect(midLowerTail(1, 3, 0.5)).toBeCloseTo(5 / 16, 12);
  });

  test('is one together with that of the successes, and never exceeds the exact tail', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }).chain((n) => fc.tuple(fc.constant(n), fc.nat(n))),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        ([n, k], tau) => {
          expect(midLowerTail(k, n, tau) + midLowerTail(n - k, n, 1 - tau)).toBeCloseTo(1, 8);
          expect(midLowerTail(k, n, tau)).toBeLessThanOrEqual(lowerTail(k, n, tau));
          expect(midLowerTail(k, n, tau)).toBeGreaterThanOrEqual(1 - upperTail(k, n, tau) - 1e-9);
        },
      ),
    );
  });

  test('of failures is that of the successes at the other rate', () => {
    // P(3) + ½P(2) of three against ½.
    expect(midUpperTail(2, 3, 0.5)).toBeCloseTo(1 / 8 + 3 / 16, 12);
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 400 })
          .chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 1, max: n }))),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        ([n, k], tau) => {
          expect(midUpperTail(k, n, tau)).toBeCloseTo(midLowerTail(n - k, n, 1 - tau), 8);
        },
      ),
    );
  });

  test('falls as failures grow, also between whole numbers, and is 0 for more failures than answers', () => {
    const tails = Array.from({ length: 41 }, (_, i) => midUpperTail(i / 4, 10, 0.2));
    for (const [at, tail] of tails.slice(1).entries()) expect(tail).toBeLessThanOrEqual(tails[at]!);
    expect(tails[0]).toBe(1);
    expect(midUpperTail(12, 10, 0.2)).toBe(0);
  });

  test('is 1 without data', () => {
    expect(midLowerTail(0, 0, 0.1)).toBe(1);
    expect(midUpperTail(0, 0, 0.1)).toBe(1);
  });
});
