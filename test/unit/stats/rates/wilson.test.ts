import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wilsonInterval } from '../../../../shared/stats/rates/wilson.ts';

/** Newcombe (1998), Statistics in Medicine 17, table I: k, n, score interval (method 3). */
const NEWCOMBE: [number, number, [number, number]][] = [
  [81, 263, [0.2553, 0.3662]],
  [15, 148, [0.0624, 0.1605]],
  [0, 20, [0, 0.1611]],
  [1, 29, [0.0061, 0.1718]],
];

const share = fc.double({ min: 0, max: 1, noNaN: true });
const size = fc.double({ min: 0.1, max: 5000, noNaN: true });

describe('the Wilson interval', () => {
  test.each(NEWCOMBE)('equals the published interval for %d in %d', (k, n, [lower, upper]) => {
    const found = wilsonInterval(k / n, n);
    expect(found[0]).toBeCloseTo(lower, 4);
    expect(found[1]).toBeCloseTo(upper, 4);
  });

  test('is never empty, stays in [0, 1], and contains the rate', () => {
    fc.assert(
      fc.property(share, size, (rate, n) => {
        const [lower, upper] = wilsonInterval(rate, n);
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(upper).toBeLessThanOrEqual(1);
        expect(upper).toBeGreaterThan(lower);
        expect(lower).toBeLessThanOrEqual(rate);
        expect(upper).toBeGreaterThanOrEqual(rate);
      }),
    );
  });

  test('is equal for a confidence level and its quantile, and is [0, 1] without data', () => {
    const [byConfidence, byQuantile] = [
      wilsonInterval(0.3, 40),
      wilsonInterval(0.3, 40, { quantile: 1.959964 }),
    ];
    expect(byQuantile[0]).toBeCloseTo(byConfidence[0], 6);
    expect(wilsonInterval(0, 0)).toEqual([0, 1]);
  });
});
