import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cappedWeights } from '../../../../shared/stats/rates/capped-weights.ts';

const sharesOf = (counts: readonly number[], weights: readonly number[]) => {
  const sizes = counts.map((count, at) => count * weights[at]!);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.map((size) => size / total);
};

describe('weights that cap the share of each unit', () => {
  it('cut one dominant unit to the cap, by hand', () => {
    // 10 others with 6 each: c = (60/6)/(1 − 1/6) = 12, so that 12/(12 + 60) = 1/6.
    const counts = [40, ...Array<number>(10).fill(6)];
    const weights = cappedWeights(counts, 1 / 6);
    expect(weights[0]).toBeCloseTo(12 / 40, 12);
    expect(weights.slice(1)).toEqual(Array(10).fill(1));
    expect(sharesOf(counts, weights)[0]).toBeCloseTo(1 / 6, 12);
  });

  it('cut a second unit that exceeds the cap only after the first was cut', () => {
    // 20 is 15 % of 134, but 24 % of 84 after 60 was cut to the cap of the rest alone.
    const counts = [60, 20, ...Array<number>(9).fill(6)];
    const weights = cappedWeights(counts, 1 / 6);
    expect(weights[0]).toBeLessThan(1);
    expect(weights[1]).toBeLessThan(1);
    // c = (54/6)/(1 − 2/6) = 13.5
    expect([60 * weights[0]!, 20 * weights[1]!]).toEqual([
      expect.closeTo(13.5, 12),
      expect.closeTo(13.5, 12),
    ]);
  });

  it('change nothing if no unit exceeds the cap', () => {
    expect(cappedWeights([1, 1, 1, 1, 1, 1], 1 / 6)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(cappedWeights([3, 4, 4, 4, 4, 4, 4, 0], 1 / 6)).toEqual(Array(8).fill(1));
  });

  it('give equal sizes if there are too few units for the cap', () => {
    expect(cappedWeights([8, 2, 4], 1 / 6)).toEqual([2 / 8, 1, 2 / 4]);
    expect(cappedWeights([], 1 / 6)).toEqual([]);
  });

  it('hold each share at or below the cap, keep the order of sizes, and cut no unit below it', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 7, maxLength: 60 });
    fc.assert(
      fc.property(counts, fc.constantFrom(0.2, 1 / 6, 0.3), (given, cap) => {
        fc.pre(given.filter((count) => count > 0).length * cap > 1);
        const weights = cappedWeights(given, cap);
        for (const [at, share] of sharesOf(given, weights).entries()) {
          expect(share).toBeLessThanOrEqual(cap + 1e-9);
          if (weights[at]! < 1) expect(share).toBeCloseTo(cap, 9);
        }
      }),
    );
  });
});
