import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  empiricalBayesPrior,
  empiricalBayesRate,
} from '../../../../shared/stats/rates/empirical-bayes-rate.ts';
import { uniform } from '../worlds.ts';

const cells = fc.array(
  fc.nat(60).chain((n) => fc.nat(n).map((k) => ({ n, k }))),
  { maxLength: 15 },
);

/** A Beta(2, 18) variate is the second smallest of 19 uniform numbers. */
const beta2And18 = (random: () => number) => Array.from({ length: 19 }, random).sort((a, b) => a - b)[1]!;

describe('rates shrunk by empirical Bayes', () => {
  test('equal the values by hand for three cells of ten', () => {
    // Rates 0, 0.1, 0.5: μ = 0.2, S = 10(0.04 + 0.01 + 0.09) = 1.4, (1.4 − 0.16·2)/(0.16·(30 − 10 − 2)) = 0.375.
    const prior = empiricalBayesPrior([0, 1, 5].map((k) => ({ n: 10, k })))!;
    expect(prior.mean).toBeCloseTo(0.2, 12);
    expect(prior.strength).toBeCloseTo(1 / 0.375 - 1, 10);
    expect(empiricalBayesRate({ n: 10, k: 5 }, prior)).toBeCloseTo((5 + 0.2 * (5 / 3)) / (10 + 5 / 3), 10);
  });

  test('estimate how much cells differ, and have smaller errors than raw rates', () => {
    const random = uniform(5);
    const drawn = Array.from({ length: 800 }, (_, i) => {
      const truth = beta2And18(random);
      const n = 5 + (i % 40);
      let k = 0;
      for (let answer = 0; answer < n; answer++) if (random() < truth) k++;
      return { truth, n, k };
    });
    const prior = empiricalBayesPrior(drawn)!;
    expect(prior.mean).toBeCloseTo(0.1, 1);
    expect(prior.strength).toBeGreaterThan(13);
    expect(prior.strength).toBeLessThan(30);
    const [shrunk, plain] = drawn.reduce<[number, number]>(
      ([a, b], { truth, n, k }) => [
        a + (empiricalBayesRate({ n, k }, prior) - truth) ** 2,
        b + (k / n - truth) ** 2,
      ],
      [0, 0],
    );
    expect(shrunk).toBeLessThan(0.6 * plain);
  });

  test('are between the cell’s rate and the mean, and move towards the cell’s rate as its answers increase', () => {
    fc.assert(
      fc.property(cells, (found) => {
        const prior = empiricalBayesPrior(found);
        expect(prior === null).toBe(found.every(({ n }) => n === 0));
        if (!prior) return;
        for (const { n, k } of found.filter((cell) => cell.n > 0)) {
          const rate = empiricalBayesRate({ n, k }, prior);
          expect(rate).toBeGreaterThanOrEqual(Math.min(k / n, prior.mean) - 1e-12);
          expect(rate).toBeLessThanOrEqual(Math.max(k / n, prior.mean) + 1e-12);
          const more = empiricalBayesRate({ n: 2 * n, k: 2 * k }, prior);
          expect(Math.abs(more - k / n)).toBeLessThanOrEqual(Math.abs(rate - k / n) + 1e-12);
        }
      }),
    );
  });

  test('are the mean without answers, one rate for equal cells, and unchanged if cells fail always or never', () => {
    const prior = empiricalBayesPrior([0, 1, 5].map((k) => ({ n: 10, k })))!;
    expect(empiricalBayesRate({ n: 0, k: 0 }, prior)).toBe(prior.mean);
    const alike = empiricalBayesPrior(Array(4).fill({ n: 10, k: 1 }))!;
    expect(empiricalBayesRate({ n: 10, k: 9 }, alike)).toBe(0.1);
    expect(empiricalBayesRate({ n: 5, k: 0 }, empiricalBayesPrior([{ n: 5, k: 0 }])!)).toBe(0);
    // If cells fail always or never, the prior has no strength, and each cell keeps its own rate.
    const split = empiricalBayesPrior([
      { n: 10, k: 10 },
      { n: 10, k: 0 },
    ])!;
    expect(split.strength).toBe(0);
    expect(empiricalBayesRate({ n: 10, k: 10 }, split)).toBe(1);
    expect(empiricalBayesRate({ n: 0, k: 0 }, split)).toBe(0.5);
  });
});
