import { describe, expect, test } from 'vitest';
import { tQuantile } from '../../../../shared/stats/numeric/distributions.ts';
import { betweenSpecialtyVariance } from '../../../../shared/stats/ranking/between-specialty-variance.ts';
import { fitBradleyTerry } from '../../../../shared/stats/ranking/bradley-terry.ts';
import { clusterJackknifeCovariance } from '../../../../shared/stats/ranking/cluster-jackknife.ts';
import { shrinkRanking } from '../../../../shared/stats/ranking/shrink-ranking.ts';
import { normal, pairWinsOf, pooled, uniform, voteGroups } from '../worlds.ts';

const GROUPS = 24;

/**
 * Votes with abilities that vary by `tau` over specialties, and by `taste` over groups of clinicians within each
 * specialty.
 */
function study(random: () => number, { K, tau, taste }: { K: number; tau: number; taste: number }) {
  const base = Array.from({ length: K }, (_, i) => 0.2 * i);
  const truth = SIZES.map(() => base.map((ability) => ability + tau * normal(random)));
  const specialties = truth.map((theta, s) => {
    const seen = Math.min(GROUPS, 5 + s);
    const votes = (g: number) => (g < seen ? Math.round((SIZES[s]! / seen) * (0.5 + random())) : 0);
    return voteGroups({ theta, groups: GROUPS, votes, taste }, Math.floor(random() * 2e9));
  });
  const groups = Array.from({ length: GROUPS }, (_, g) => ({
    wins: pooled(
      specialties.map((own) => own[g]!),
      K,
    ),
  }));
  const { theta } = fitBradleyTerry(pooled(groups, K), K);
  const covariance = clusterJackknifeCovariance(groups, theta, K);
  const between = betweenSpecialtyVariance(
    specialties.map((own) => own.map(pairWinsOf)),
    theta,
    (m) => covariance.covariance(m, m)!,
  )!;
  return { truth, specialties, theta, covariance, between };
}

const SIZES = [900, 150, 200, 250, 300, 350, 400, 450];

describe('the variance between specialties', () => {
  test('is unbiased, both if specialties differ and if only clinicians differ', () => {
    const random = uniform(77_001);
    const worlds = 60;
    const average = (tau: number, taste: number) => {
      let [estimate, squares, error] = [0, 0, 0];
      for (let world = 0; world < worlds; world++) {
        const { between } = study(random, { K: 6, tau, taste });
        estimate += between.estimate / worlds;
        squares += between.estimate ** 2 / worlds;
        error += between.standardError / worlds;
        expect(between.mean).toBeGreaterThan(0);
      }
      return { estimate, error, spread: Math.sqrt(squares - estimate ** 2) };
    };
    const differing = average(0.3, 0);
    expect(differing.estimate).toBeGreaterThan(0.075);
    expect(differing.estimate).toBeLessThan(0.105);
    expect(differing.error / differing.spread).toBeGreaterThan(0.7);
    expect(differing.error / differing.spread).toBeLessThan(1.4);
    expect(Math.abs(average(0, 0.5).estimate)).toBeLessThan(0.012);
  });

  test('comes with larger design effects if clinicians have their own tastes', () => {
    const effects = (taste: number) =>
      study(uniform(77_002), { K: 6, tau: 0.2, taste }).between.specialties.map((each) => each.designEffect);
    expect(Math.max(...effects(0))).toBeLessThan(1.2);
    expect(effects(0.8)[0]!).toBeGreaterThan(1.8); // the largest specialty has only five groups
  });

  test('needs two specialties with votes from two groups', () => {
    const one = [
      [0, 3, 2, 0],
      [0, 2, 2, 0],
    ].map((wins) => pairWinsOf({ wins: Float64Array.from(wins) }));
    const theta = new Float64Array(2);
    expect(betweenSpecialtyVariance([one], theta, () => 0.1)).toBeNull();
    expect(betweenSpecialtyVariance([one, one.slice(1)], theta, () => 0.1)).toBeNull();
    expect(betweenSpecialtyVariance([], theta, () => 0.1)).toBeNull();
    const found = betweenSpecialtyVariance([one, one], theta, () => 0.1)!;
    expect([found.estimate, found.standardError, found.mean, found.variance].every(Number.isFinite)).toBe(
      true,
    );
  });
});

