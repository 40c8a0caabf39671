import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { benjaminiHochberg } from '../../../../shared/stats/tests/adjusted-p.ts';
import { storey } from '../../../../shared/stats/tests/storey.ts';
import { uniform } from '../worlds.ts';

describe('adaptive Benjamini–Hochberg', () => {
  test('equals the values by hand for ten p-values', () => {
    // Three exceed ½: π̂₀ = 4/5. Benjamini–Hochberg's third is min(0.012·10/3, 0.03·10/4, …) = 0.04.
    const p = [0.001, 0.004, 0.012, 0.03, 0.2, 0.3, 0.4, 0.6, 0.7, 0.9];
    expect(storey(p)[2]).toBeCloseTo(0.8 * 0.04, 12);
    expect(storey(p).slice(7)).toEqual([1, 1, 1]);
  });

  test('equals Benjamini–Hochberg times the share of true null hypotheses, in the same order', () => {
    const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(pValues, (p) => {
        const [adaptive, plain] = [storey(p), benjaminiHochberg(p)];
        const share = (1 + p.filter((value) => value > 0.5).length) / (p.length / 2);
        for (const [i, value] of adaptive.entries()) {
          expect(value).toBeLessThanOrEqual(1);
          if (p[i]! <= 0.5) expect(value).toBeCloseTo(Math.min(1, share * plain[i]!), 12);
          for (const [j, other] of adaptive.entries())
            if (p[i]! < p[j]!) expect(value).toBeLessThanOrEqual(other);
        }
      }),
    );
    expect(storey([])).toEqual([]);
  });

  test('keeps the false discovery rate and rejects more if half of the null hypotheses are false', () => {
    const random = uniform(31);
    const worlds = 2000;
    let [proportion, adaptive, plain] = [0, 0, 0];
    for (let world = 0; world < worlds; world++) {
      const p = Array.from({ length: 40 }, (_, i) => (i < 20 ? random() : random() ** 6));
      const found = storey(p).map((value) => value <= 0.05);
      const wrong = found.slice(0, 20).filter(Boolean).length;
      const all = found.filter(Boolean).length;
      proportion += wrong / Math.max(1, all);
      adaptive += all - wrong;
      plain += benjaminiHochberg(p)
        .slice(20)
        .filter((value) => value <= 0.05).length;
    }
    expect(proportion / worlds).toBeLessThan(0.055);
    expect(proportion / worlds).toBeGreaterThan(0.035);
    expect(adaptive).toBeGreaterThan(1.05 * plain);
  });
});

test('rejects no p-value above the allowed maximum, however many others are rejected', () => {
  const p = [...Array.from({ length: 99 }, () => 1e-6), 0.3];
  expect(storey(p)[99]).toBeLessThan(0.05);
  expect(storey(p, 0.05)[99]).toBe(1);
  expect(storey(p, 0.05).slice(0, 99)).toEqual(storey(p).slice(0, 99));
});
