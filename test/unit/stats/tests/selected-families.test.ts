import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { benjaminiHochberg } from '../../../../shared/stats/tests/adjusted-p.ts';
import { selectFamilies } from '../../../../shared/stats/tests/selected-families.ts';
import { simes } from '../../../../shared/stats/tests/simes.ts';
import { uniform } from '../worlds.ts';

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });

describe("Simes' p-value", () => {
  test('equals the smallest of m·p/rank by hand', () => {
    // 4·0.02/1, 4·0.03/2, 4·0.03/3 and 4·0.9/4: the third is the smallest.
    expect(simes([0.9, 0.03, 0.02, 0.03])).toBeCloseTo(0.04, 12);
    expect(simes([])).toBe(1);
  });

  test('is the level from which on Benjamini–Hochberg rejects at least one hypothesis', () => {
    fc.assert(
      fc.property(pValues, (p) => {
        expect(simes(p)).toBeCloseTo(Math.min(...benjaminiHochberg(p)), 12);
      }),
    );
  });

  test('rejects true hypotheses of independent p-values at exactly its level', () => {
    const random = uniform(5);
    const worlds = 40_000;
    let rejected = 0;
    for (let world = 0; world < worlds; world++)
      if (simes(Array.from({ length: 6 }, random)) <= 0.05) rejected++;
    expect(Math.abs(rejected / worlds - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / worlds));
  });
});

describe("Benjamini and Bogomolov's selection of families", () => {
  test('selects two of five families by hand, and tests within them at two fifths of the level', () => {
    // Adjusted: 5·0.004, 5·0.015/2, 5·0.06/3, then the smaller of 5·0.4/4 and 0.5.
    const { adjusted, levelWithin } = selectFamilies([0.4, 0.004, 0.06, 0.5, 0.015], 0.05);
    for (const [at, value] of [0.5, 0.02, 0.1, 0.5, 0.0375].entries())
      expect(adjusted[at]).toBeCloseTo(value, 12);
    expect(levelWithin).toBeCloseTo(0.02, 12);
  });

  test('is plain Benjamini–Hochberg within each family if all families are selected', () => {
    const { levelWithin } = selectFamilies([0.01, 0.02, 0.03, 0.05], 0.05);
    expect(levelWithin).toBe(0.05);
  });

  test('tests nothing if no family is selected', () => {
    expect(selectFamilies([0.3, 0.9], 0.05).levelWithin).toBe(0);
    expect(selectFamilies([], 0.05).levelWithin).toBe(0);
  });

  test('finds something in every selected family, if families have Simes p-values', () => {
    fc.assert(
      fc.property(fc.array(pValues, { minLength: 1, maxLength: 8 }), (families) => {
        const { adjusted, levelWithin } = selectFamilies(families.map(simes), 0.3);
        for (const [at, family] of families.entries())
          if (adjusted[at]! <= 0.3)
            expect(Math.min(...benjaminiHochberg(family))).toBeLessThanOrEqual(levelWithin + 1e-12);
      }),
    );
  });

  test('keeps the average share of false discoveries in selected families, which plain tests within them exceed', () => {
    const random = uniform(17);
    const worlds = 3_000;
    const q = 0.2;
    let [selective, plain] = [0, 0];
    for (let world = 0; world < worlds; world++) {
      // One family in ten has a true finding, beside 19 true null hypotheses.
      const families = Array.from({ length: 30 }, (_, family) =>
        Array.from({ length: 20 }, (_, i) => (i === 0 && family % 10 === 0 ? random() ** 9 : random())),
      );
      const { adjusted, levelWithin } = selectFamilies(families.map(simes), q);
      const chosen = families.flatMap((p, at) =>
        adjusted[at]! <= q ? [{ found: benjaminiHochberg(p), hasTrue: at % 10 === 0 }] : [],
      );
      const falseShare = (level: number) =>
        chosen.reduce((sum, { found, hasTrue }) => {
          const all = found.filter((value) => value <= level).length;
          const right = hasTrue && found[0]! <= level ? 1 : 0;
          return sum + (all - right) / Math.max(1, all);
        }, 0) / Math.max(1, chosen.length);
      selective += falseShare(levelWithin) / worlds;
      plain += falseShare(q) / worlds;
    }
    // The average over families of one study has a standard deviation below ½.
    const error = 3 * (0.5 / Math.sqrt(worlds));
    expect(selective).toBeLessThan(q + error);
    expect(plain).toBeGreaterThan(q + error);
  });
});