describe('a specialty’s ranking that is shrunk towards the overall ranking', () => {
  /** Three models with a precise overall ranking. */
  const prior = (mean: number, variance = 0): Parameters<typeof shrinkRanking>[2] => {
    const groups = Array.from({ length: 20 }, () => ({
      wins: Float64Array.from([0, 600, 700, 400, 0, 600, 300, 400, 0]),
    }));
    const { theta } = fitBradleyTerry(pooled(groups, 3), 3);
    return {
      theta,
      covariance: clusterJackknifeCovariance(groups, theta, 3),
      between: { mean, variance, degreesOfFreedom: 9 },
    };
  };
  const plain = { designEffect: 1, spread: 1 };

  test('solves for two models: score of the votes = distance from the overall ability / τ²', () => {
    const { theta, covariance, between } = prior(0.25);
    const overall = theta[0]! - theta[1]!;
    const found = shrinkRanking(
      Float64Array.from([0, 4, 0, 16, 0, 0, 0, 0, 0]),
      { designEffect: 2, spread: 1 },
      {
        theta,
        covariance,
        between,
      },
    );
    const difference = found.theta[0]! - found.theta[1]!;
    const surprise = (4 - 20 / (1 + Math.exp(-difference))) / 2;
    expect(surprise).toBeCloseTo((difference - overall) / 2 / 0.25, 8);
    expect(found.theta[2]).toBe(theta[2]); // without a vote in the specialty
    expect(found.ownShare[2]).toBeCloseTo(0, 12);
    expect(found.ownShare[0]).toBeGreaterThan(0.1);
  });

  test('is the overall ranking with few votes, its own with many votes, and between them otherwise', () => {
    const { theta, covariance, between } = prior(0.1);
    const votes = (scale: number) =>
      Float64Array.from([0, 30, 20, 70, 0, 40, 80, 60, 0].map((won) => won * scale));
    const alone = fitBradleyTerry(votes(1), 3).theta;
    const at = (scale: number) => shrinkRanking(votes(scale), plain, { theta, covariance, between });
    for (let m = 0; m < 3; m++) {
      expect(at(0).theta[m]).toBe(theta[m]);
      expect(at(1e-6).theta[m]!).toBeCloseTo(theta[m]!, 4);
      expect(at(1e6).theta[m]!).toBeCloseTo(alone[m]!, 3);
      const share = (at(1).theta[m]! - theta[m]!) / (alone[m]! - theta[m]!);
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThan(1);
    }
    expect([...at(0).ownShare]).toEqual([0, 0, 0]);
    expect(at(1e6).ownShare.every((share) => share > 0.999)).toBe(true);
    expect(at(1).ownShare[0]).toBeGreaterThan(at(0.1).ownShare[0]!);
  });

  test('gives a finite score to an unbeaten model, which the specialty’s votes alone could not rank', () => {
    const unbeaten = Float64Array.from([0, 5, 5, 0, 0, 1, 0, 0, 0]);
    const found = shrinkRanking(unbeaten, plain, prior(0.1));
    expect(fitBradleyTerry(unbeaten, 3).converged).toBe(false);
    expect(found.converged).toBe(true);
    expect([...found.theta].every(Number.isFinite)).toBe(true);
  });

  test('is less certain if the overall ranking or τ² is uncertain, or without votes', () => {
    const votes = Float64Array.from([0, 3, 2, 7, 0, 4, 8, 6, 0]);
    const error = (wins: Float64Array, mean: number, variance = 0) =>
      shrinkRanking(wins, plain, prior(mean, variance)).contrast([
        [0, 1],
        [2, -1],
      ]).standardError;
    expect(error(votes, 0.1, 0.01)).toBeGreaterThan(error(votes, 0.1));
    expect(error(votes, 0.2)).toBeGreaterThan(error(votes, 0.1));
    expect(error(new Float64Array(9), 0.1)).toBeGreaterThan(error(votes, 0.1));
    expect(error(new Float64Array(9), 0.1) ** 2).toBeCloseTo(0.2 + error(votes, 0) ** 2, 9);
  });

  test('covers the specialty’s abilities in about 95 % of studies, with smaller errors than the overall abilities', () => {
    const random = uniform(77_003);
    const worlds = 40;
    const K = 6;
    let [covered, count, shrunk, overall] = [0, 0, 0, 0];
    for (let world = 0; world < worlds; world++) {
      const { truth, specialties, theta, covariance, between } = study(random, { K, tau: 0.3, taste: 0.2 });
      for (const [s, own] of specialties.entries()) {
        const found = shrinkRanking(pooled(own, K), between.specialties[s]!, { theta, covariance, between });
        const mean = truth[s]!.reduce((sum, ability) => sum + ability, 0) / K;
        for (let m = 0; m < K; m++, count++) {
          const { standardError, degreesOfFreedom } = found.contrast([[m, 1]]);
          const error = found.theta[m]! - (truth[s]![m]! - mean);
          if (Math.abs(error) <= tQuantile(0.975, degreesOfFreedom) * standardError) covered++;
          shrunk += error ** 2;
          overall += (theta[m]! - (truth[s]![m]! - mean)) ** 2;
        }
      }
    }
    expect(covered / count).toBeGreaterThan(0.915);
    expect(covered / count).toBeLessThan(0.98);
    expect(shrunk).toBeLessThan(0.7 * overall);
  });
});
