import { describe, expect, test } from 'vitest';
import { stratifiedRatio } from '../../../../shared/stats/rates/stratified-ratio.ts';

const stratum = (a: number, exposed: number, b: number, unexposed: number) => ({
  exposed: { n: exposed, k: a },
  unexposed: { n: unexposed, k: b },
});

describe("Mantel and Haenszel's risk ratio", () => {
  test('equals the published value of deaths under tolbutamide and placebo, by age', () => {
    // University Group Diabetes Program 1970, in Rothman, Greenland & Lash 2008, ch. 15: 1.33.
    const strata = [stratum(8, 106, 5, 120), stratum(22, 98, 16, 85)];
    expect(stratifiedRatio(strata)).toBeCloseTo(1.33, 2);
  });

  test('is that of the only stratum, and ignores strata with answers of one kind', () => {
    expect(stratifiedRatio([stratum(6, 20, 3, 30), stratum(9, 10, 0, 0)])).toBeCloseTo(3, 12);
  });

  test('is infinite if only exposed answers failed, and null if nothing failed', () => {
    expect(stratifiedRatio([stratum(2, 10, 0, 10)])).toBe(Number.POSITIVE_INFINITY);
    expect(stratifiedRatio([stratum(0, 10, 0, 10)])).toBeNull();
    expect(stratifiedRatio([])).toBeNull();
  });
});
