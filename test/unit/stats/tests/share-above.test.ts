import { describe, expect, it } from 'vitest';
import { ratioInterval } from '../../../../shared/stats/index.ts';
import { shareAboveP } from '../../../../shared/stats/tests/share-above.ts';

describe('The p-value of a share above a limit', () => {
  it('is the upper tail of the score statistic', () => {
    // 60 of 100: (0.6 − 0.5)/√(0.25/100) = 2. P(Z ≥ 2) = 0.02275; at 10⁶ degrees of freedom, t is normal.
    const p = shareAboveP({ rate: 0.6, effectiveN: 100, degreesOfFreedom: 1e6 }, 0.5);
    expect(p).toBeCloseTo(0.02275, 5);
  });

  it('uses the published quantile of t: P(T ≥ 2.228) is 0.025 at 10 degrees of freedom', () => {
    const p = shareAboveP({ rate: 0.5 + 2.228 / 20, effectiveN: 100, degreesOfFreedom: 10 }, 0.5);
    expect(p).toBeCloseTo(0.025, 4);
  });

  it('is below α exactly if the interval at confidence 1 − 2α is above the limit', () => {
    for (let k = 50; k <= 80; k++) {
      const groups = Array.from({ length: 10 }, (_, g) => ({ n: 10, k: Math.min(10, (k + g * 3) / 10) }));
      const found = ratioInterval(groups, 0.95)!;
      expect(shareAboveP(found, 0.5) < 0.025).toBe(found.interval[0] > 0.5);
    }
  });

  it('counts each group as one answer if every answer agrees', () => {
    const groups = Array.from({ length: 8 }, () => ({ n: 40, k: 40 }));
    const found = ratioInterval(groups)!;
    // t = √8 at 7 degrees of freedom.
    expect(found.effectiveN).toBeCloseTo(8, 9);
    expect(shareAboveP(found, 0.5)).toBeCloseTo(0.01273, 4);
  });
});
