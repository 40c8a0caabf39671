import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { benjaminiHochberg, holm } from '../../../../shared/stats/tests/adjusted-p.ts';

/** Benjamini & Hochberg (1995), §4.1: rt-PA against APSAC after myocardial infarction, 15 p-values. */
const RT_PA = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
  0.759, 1,
];

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });

describe('adjusted p-values', () => {
  test('reject four hypotheses at 0.05 by Benjamini–Hochberg and three by Holm in the published example', () => {
    expect(benjaminiHochberg(RT_PA).filter((p) => p <= 0.05)).toHaveLength(4);
    expect(holm(RT_PA).filter((p) => p <= 0.05)).toHaveLength(3);
    expect(benjaminiHochberg(RT_PA)[3]).toBeCloseTo(0.0095 * (15 / 4), 12);
    expect(benjaminiHochberg(RT_PA)[5]).toBeCloseTo(0.0298 * (15 / 7), 12); // taken from the 7th p-value
    expect(holm(RT_PA)[2]).toBeCloseTo(0.0019 * 13, 12);
  });

  test.each([
    ['Benjamini–Hochberg', benjaminiHochberg],
    ['Holm', holm],
  ])('are at least p, at most 1 and in the order of p by %s, at any position in the list', (_, adjust) => {
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

  test('are never smaller by Holm than by Benjamini–Hochberg, and never larger than by Bonferroni', () => {
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
