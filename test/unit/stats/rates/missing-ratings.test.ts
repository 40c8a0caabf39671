import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rateWithUnrated, tippingPoint } from '../../../../shared/stats/rates/missing-ratings.ts';

describe('the rate of all displayed answers', () => {
  // 100 answers won, of which 80 were rated and 8 failed. 50 lost, of which 20 were rated and 10 failed.
  const outcomes = [
    { displayed: 100, rated: 80, failures: 8 },
    { displayed: 50, rated: 20, failures: 10 },
  ];

  test('equals the values by hand', () => {
    // Ratio 1: 100·0.1 + 50·0.5 = 35 of 150. Ratio 1.5: 8 + 20·0.15 + 10 + 30·0.75. Ratio ½: 8 + 20·0.05 + 10 + 30·0.25.
    expect(rateWithUnrated(outcomes, 1)).toBeCloseTo(35 / 150, 12);
    expect(rateWithUnrated(outcomes, 1.5)).toBeCloseTo(43.5 / 150, 12);
    expect(rateWithUnrated(outcomes, 0.5)).toBeCloseTo(26.5 / 150, 12);
    // At 4, the answers that lost would fail 2 times as often as possible: all 30 fail.
    expect(rateWithUnrated(outcomes, 4)).toBeCloseTo((8 + 20 * 0.4 + 10 + 30) / 150, 12);
  });

  test('has the worst-case bounds of Manski at the ratios 0 and ∞', () => {
    // Manski (1989): P(y | rated)·P(rated), and the same plus P(not rated).
    expect(rateWithUnrated(outcomes, 0)).toBeCloseTo((18 / 100) * (100 / 150), 12);
    expect(rateWithUnrated(outcomes, Number.POSITIVE_INFINITY)).toBeCloseTo(
      (18 / 100) * (100 / 150) + 50 / 150,
      12,
    );
  });

  test('equals the published bounds of the share of men who left homelessness', () => {
    // Manski (1989): 64 of 106 men were found again, and 21 of them had left homelessness. The bounds are 21/106 and
    // 63/106, which he gives as 0.20 and 0.59.
    const men = [{ displayed: 106, rated: 64, failures: 21 }];
    expect(rateWithUnrated(men, 0)!.toFixed(2)).toBe('0.20');
    expect(rateWithUnrated(men, Number.POSITIVE_INFINITY)!.toFixed(2)).toBe('0.59');
    // Missing at random: 21 of 64.
    expect(rateWithUnrated(men, 1)).toBeCloseTo(21 / 64, 12);
  });

  test('is the same at every ratio if all answers were rated', () => {
    const rated = [{ displayed: 40, rated: 40, failures: 6 }];
    for (const ratio of [0, 0.5, 1, 9, Number.POSITIVE_INFINITY])
      expect(rateWithUnrated(rated, ratio)).toBe(0.15);
  });

  test('knows nothing of an outcome without a rated answer', () => {
    const unknown = [...outcomes, { displayed: 10, rated: 0, failures: 0 }];
    expect(rateWithUnrated(unknown, 0.9)).toBeLessThan(35 / 160);
    expect(rateWithUnrated(unknown, 1)).toBeCloseTo(45 / 160, 12);
    expect(rateWithUnrated([], 1)).toBeNull();
  });

  test('grows with the ratio, between the worst-case bounds', () => {
    const outcome = fc
      .tuple(fc.nat(30), fc.nat(30), fc.nat(30))
      .map(([a, b, c]) => ({ displayed: a + b + c, rated: a + b, failures: a }));
    const ratios = fc.tuple(
      fc.double({ min: 0, max: 20, noNaN: true }),
      fc.double({ min: 0, max: 20, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 1, maxLength: 4 }), ratios, (list, [a, b]) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((ratio) => rateWithUnrated(list, ratio));
        if (low === null) return;
        expect(low).toBeLessThanOrEqual(high! + 1e-12);
        expect(low).toBeGreaterThanOrEqual(rateWithUnrated(list, 0)! - 1e-12);
        expect(high).toBeLessThanOrEqual(rateWithUnrated(list, Number.POSITIVE_INFINITY)! + 1e-12);
      }),
    );
  });
});

describe('the tipping point', () => {
  test('is the smallest ratio at which a claim falls', () => {
    // 90 answers, 60 rated, 3 failed: the rate is (3 + 30·r·0.05)/90, which reaches 10 % at r = 4.
    const outcomes = [{ displayed: 90, rated: 60, failures: 3 }];
    const found = tippingPoint((ratio) => rateWithUnrated(outcomes, ratio)! < 0.1);
    expect(found).toBeGreaterThanOrEqual(4);
    expect(found).toBeLessThan(4.002);
  });

  test('is 1 if the claim never stands, and null if it stands at any ratio up to 100', () => {
    expect(tippingPoint(() => false)).toBe(1);
    expect(tippingPoint(() => true)).toBeNull();
  });
});
