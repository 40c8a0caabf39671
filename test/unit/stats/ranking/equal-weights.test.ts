import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitBradleyTerry } from '../../../../shared/stats/ranking/bradley-terry.ts';
import { clusterJackknifeCovariance } from '../../../../shared/stats/ranking/cluster-jackknife.ts';
import { weightGroupsEqually, weightPairsEqually } from '../../../../shared/stats/ranking/equal-weights.ts';
import { pooled, voteGroups } from '../worlds.ts';

interface GroupWins {
  readonly wins: Float64Array;
}

const group = (...wins: number[]): GroupWins => ({ wins: Float64Array.from(wins) });
const total = (groups: readonly GroupWins[]) =>
  groups.reduce((sum, { wins }) => sum + wins.reduce((own, won) => own + won, 0), 0);

const world = fc.record({ K: fc.integer({ min: 2, max: 4 }), seed: fc.nat(1000) }).map(({ K, seed }) => ({
  K,
  groups: voteGroups(
    { theta: Array.from({ length: K }, (_, i) => i / 2), groups: 6, votes: (g) => 5 + 9 * g, taste: 0.5 },
    seed,
  ),
}));

describe('equal weights of pairs', () => {
  test('give no more weight to a pair that was shown a hundred times more often', () => {
    // A circle: 0 beats 1 and 1 beats 2 in three of four votes, and 2 beats 0 in the same proportion. Equal weights
    // make all three equal.
    const circle = [group(0, 300, 1, 100, 0, 3, 3, 1, 0)];
    for (const theta of fitBradleyTerry(pooled(weightPairsEqually(circle, 3), 3), 3).theta)
      expect(theta).toBeCloseTo(0, 9);
    expect(fitBradleyTerry(pooled(circle, 3), 3).theta[0]!).toBeGreaterThan(0.3);
  });

  test('keep the share of wins of each pair, and the sum of votes', () => {
    fc.assert(
      fc.property(world, ({ K, groups }) => {
        const weighted = weightPairsEqually(groups, K);
        const [before, after] = [pooled(groups, K), pooled(weighted, K)];
        const sizes: number[] = [];
        for (let i = 0; i < K; i++) {
          for (let j = 0; j < i; j++) {
            const n = (wins: Float64Array) => wins[i * K + j]! + wins[j * K + i]!;
            if (n(before) === 0) expect(n(after)).toBe(0);
            else {
              expect(after[i * K + j]! / n(after)).toBeCloseTo(before[i * K + j]! / n(before), 10);
              sizes.push(n(after));
            }
          }
        }
        for (const size of sizes) expect(size).toBeCloseTo(sizes[0]!, 8);
        expect(total(weighted)).toBeCloseTo(total(groups), 8);
      }),
    );
  });
});

describe('equal weights of groups of clinicians', () => {
  test('give no more weight to a group with a hundred times the votes', () => {
    const groups = [group(0, 900, 100, 0), group(0, 1, 9, 0)];
    const theta = fitBradleyTerry(pooled(weightGroupsEqually(groups, 2), 2), 2).theta;
    expect(theta[0]! - theta[1]!).toBeCloseTo(0, 9); // 90 % and 10 %
  });

  test('keep the sum of votes, and leave groups without votes empty', () => {
    fc.assert(
      fc.property(world, ({ K, groups }) => {
        const weighted = weightGroupsEqually([...groups, { wins: new Float64Array(K * K) }], K);
        expect(total(weighted)).toBeCloseTo(total(groups), 8);
        expect(total([weighted.at(-1)!])).toBe(0);
        const sizes = weighted.slice(0, -1).map((own) => total([own]));
        for (const size of sizes.filter((n) => n > 0)) expect(size).toBeCloseTo(Math.max(...sizes), 8);
      }),
    );
  });
});

test('work with the same fit and covariance, and keep an empty table empty', () => {
  const K = 4;
  const groups = voteGroups(
    { theta: [0, 0.3, 0.6, 1], groups: 12, votes: (g) => 20 + 30 * g, taste: 0.3 },
    4,
  );
  for (const weigh of [weightPairsEqually, weightGroupsEqually]) {
    const weighted = weigh(groups, K);
    const { theta, converged } = fitBradleyTerry(pooled(weighted, K), K);
    const found = clusterJackknifeCovariance(weighted, theta, K).contrast([
      [3, 1],
      [0, -1],
    ])!;
    expect(converged).toBe(true);
    expect(found.standardError).toBeGreaterThan(0);
    expect(found.effectiveGroups).toBeGreaterThan(4);
    expect([...weigh([{ wins: new Float64Array(4) }], 2)[0]!.wins]).toEqual([0, 0, 0, 0]);
    expect(weigh([], 2)).toEqual([]);
  }
});
