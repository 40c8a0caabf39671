import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { benjaminiHochberg, holm } from '../../../shared/stats/adjusted-p.ts';

/** Benjamini & Hochberg (1995), §4.1: rt-PA against APSAC after myocardial infarction, 15 p-values. */
const RT_PA = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
  0.759, 1,
];

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });

describe('adjusted p-values', () => {
  test('of the published example: Benjamini–Hochberg rejects four at 0.05, Holm three', () => {
    expect(benjaminiHochberg(RT_PA).filter((p) => p <= 0.05)).toHaveLength(4);
    expect(holm(RT_PA).filter((p) => p <= 0.05)).toHaveLength(3);
    expect(benjaminiHochberg(RT_PA)[3]).toBeCloseTo(0.0095 * (15 / 4), 12);
    expect(benjaminiHochberg(RT_PA)[5]).toBeCloseTo(0.0298 * (15 / 7), 12); // borrowed from the 7th
    expect(holm(RT_PA)[2]).toBeCloseTo(0.0019 * 13, 12);
  });

  test.each([
    ['Benjamini–Hochberg', benjaminiHochberg],
    ['Holm', holm],
  ])('%s: never below p, at most 1, in the order of p, wherever p stands in the list', (_, adjust) => {
    fc.assert(
      fc.property(pValues, (p) => {
        const adjusted = adjust(p);
        expect(adjust(p.toReversed()).toReversed()).toEqual(adjusted);
        for (const [i, value] of adjusted.entries()) {
          expect(value).toBeGreaterThanOrEqual(p[i]!);
          expect(value).toBeLessThanOrEqual(1);
          for (const [j, other] of adjusted.entries())
            if (p[i]! < p[j]!) expect(value).toBeLessThanOrEqual(other);
        }
      }),
    );
  });

  test('Holm is never more lenient than Benjamini–Hochberg, and never stricter than Bonferroni', () => {
    fc.assert(
      fc.property(pValues, (p) => {
        const [byFdr, byHolm] = [benjaminiHochberg(p), holm(p)];
        for (const [i, value] of p.entries()) {
          expect(byHolm[i]!).toBeGreaterThanOrEqual(byFdr[i]! - 1e-15);
          expect(byHolm[i]!).toBeLessThanOrEqual(Math.min(1, value * p.length) + 1e-15);
        }
      }),
    );
  });
});
