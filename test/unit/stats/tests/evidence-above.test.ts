import { describe, expect, test } from 'vitest';
import { upperTail } from '../../../../shared/stats/numeric/beta-tail.ts';
import { multiwayEffectiveN } from '../../../../shared/stats/rates/two-way-design-effect.ts';
import { logEvidenceAbove } from '../../../../shared/stats/tests/e-value.ts';
import { normal, uniform } from '../worlds.ts';

const LOOKS = 60;

/**
 * Tallies at the effective n after each of 60 looks. Between looks, each of 24 groups rates 4 more answers, and each
 * group has its own rate.
 */
function looks(random: () => number, rate: number, icc: number): { k: number; n: number }[] {
  const groups = Array.from({ length: 24 }, () => rate + Math.sqrt(icc * rate * (1 - rate)) * normal(random));
  let [n, k] = [0, 0];
  return Array.from({ length: LOOKS }, (_, look) => {
    for (const own of groups) for (let answer = 0; answer < 4; answer++, n++) if (random() < own) k++;
    const effective = multiwayEffectiveN([{ sizes: Array<number>(24).fill(4 * (look + 1)), icc }]);
    return { n: effective, k: (k / n) * effective };
  });
}

describe('evidence that stays valid under daily looks', () => {
  test('seldom raises a false alarm in all looks if the rate equals the tolerance, but a test at each look often does', () => {
    const random = uniform(4);
    const worlds = 400;
    const ever = (icc: number) => {
      let [always, each] = [0, 0];
      for (let world = 0; world < worlds; world++) {
        const tallies = looks(random, 0.2, icc);
        if (tallies.some(({ k, n }) => logEvidenceAbove(k, n, 0.2) >= Math.log(20))) always++;
        if (tallies.some(({ k, n }) => upperTail(k, n, 0.2) <= 0.05)) each++;
      }
      return { always: always / worlds, each: each / worlds };
    };
    const [independent, clustered] = [ever(0), ever(0.03)];
    expect(independent.always).toBeLessThanOrEqual(0.05);
    expect(clustered.always).toBeLessThanOrEqual(0.05);
    expect(independent.each).toBeGreaterThan(0.15);
    expect(clustered.each).toBeGreaterThan(0.1);
  });

  test('eventually confirms a rate of twice the tolerance', () => {
    const random = uniform(8);
    const found = Array.from({ length: 100 }, () => looks(random, 0.2, 0.03).at(-1)!).filter(
      ({ k, n }) => logEvidenceAbove(k, n, 0.1) >= Math.log(20),
    );
    expect(found.length).toBeGreaterThan(85);
  });

  test('is none without data', () => {
    expect(logEvidenceAbove(0, 0, 0.1)).toBe(0);
  });
});
