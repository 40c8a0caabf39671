import { describe, expect, test } from 'vitest';
import { tQuantile } from '../../../../shared/stats/numeric/distributions.ts';
import { jackknife } from '../../../../shared/stats/numeric/jackknife.ts';
import { laplacianPseudoInverse } from '../../../../shared/stats/numeric/laplacian-pseudo-inverse.ts';
import { fitBradleyTerry } from '../../../../shared/stats/ranking/bradley-terry.ts';
import { clusterJackknifeCovariance } from '../../../../shared/stats/ranking/cluster-jackknife.ts';
import { pooled, voteGroups, type World } from '../worlds.ts';

const WORLD: World = { theta: [0.6, 0.2, 0, -0.3, -0.5], groups: 16, votes: () => 200, taste: 0.3 };

function study(world: World, seed: number) {
  const K = world.theta.length;
  const groups = voteGroups(world, seed);
  const fit = fitBradleyTerry(pooled(groups, K), K);
  return { K, groups, fit, uncertainty: clusterJackknifeCovariance(groups, fit.theta, K) };
}

describe('the cluster-jackknife covariance of abilities', () => {
  test('equals the value by hand for two models and two groups', () => {
    // 6 : 4 and 9 : 1 of 10 each; p = 3/4, pq = 3/16. For θ₀ − θ₁: s = ∓1.5, H − H_g = 10·3/16.
    const groups = [Float64Array.from([0, 6, 4, 0]), Float64Array.from([0, 9, 1, 0])].map((wins) => ({
      wins,
    }));
    const { theta } = fitBradleyTerry(pooled(groups, 2), 2);
    const found = clusterJackknifeCovariance(groups, theta, 2);
    const difference = found.contrast([
      [0, 1],
      [1, -1],
    ])!;
    expect(difference.variance).toBeCloseTo((1 / 2) * 2 * (1.5 / (30 / 16)) ** 2, 10);
    expect(difference.degreesOfFreedom).toBe(1);
    expect(difference.effectiveGroups).toBeCloseTo(2, 10);
    expect(found.covariance(0, 1)).toBeCloseTo(-difference.variance / 4, 10);
  });

  test('uses one Newton step that agrees with a fit without the group', () => {
    const { K, groups, fit, uncertainty } = study(WORLD, 5);
    for (const [g, d] of uncertainty.contributions.entries()) {
      const refit = fitBradleyTerry(pooled(groups.toSpliced(g, 1), K), K);
      for (let i = 0; i < K; i++) {
        const moved = fit.theta[i]! - refit.theta[i]!;
        expect(Math.abs(d[i]! - moved)).toBeLessThan(0.05 * Math.abs(moved) + 5e-4);
      }
    }
  });

  test('is symmetric and centred, and agrees with its contrasts', () => {
    const { K, uncertainty } = study(WORLD, 6);
    const entry = (i: number, j: number) => uncertainty.covariance(i, j)!;
    for (let i = 0; i < K; i++) {
      let row = 0;
      for (let j = 0; j < K; j++) row += entry(i, j);
      expect(row).toBeCloseTo(0, 10);
      expect(uncertainty.contrast([[i, 1]])!.variance).toBeCloseTo(entry(i, i), 12);
      const [difference, j] = [
        uncertainty.contrast([
          [i, 1],
          [(i + 1) % K, -1],
        ])!,
        (i + 1) % K,
      ];
      expect(difference.variance).toBeCloseTo(entry(i, i) + entry(j, j) - 2 * entry(i, j), 12);
    }
  });

  test('does not depend on the order of the models or of the groups', () => {
    const { K, groups, fit, uncertainty } = study(WORLD, 7);
    const reversed = groups
      .map(({ wins }) => ({ wins: wins.map((_, at) => wins[K * K - 1 - at]!) }))
      .reverse();
    const other = clusterJackknifeCovariance(reversed, fit.theta.toReversed(), K);
    const [a, b] = [
      uncertainty.contrast([
        [0, 1],
        [3, -1],
      ])!,
      other.contrast([
        [K - 1, 1],
        [K - 4, -1],
      ])!,
    ];
    expect(b.variance).toBeCloseTo(a.variance, 12);
    expect(b.degreesOfFreedom).toBeCloseTo(a.degreesOfFreedom, 8);
  });

  test('is halved by twice as many groups with the same votes, but not by twice as many votes of the same groups', () => {
    const { K, groups, fit, uncertainty } = study({ ...WORLD, groups: 40, votes: () => 60 }, 8);
    const variance = (of: typeof uncertainty) =>
      of.contrast([
        [0, 1],
        [1, -1],
      ])!.variance;
    const doubled = groups.map(({ wins }) => ({ wins: wins.map((won) => 2 * won) }));
    expect(variance(clusterJackknifeCovariance(doubled, fit.theta, K))).toBeCloseTo(
      variance(uncertainty),
      10,
    );
    const ratio =
      variance(clusterJackknifeCovariance([...groups, ...groups], fit.theta, K)) / variance(uncertainty);
    expect(ratio).toBeGreaterThan(0.46);
    expect(ratio).toBeLessThan(0.51);
  });

  test('has J − 1 degrees of freedom for J equal groups, and ignores groups without votes', () => {
    const wins = Float64Array.from([0, 3, 2, 2, 0, 3, 3, 2, 0]);
    const groups = [...Array(8).fill({ wins }), { wins: new Float64Array(9) }];
    const found = clusterJackknifeCovariance(groups, fitBradleyTerry(wins, 3).theta, 3);
    expect(found.J).toBe(8);
    expect(
      found.contrast([
        [0, 1],
        [1, -1],
      ])!.effectiveGroups,
    ).toBeCloseTo(8, 8);
    expect(
      found.contrast([
        [0, 1],
        [1, -1],
      ])!.degreesOfFreedom,
    ).toBeCloseTo(7, 8);
  });

  test('has little more than one effective group if one group has most of the votes', () => {
    const { uncertainty } = study({ ...WORLD, votes: (g) => (g === 0 ? 20_000 : 100) }, 9);
    const { effectiveGroups, degreesOfFreedom } = uncertainty.contrast([
      [0, 1],
      [1, -1],
    ])!;
    expect(effectiveGroups).toBeLessThan(1.5);
    expect(degreesOfFreedom).toBe(1);
  });

  test('has one effective group for a model that only one group compared, without an effect on other comparisons', () => {
    const world: World = { ...WORLD, sees: (g, m) => m !== 4 || g === 3 };
    const { uncertainty, fit } = study(world, 10);
    const lonely = uncertainty.contrast([
      [4, 1],
      [0, -1],
    ])!;
    const others = uncertainty.contrast([
      [0, 1],
      [1, -1],
    ])!;
    expect(lonely.effectiveGroups).toBe(1);
    // At least the model-based variance of the group's own votes. The absence of other votes on this model does not
    // mean a variance of zero.
    expect(lonely.variance).toBeGreaterThan(1 / fit.information[24]!);
    expect(others.effectiveGroups).toBeGreaterThan(12);
  });

  test('covers the truth if groups have their own tastes, while independent votes do not cover it', () => {
    // All models are equal and tastes are symmetric, so every true difference is 0.
    const world: World = { theta: [0, 0, 0, 0], groups: 24, votes: (g) => 40 + 12 * g, taste: 0.4 };
    const worlds = 400;
    let [clustered, independent] = [0, 0];
    for (let seed = 1; seed <= worlds; seed++) {
      const { fit, uncertainty } = study(world, 1000 * seed);
      const difference = Math.abs(fit.theta[0]! - fit.theta[1]!);
      const { standardError, degreesOfFreedom } = uncertainty.contrast([
        [0, 1],
        [1, -1],
      ])!;
      if (difference <= tQuantile(0.975, degreesOfFreedom) * standardError) clustered++;
      const h = laplacianPseudoInverse(fit.information, 4, [[0, 1, 2, 3]])!;
      if (difference <= 1.96 * Math.sqrt(h[0]! + h[5]! - 2 * h[1]!)) independent++;
    }
    expect(clustered / worlds).toBeGreaterThan(0.93);
    expect(clustered / worlds).toBeLessThan(0.985);
    expect(independent / worlds).toBeLessThan(0.88);
  });

  test('is not estimable with one group or none', () => {
    const { fit, groups, K } = study(WORLD, 11);
    for (const few of [groups.slice(0, 1), []]) {
      const found = clusterJackknifeCovariance(few, fit.theta, K);
      expect(found.contrast([[0, 1]])).toBeNull();
      expect(found.covariance(0, 0)).toBeNull();
    }
  });
});

describe('the jackknife of a scalar', () => {
  test('gives a mean its usual standard error', () => {
    const x = [3, 1, 4, 1, 5, 9, 2, 6];
    const mean = 31 / 8;
    const deleted = x.map((value) => (31 - value) / 7);
    const usual = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 7 / 8);
    expect(jackknife(deleted, mean)!.standardError).toBeCloseTo(usual, 12);
    expect(jackknife(deleted, mean)!.degreesOfFreedom).toBe(7);
  });

  test('needs two groups and finite estimates', () => {
    expect(jackknife([1], 1)).toBeNull();
    expect(jackknife([1, Number.NaN], 1)).toBeNull();
  });
});
