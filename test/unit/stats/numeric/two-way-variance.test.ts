import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tQuantile } from '../../../../shared/stats/numeric/distributions.ts';
import { sumOfVariances, twoWayVariance } from '../../../../shared/stats/numeric/two-way-variance.ts';

const component = fc.record({
  variance: fc.double({ min: 1e-6, max: 10, noNaN: true }),
  degreesOfFreedom: fc.double({ min: 1, max: 500, noNaN: true }),
});

describe('the degrees of freedom of a study of several readers and cases', () => {
  it('are those of the published analysis of the Van Dyke data', () => {
    // 5 readers read 114 cases with 2 modalities. The mean squares and covariances of the areas under the curve are those of
    // the Obuchowski–Rockette analysis with the jackknife
    // (Hillis, Berbaum & Metz 2008), as the documentation of the R package MRMCaov prints them.
    const [readers, msModalityReader, cov2, cov3] = [5, 0.0005510306, 0.0003440748, 0.0002390284];
    const found = sumOfVariances(
      { variance: (2 / readers) * msModalityReader, degreesOfFreedom: readers - 1 },
      { variance: 2 * (cov2 - cov3), degreesOfFreedom: Number.POSITIVE_INFINITY },
    );
    expect(found.degreesOfFreedom).toBeCloseTo(15.25967, 4);
    expect(Math.sqrt(found.variance)).toBeCloseTo(0.02074862, 7);
    const difference = -0.04380032;
    const half = tQuantile(0.975, found.degreesOfFreedom) * Math.sqrt(found.variance);
    expect(difference - half).toBeCloseTo(-0.0879595, 6);
    expect(difference + half).toBeCloseTo(0.00035885, 6);
  });
});

describe('the variance over two kinds of units', () => {
  it('is that over the outer kind if one kind is nested in the other', () => {
    fc.assert(
      fc.property(component, component, (outer, inner) => {
        fc.pre(outer.variance > inner.variance && outer.degreesOfFreedom > 3 && inner.degreesOfFreedom > 30);
        for (const found of [
          twoWayVariance(outer, inner, inner.variance),
          twoWayVariance(inner, outer, inner.variance),
        ]) {
          expect(found.variance).toBeGreaterThanOrEqual(outer.variance);
          expect(found.variance).toBeLessThanOrEqual(outer.variance * (1 + 2 / inner.degreesOfFreedom));
        }
      }),
    );
  });

  it('is never smaller than over either kind, and falls with the variance of the intersections', () => {
    fc.assert(
      fc.property(component, component, fc.double({ min: 0, max: 10, noNaN: true }), (a, b, both) => {
        const found = twoWayVariance(a, b, both);
        expect(found.variance).toBeGreaterThanOrEqual(Math.max(a.variance, b.variance));
        expect(found.variance).toBeGreaterThanOrEqual(twoWayVariance(a, b, both + 0.1).variance);
        expect(found.degreesOfFreedom).toBeGreaterThanOrEqual(
          Math.min(a.degreesOfFreedom, b.degreesOfFreedom) - 1e-9,
        );
      }),
    );
  });

  it('has the expectation of the mean of a crossed design', () => {
    // The mean of 5 × 60 values with variances 0.2 of readers, 3 of items and 1 of the rest. The expected variances over readers,
    // over items and over intersections follow from the analysis of variance of the crossed design.
    const [readers, items, ofReaders, ofItems, rest] = [5, 60, 0.2, 3, 1];
    const truth = ofReaders / readers + ofItems / items + rest / (readers * items);
    const found = twoWayVariance(
      { variance: ofReaders / readers + rest / (readers * items), degreesOfFreedom: readers - 1 },
      { variance: ofItems / items + rest / (readers * items), degreesOfFreedom: items - 1 },
      (ofReaders + ofItems + rest) / (readers * items),
    );
    expect(found.variance).toBeCloseTo(truth, 12);
  });
});
