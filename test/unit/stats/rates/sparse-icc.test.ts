import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { designEffect, intraclassCorrelation } from '../../../../shared/stats/rates/design-effect.ts';
import { sparseIntraclassCorrelation } from '../../../../shared/stats/rates/sparse-icc.ts';
import { uniform } from '../worlds.ts';

const sizes = (...n: number[]) => ({ n, k: n.map(() => 0) });

describe('the correlation for a model that few clinicians rated', () => {
  test('equals the value by hand for three models', () => {
    // Two models of m = 41 at ICC 0.05: deff 3; one of m = 5, 10 answers: deff 1.2. D = (2·82·3 + 10·1.2)/174 = 2.8966.
    const crowd = sizes(41, 41);
    const [few, fewer] = [sizes(5, 5), sizes(2, 2)];
    const of = sparseIntraclassCorrelation(0.05, 0.3, [crowd, crowd, few]);
    expect(of(few)).toBeCloseTo(0.3, 12); // (D − 1)/4 = 0.474 is more
    expect(of(fewer)).toBeCloseTo(0.3, 12);
    expect(of(sizes(11, 11))).toBeCloseTo((504 / 174 - 1) / 10, 12);
    expect(of(crowd)).toBe(0.05);
  });

  test('is the pooled correlation if specialties add no similarity within groups, or if each group has one answer', () => {
    const models = [sizes(30, 40, 50), sizes(3, 4, 5)];
    expect(sparseIntraclassCorrelation(0.05, 0.04, models)(models[1]!)).toBe(0.05);
    expect(sparseIntraclassCorrelation(0.05, 0.3, models)(sizes(1, 1, 1))).toBe(0.05);
    expect(sparseIntraclassCorrelation(0, 0, [])(sizes())).toBe(0);
  });

  test('lies between its two inputs, and is the same for models with equal sizes', () => {
    const group = fc.integer({ min: 0, max: 60 });
    const model = fc.array(group, { minLength: 2, maxLength: 32 }).map((n) => sizes(...n));
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(model, { minLength: 1, maxLength: 6 }), share, share, (models, pooled, within) => {
        const of = sparseIntraclassCorrelation(pooled, within, models);
        for (const each of models) {
          expect(of(each)).toBeGreaterThanOrEqual(pooled);
          expect(of(each)).toBeLessThanOrEqual(Math.max(pooled, within));
        }
        const alike = sparseIntraclassCorrelation(pooled, within, [models[0]!, models[0]!]);
        expect(designEffect(alike(models[0]!), models[0]!.n)).toBeCloseTo(
          designEffect(pooled, models[0]!.n),
          9,
        );
      }),
    );
  });

  test('gives a new model the true design effect, most of which the pooled correlation misses', () => {
    // 32 groups of 20 clinicians with 5 answers each. The answers of one clinician share 0.3 of the variance. In each
    // group, a new model is rated by one clinician, and an old one by two clinicians in one of ten specialties. The
    // true design effect is 1 + 0.3·4 = 2.2 for all three models.
    const random = uniform(11);
    const answered = (clinicians: number) => {
      const groups = Array.from({ length: 32 }, () => {
        let k = 0;
        for (let clinician = 0; clinician < clinicians; clinician++) {
          const own = random() < 0.2;
          for (let answer = 0; answer < 5; answer++)
            if (random() < Math.sqrt(0.3) ? own : random() < 0.2) k++;
        }
        return { n: 5 * clinicians, k };
      });
      return { n: groups.map(({ n }) => n), k: groups.map(({ k }) => k) };
    };
    const models = [...Array.from({ length: 40 }, () => answered(20)), answered(1)];
    const specialties = Array.from({ length: 400 }, () => answered(2));
    const [pooled, within] = [intraclassCorrelation(models), intraclassCorrelation(specialties)];
    const own = models.at(-1)!;
    expect(designEffect(pooled, own.n)).toBeLessThan(1.15);
    const found = designEffect(sparseIntraclassCorrelation(pooled, within, models)(own), own.n);
    expect(found).toBeGreaterThan(1.45);
    expect(found).toBeLessThan(2.3);
  });
});
