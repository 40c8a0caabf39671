import { describe, expect, it } from 'vitest';
import { designEffect } from '../../../../shared/stats/rates/design-effect.ts';
import { ratioInterval } from '../../../../shared/stats/rates/ratio-interval.ts';
import {
  multiwayDesignEffect,
  multiwayEffectiveN,
} from '../../../../shared/stats/rates/two-way-design-effect.ts';

const clinicians = { sizes: [6, 6, 6, 6, 6], icc: 0.1 };

describe('the design effect of clinicians and items', () => {
  it('is Kish’s with clinicians only', () => {
    expect(multiwayDesignEffect([clinicians])).toBe(designEffect(0.1, clinicians.sizes));
    // The quantiles of t at 0.975 with 29 and with 4 degrees of freedom are 2.04523 and 2.77645.
    expect(multiwayEffectiveN([clinicians])).toBeCloseTo((30 / 1.5) * (2.04523 / 2.77645) ** 2, 3);
  });

  it('adds the losses by both: 1 + 0.1 · 5 + 0.3 · 4', () => {
    const items = { sizes: [5, 5, 5, 5, 5, 5], icc: 0.3 };
    expect(multiwayDesignEffect([clinicians, items])).toBeCloseTo(2.7, 12);
  });

  it('loses nothing by items with one answer each', () => {
    const items = { sizes: new Array<number>(30).fill(1), icc: 0.9 };
    expect(multiwayEffectiveN([clinicians, items])).toBe(multiwayEffectiveN([clinicians]));
  });

  it('uses the quantile of t for the kind with fewer units, and needs two of each', () => {
    const ten = { sizes: new Array<number>(10).fill(3), icc: 0 };
    const three = { sizes: [10, 10, 10], icc: 0 };
    // The quantile with 2 degrees of freedom is 4.30265.
    expect(multiwayEffectiveN([ten, three])).toBeCloseTo(30 * (2.04523 / 4.30265) ** 2, 3);
    expect(multiwayEffectiveN([ten, { sizes: [30], icc: 0 }])).toBe(0);
  });
});

describe('the interval of a rate over clinicians and items', () => {
  // Three clinicians (rows) judge three items (columns): 1 1 0, 1 1 0, 1 0 0. The rate is 5/9.
  const rows = [2, 2, 1].map((k) => ({ n: 3, k }));
  const columns = [3, 2, 0].map((k) => ({ n: 3, k }));
  const cells = [1, 1, 0, 1, 1, 0, 1, 0, 0].map((k) => ({ n: 1, k }));

  it('has the variance that is computed by hand', () => {
    // By leaving out each in turn: V_c = 1/81, V_i = 7/81, and V_ci = 5/144 before the variance of both is removed.
    const [ofRows, ofColumns, both] = [1 / 81, 7 / 81, 5 / 144];
    const rest = (both - ofRows / 3 - ofColumns / 3) / (1 - 1 / 3 - 1 / 3);
    const found = ratioInterval(rows, 0.95, { items: columns, intersections: cells })!;
    expect(found.rate).toBeCloseTo(5 / 9, 12);
    expect(rest).toBeGreaterThan(0);
    expect(found.standardError! ** 2).toBeCloseTo(ofColumns + Math.max(0, ofRows - rest), 12);
    expect(ratioInterval(rows)!.standardError! ** 2).toBeCloseTo(ofRows, 12);
  });

  it('does not depend on the side on which the clinicians are', () => {
    expect(ratioInterval(rows, 0.95, { items: columns, intersections: cells })).toEqual(
      ratioInterval(columns, 0.95, { items: rows, intersections: cells }),
    );
  });
});
