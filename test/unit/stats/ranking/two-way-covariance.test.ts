import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../shared/lib/random.ts';
import { fitBradleyTerry } from '../../../../shared/stats/ranking/bradley-terry.ts';
import { clusterJackknifeCovariance } from '../../../../shared/stats/ranking/cluster-jackknife.ts';
import type { PairWins } from '../../../../shared/stats/ranking/score-moments.ts';
import { scoreSandwich } from '../../../../shared/stats/ranking/score-sandwich.ts';
import { twoWayCovariance } from '../../../../shared/stats/ranking/two-way-covariance.ts';

const K = 3;

/** Votes of many groups, as matrices and as pairs. */
function votes(groups: number) {
  const random = seededRandom(7);
  const total = new Float64Array(K * K);
  const each = Array.from({ length: groups }, () => {
    const wins = new Float64Array(K * K);
    const pairs = { i: [] as number[], j: [] as number[], iWins: [] as number[], jWins: [] as number[] };
    for (let i = 0; i < K; i++)
      for (let j = 0; j < i; j++) {
        const own = random.below(4);
        wins[i * K + j] = own;
        wins[j * K + i] = 3 - own;
        pairs.i.push(i);
        pairs.j.push(j);
        pairs.iWins.push(own);
        pairs.jWins.push(3 - own);
      }
    for (const [at, won] of wins.entries()) total[at]! += won;
    return { wins, pairs: pairs satisfies PairWins };
  });
  return { each, theta: fitBradleyTerry(total, K).theta };
}

const DIFFERENCE = [
  [0, 1],
  [1, -1],
] as const;

describe('the sandwich of scores', () => {
  it('is a little smaller than the cluster jackknife with many groups', () => {
    const { each, theta } = votes(200);
    const jackknife = clusterJackknifeCovariance(each, theta, K).contrast(DIFFERENCE)!.variance;
    const ratio =
      scoreSandwich(
        each.map(({ pairs }) => pairs),
        theta,
      )(DIFFERENCE) / jackknife;
    expect(ratio).toBeLessThan(1);
    expect(ratio).toBeGreaterThan(0.98);
  });
});

describe('the covariance over clinicians and items', () => {
  it('is that over clinicians if each clinician has one item', () => {
    const { each, theta } = votes(200);
    const jackknife = clusterJackknifeCovariance(each, theta, K);
    const found = twoWayCovariance(
      jackknife,
      jackknife,
      scoreSandwich(
        each.map(({ pairs }) => pairs),
        theta,
      ),
    );
    const [own, both] = [jackknife.contrast(DIFFERENCE)!, found.contrast(DIFFERENCE)!];
    expect(both.variance / own.variance).toBeGreaterThanOrEqual(1);
    expect(both.variance / own.variance).toBeLessThan(1.02);
    expect(found.covariance(0, 0)).toBe(found.contrast([[0, 1]])!.variance);
  });

  it('is null if one kind of units cannot be estimated', () => {
    const { each, theta } = votes(20);
    const jackknife = clusterJackknifeCovariance(each, theta, K);
    const single = clusterJackknifeCovariance(each.slice(0, 1), theta, K);
    expect(twoWayCovariance(jackknife, single, () => 0).contrast(DIFFERENCE)).toBeNull();
  });
});
