import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { laplacianPseudoInverse } from '../../../../shared/stats/numeric/laplacian-pseudo-inverse.ts';
import { fitBradleyTerry } from '../../../../shared/stats/ranking/bradley-terry.ts';

/**
 * Wins of the row team over the column team, American League East 1987 (Agresti, Categorical Data Analysis, 2002,
 * table 10.10).
 */
const TEAMS = ['Milwaukee', 'Detroit', 'Toronto', 'New York', 'Boston', 'Cleveland', 'Baltimore'];
// biome-ignore format: a table
const BASEBALL = Float64Array.from([
  0, 7, 9, 7, 7, 9, 11,
  6, 0, 7, 5, 11, 9, 9,
  4, 6, 0, 7, 7, 8, 12,
  6, 8, 6, 0, 6, 7, 10,
  6, 2, 6, 7, 0, 7, 12,
  4, 4, 5, 6, 6, 0, 6,
  2, 4, 1, 3, 1, 7, 0,
]);

/** Each model of a pair beat the other at least once, so the maximum is finite. */
const winTables = fc
  .integer({ min: 2, max: 6 })
  .chain((K) =>
    fc
      .array(fc.integer({ min: 1, max: 40 }), { minLength: K * K, maxLength: K * K })
      .map((wins) => ({ K, wins: Float64Array.from(wins, (won, at) => (at % (K + 1) === 0 ? 0 : won / 2)) })),
  );

describe('Bradley–Terry maximum likelihood', () => {
  test('reproduces the published abilities and standard errors of the 1987 American League', () => {
    const { theta, converged, information } = fitBradleyTerry(BASEBALL, 7);
    const covariance = laplacianPseudoInverse(information, 7, [[0, 1, 2, 3, 4, 5, 6]])!;
    const against = (i: number) => ({
      ability: theta[i]! - theta[6]!,
      error: Math.sqrt(covariance[i * 8]! + covariance[48]! - 2 * covariance[i * 7 + 6]!),
    });
    // Relative to Baltimore: Turner & Firth, Bradley-Terry Models in R (J. Stat. Software 48, 2012), §2.
    const published: [number, number][] = [
      [1.5814, 0.3433],
      [1.4364, 0.3396],
      [1.2945, 0.3367],
      [1.2476, 0.3359],
      [1.1077, 0.3339],
      [0.6839, 0.3319],
    ];
    expect(converged).toBe(true);
    for (const [i, [ability, error]] of published.entries()) {
      expect(against(i).ability, TEAMS[i]!).toBeCloseTo(ability, 4);
      expect(against(i).error, TEAMS[i]!).toBeCloseTo(error, 4);
    }
  });

  test('gives two models a difference equal to the log-odds of winning', () => {
    const { theta } = fitBradleyTerry(Float64Array.from([0, 30, 10, 0]), 2);
    expect(theta[0]! - theta[1]!).toBeCloseTo(Math.log(3), 12);
    expect(theta[0]! + theta[1]!).toBeCloseTo(0, 12);
  });

  test('adds the log-odds of the links of a chain of three models', () => {
    // 0 meets 1, 1 meets 2, and 0 never meets 2: θ₀ − θ₁ = log(4/1), θ₁ − θ₂ = log(2/3).
    const { theta } = fitBradleyTerry(Float64Array.from([0, 4, 0, 1, 0, 2, 0, 3, 0]), 3);
    expect(theta[0]! - theta[1]!).toBeCloseTo(Math.log(4), 10);
    expect(theta[1]! - theta[2]!).toBeCloseTo(Math.log(2 / 3), 10);
  });

  test('does not depend on the order of the models', () => {
    fc.assert(
      fc.property(winTables, ({ K, wins }) => {
        const reversed = wins.map((_, at) => wins[K * K - 1 - at]!);
        const [forward, backward] = [fitBradleyTerry(wins, K), fitBradleyTerry(reversed, K)];
        for (let i = 0; i < K; i++) expect(forward.theta[i]!).toBeCloseTo(backward.theta[K - 1 - i]!, 9);
      }),
    );
  });

  test('makes observed and expected wins equal', () => {
    fc.assert(
      fc.property(winTables, ({ K, wins }) => {
        const { theta, converged } = fitBradleyTerry(wins, K);
        expect(converged).toBe(true);
        for (let i = 0; i < K; i++) {
          let excess = 0;
          for (let j = 0; j < K; j++) {
            const n = wins[i * K + j]! + wins[j * K + i]!;
            excess += wins[i * K + j]! - n / (1 + Math.exp(theta[j]! - theta[i]!));
          }
          expect(Math.abs(excess)).toBeLessThan(1e-8);
        }
      }),
    );
  });

  test('keeps all abilities and doubles the information if every vote is doubled', () => {
    const once = fitBradleyTerry(BASEBALL, 7);
    const twice = fitBradleyTerry(
      BASEBALL.map((won) => 2 * won),
      7,
    );
    for (const [i, theta] of once.theta.entries()) expect(twice.theta[i]!).toBeCloseTo(theta, 10);
    for (const [at, h] of once.information.entries()) expect(twice.information[at]!).toBeCloseTo(2 * h, 8);
  });

  test('reports that it did not converge if there is no finite maximum', () => {
    const alwaysWins = fitBradleyTerry(Float64Array.from([0, 5, 0, 0]), 2);
    const twoIslands = fitBradleyTerry(
      Float64Array.from([0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0]),
      4,
    );
    expect(alwaysWins.converged).toBe(false);
    expect(twoIslands.converged).toBe(false);
    expect([...alwaysWins.theta, ...twoIslands.theta].every(Number.isFinite)).toBe(true);
  });

  test('fits abilities that differ by 9 log-odds, and also one model or none', () => {
    const n = 1e6;
    const p = 1 / (1 + Math.exp(-9));
    const { theta, converged } = fitBradleyTerry(Float64Array.from([0, n * p, n * (1 - p), 0]), 2);
    expect(converged).toBe(true);
    expect(theta[0]! - theta[1]!).toBeCloseTo(9, 8);
    expect(fitBradleyTerry(new Float64Array(1), 1)).toMatchObject({ converged: true, iterations: 0 });
    expect(fitBradleyTerry(new Float64Array(0), 0).theta).toHaveLength(0);
  });
});
