import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concentration } from '../../../../shared/stats/rates/concentration.ts';

describe('concentration of votes', () => {
  test('equals the values by hand for four clinicians with 1, 2, 3 and 4 votes', () => {
    const found = concentration([3, 1, 4, 0, 2])!;
    // Gini: (−3·1 − 1·2 + 1·3 + 3·4)/(4·10) = 0.25; effective: 100/30.
    expect(found).toMatchObject({ clinicians: 4, votes: 10, topPercentShare: 0.4, topTenthShare: 0.4 });
    expect(found.gini).toBeCloseTo(0.25, 12);
    expect(found.effectiveClinicians).toBeCloseTo(100 / 30, 12);
  });

  test('is high if one of a hundred clinicians has half of the votes', () => {
    const found = concentration([...Array(99).fill(1), 99])!;
    expect(found).toMatchObject({ topPercentShare: 0.5, topTenthShare: 108 / 198 });
    expect(found.effectiveClinicians).toBeCloseTo(198 ** 2 / (99 + 99 ** 2), 10);
  });

  test('counts 7 of 70 clinicians as the top tenth', () => {
    expect(concentration(Array(70).fill(1))!.topTenthShare).toBeCloseTo(0.1, 12);
  });

  test('is zero for equal clinicians, all of them effective, and for no clinicians', () => {
    for (const C of [1, 2, 736]) {
      const found = concentration(Array(C).fill(25))!;
      expect(found.effectiveClinicians).toBeCloseTo(C, 9);
      expect(found.gini).toBeCloseTo(0, 12);
    }
    expect(concentration([])).toBeNull();
    expect(concentration([0, 0])).toBeNull();
  });

  test('stays within its bounds, and does not depend on the order, on silent clinicians or on doubled votes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 60 }), (votes) => {
        const found = concentration(votes)!;
        expect(found.topPercentShare).toBeLessThanOrEqual(found.topTenthShare);
        expect(found.topTenthShare).toBeLessThanOrEqual(1);
        expect(found.effectiveClinicians).toBeLessThanOrEqual(votes.length + 1e-9);
        expect(found.effectiveClinicians).toBeGreaterThanOrEqual(1 - 1e-12);
        expect(found.gini).toBeGreaterThanOrEqual(-1e-12);
        expect(found.gini).toBeLessThan(1);
        expect(concentration([0, ...votes.toReversed()])).toEqual(found);
        expect(concentration(votes.map((n) => 2 * n))!.gini).toBeCloseTo(found.gini, 12);
      }),
    );
  });
});
