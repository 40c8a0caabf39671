import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitBradleyTerry } from '../../../../shared/stats/ranking/bradley-terry.ts';
import { fitDavidson } from '../../../../shared/stats/ranking/davidson.ts';

/** Davidson (1970), example 2: brands i and j of chocolate pudding, i preferred, j preferred, no preference. */
const PUDDING: [number, number, number, number, number][] = [
  [1, 2, 19, 22, 16],
  [1, 3, 16, 19, 12],
  [2, 3, 19, 19, 10],
  [1, 4, 18, 23, 13],
  [2, 4, 23, 19, 9],
  [3, 4, 19, 20, 15],
  [1, 5, 13, 19, 18],
  [2, 5, 16, 20, 12],
  [3, 5, 16, 15, 17],
  [4, 5, 17, 14, 16],
  [1, 6, 18, 21, 12],
  [2, 6, 22, 20, 12],
  [3, 6, 13, 18, 10],
  [4, 6, 14, 19, 18],
  [5, 6, 11, 21, 12],
];

function matrices(rows: readonly [number, number, number, number, number][], K: number) {
  const [wins, ties] = [new Float64Array(K * K), new Float64Array(K * K)];
  for (const [i, j, won, lost, tied] of rows) {
    wins[(i - 1) * K + j - 1] = won;
    wins[(j - 1) * K + i - 1] = lost;
    ties[(i - 1) * K + j - 1] = ties[(j - 1) * K + i - 1] = tied;
  }
  return { wins, ties };
}

const tables = fc.integer({ min: 2, max: 5 }).chain((K) =>
  fc
    .array(fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 1, max: 30 }))), {
      minLength: (K * (K - 1)) / 2,
      maxLength: (K * (K - 1)) / 2,
    })
    .map((counts) => {
      const rows: [number, number, number, number, number][] = [];
      for (let i = 1; i <= K; i++)
        for (let j = 1; j < i; j++) {
          const [won, lost, tied] = counts[rows.length]! as [number, number, number];
          rows.push([i, j, won, lost, tied]);
        }
      return { K, ...matrices(rows, K) };
    }),
);

describe('Davidson’s model of ties', () => {
  test('reproduces the published preferences among six chocolate puddings', () => {
    const { wins, ties } = matrices(PUDDING, 6);
    const { theta, nu, converged } = fitDavidson(wins, ties, 6);
    const total = theta.reduce((sum, value) => sum + Math.exp(value), 0);
    const pi = [...theta].map((value) => Math.exp(value) / total);
    // Turner, van Etten, Firth & Kosmidis (2020), Computational Statistics 35, §2.1, to the digits that both
    // publications share.
    const published = [0.1388, 0.173, 0.1617, 0.1654, 0.1587, 0.2024];
    expect(converged).toBe(true);
    for (const [i, value] of published.entries()) expect(pi[i]!).toBeCloseTo(value, 4);
    expect(nu).toBeCloseTo(0.7468, 4);
  });

  test('fits the log-odds of decided votes, and ties relative to the geometric mean of wins, for two models', () => {
    const { theta, nu } = fitDavidson(Float64Array.from([0, 36, 9, 0]), Float64Array.from([0, 18, 18, 0]), 2);
    expect(theta[0]! - theta[1]!).toBeCloseTo(Math.log(4), 9);
    expect(nu).toBeCloseTo(18 / Math.sqrt(36 * 9), 9);
  });

  test('is the Bradley–Terry model if there are no ties', () => {
    const wins = Float64Array.from([0, 5, 3, 2, 0, 6, 4, 1, 0]);
    const found = fitDavidson(wins, new Float64Array(9), 3);
    expect(found).toMatchObject({ nu: 0, converged: true });
    for (const [i, theta] of fitBradleyTerry(wins, 3).theta.entries())
      expect(found.theta[i]!).toBeCloseTo(theta, 9);
  });

  test('expects the observed numbers of wins and ties, for any order of the models', () => {
    fc.assert(
      fc.property(tables, ({ K, wins, ties }) => {
        const { theta, nu, converged } = fitDavidson(wins, ties, K);
        expect(converged).toBe(true);
        const [points, all] = [new Float64Array(K), { expected: 0, seen: 0 }];
        for (let i = 0; i < K; i++) {
          for (let j = 0; j < K; j++) {
            if (i === j) continue;
            const [p, q] = [Math.exp(theta[i]!), Math.exp(theta[j]!)];
            const D = p + q + nu * Math.sqrt(p * q);
            const votes = wins[i * K + j]! + wins[j * K + i]! + ties[i * K + j]!;
            const tied = (votes * nu * Math.sqrt(p * q)) / D;
            points[i]! += wins[i * K + j]! + ties[i * K + j]! / 2 - (votes * p) / D - tied / 2;
            all.expected += tied;
            all.seen += ties[i * K + j]!;
          }
        }
        expect(Math.max(...points.map(Math.abs))).toBeLessThan(1e-7);
        expect(Math.abs(all.expected - all.seen)).toBeLessThan(1e-6);
        const backward = fitDavidson(wins.toReversed(), ties.toReversed(), K).theta;
        for (let i = 0; i < K; i++) expect(backward[K - 1 - i]!).toBeCloseTo(theta[i]!, 8);
      }),
    );
  });

  test('separates models more than counting a tie as half a win', () => {
    const [wins, ties] = [Float64Array.from([0, 30, 10, 0]), Float64Array.from([0, 40, 40, 0])];
    const half = fitBradleyTerry(
      wins.map((won, at) => won + ties[at]! / 2),
      2,
    ).theta[0]!;
    expect(fitDavidson(wins, ties, 2).theta[0]!).toBeGreaterThan(1.5 * half);
  });

  test('reports that it did not converge if there is no finite maximum, and fits one model or none', () => {
    const never = (wins: number[], ties: number[]) =>
      fitDavidson(Float64Array.from(wins), Float64Array.from(ties), 2);
    expect(never([0, 0, 0, 0], [0, 7, 7, 0]).converged).toBe(false); // only ties
    expect(never([0, 5, 0, 0], [0, 5, 5, 0]).converged).toBe(false); // won and tied, never lost
    expect(never([0, 0, 0, 0], [0, 0, 0, 0]).converged).toBe(false); // no votes
    expect([...never([0, 5, 0, 0], [0, 5, 5, 0]).theta].every(Number.isFinite)).toBe(true);
    for (const K of [0, 1])
      expect(fitDavidson(new Float64Array(K), new Float64Array(K), K).theta).toHaveLength(K);
  });
});
