import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { determinedOrders, kendallBounds } from '../../../../shared/stats/agreement/kendall-bounds.ts';
import { kendallTauB } from '../../../../shared/stats/agreement/kendall-tau-b.ts';
import type { Differences } from '../../../../shared/stats/ranking/rank-interval.ts';
import { normal, uniform } from '../worlds.ts';

const order =
  (
    values: readonly number[],
    known: (i: number, j: number) => boolean = () => true,
  ): ReturnType<typeof determinedOrders>[number] =>
  (i, j) =>
    known(i, j) ? (Math.sign(values[i]! - values[j]!) as -1 | 0 | 1) : 0;

const estimates =
  (values: readonly number[], standardError: number): Differences =>
  (i, j) => ({
    estimate: values[i]! - values[j]!,
    standardError: standardError * Math.SQRT2,
    degreesOfFreedom: 30,
    effectiveGroups: 30,
  });

describe('bounds of Kendall’s τ', () => {
  test('equal τ if every order is known', () => {
    const [x, y] = [
      [1, 2, 3, 4, 5],
      [2, 1, 3, 5, 4],
    ];
    const tau = kendallTauB(x, y)!;
    expect(kendallBounds(5, order(x), order(y))).toEqual({
      interval: [tau, tau],
      undetermined: 0,
      pairs: 10,
    });
  });

  test('are (7 − 3)/10 and 1 for a perfect order with 3 of 10 pairs undecided', () => {
    const x = [1, 2, 3, 4, 5];
    const known = (i: number) => i > 2; // the order of the three lowest is unknown
    expect(kendallBounds(5, order(x, known), order(x))!.interval).toEqual([0.4, 1]);
    expect(kendallBounds(5, order(x, known), order(x, known))!.interval).toEqual([0.4, 1]);
    expect(kendallBounds(5, order(x, known), order(x.toReversed()))!.interval).toEqual([-1, -0.4]);
  });

  test('contain τ for all possible orders of undecided pairs, and are null for fewer than two models', () => {
    const values = fc.integer({ min: 2, max: 7 }).chain((n) => {
      const list = fc.uniqueArray(fc.integer({ min: 0, max: 999 }), { minLength: n, maxLength: n });
      return fc.tuple(list, list, fc.nat(100));
    });
    fc.assert(
      fc.property(values, ([x, y, hidden]) => {
        const known = (i: number, j: number) => (7 * i + 13 * j + hidden) % 3 > 0;
        const [lower, upper] = kendallBounds(x.length, order(x, known), order(y))!.interval;
        const tau = kendallTauB(x, y)!;
        expect(lower).toBeLessThanOrEqual(tau + 1e-12);
        expect(upper).toBeGreaterThanOrEqual(tau - 1e-12);
        expect(lower).toBeGreaterThanOrEqual(-1);
        expect(upper).toBeLessThanOrEqual(1);
      }),
    );
    expect(kendallBounds(1, order([1]), order([1]))).toBeNull();
  });

  test('contain the true τ in at least 95 % of studies if they come from significant differences, and narrow with more data', () => {
    const random = uniform(9);
    const [x, y] = [
      [0, 1, 2, 3, 4, 5],
      [0, 2, 1, 3, 5, 4],
    ];
    const tau = kendallTauB(x, y)!;
    const bounds = (standardError: number) => {
      const noisy = [x, y].map((values) => values.map((value) => value + standardError * normal(random)));
      const [a, b] = determinedOrders(
        6,
        noisy.map((values) => estimates(values, standardError)),
      );
      return kendallBounds(6, a!, b!)!.interval;
    };
    const worlds = 500;
    const held = (standardError: number) =>
      Array.from({ length: worlds }, () => bounds(standardError)).filter(
        ([lower, upper]) => lower <= tau + 1e-9 && tau - 1e-9 <= upper,
      ).length / worlds;
    expect(held(0.3)).toBeGreaterThanOrEqual(0.95);
    expect(held(1)).toBeGreaterThanOrEqual(0.95);
    const [lower, upper] = bounds(0.001);
    expect(upper - lower).toBeLessThan(1e-9);
    expect(bounds(100)).toEqual([-1, 1]);
  });
});
