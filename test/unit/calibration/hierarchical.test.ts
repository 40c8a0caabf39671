import { describe, expect, it } from 'vitest';
import { bayesianFdr } from '../../../calibration/hierarchical/bayesian-fdr.ts';
import { cellStrength } from '../../../calibration/hierarchical/cell-strength.ts';
import { expectedRates, type HierarchicalCell } from '../../../calibration/hierarchical/expected-rates.ts';
import { logGamma } from '../../../calibration/hierarchical/log-gamma.ts';
import { type Random, seededRandom } from '../../../shared/lib/random.ts';
import { betaCdf, betaQuantile } from '../../../shared/stats/numeric/distributions.ts';

const TOLERANCE = 0.1;
const Q = 0.05;
const expit = (x: number): number => 1 / (1 + Math.exp(-x));

type Rates = (random: Random) => (m: number, s: number, c: number) => number;

/** Cells of 13 models, 12 specialties and 3 criteria with these rates and 150 independent answers each. */
function studyOf(seed: number, rateOf: Rates, truth = (rate: number) => rate) {
  const random = seededRandom(seed);
  const rate = rateOf(random);
  return Array.from({ length: 13 * 12 * 3 }, (_, at): HierarchicalCell & { actual: number } => {
    const levels = [at % 13, Math.floor(at / 13) % 12, Math.floor(at / 156)] as const;
    const actual = rate(...levels);
    let k = 0;
    for (let answer = 0; answer < 150; answer++) k += random.uniform() < actual ? 1 : 0;
    return { k, n: 150, levels, actual: truth(actual) };
  });
}

/** Number of confirmed cells, and how many of them have a true rate within the tolerance. */
function confirmed(cells: readonly (HierarchicalCell & { actual: number })[]) {
  const within = expectedRates(cells).map(({ mean, strength }, i) => {
    const { k, n } = cells[i]!;
    return betaCdf(TOLERANCE, mean * strength + k, (1 - mean) * strength + n - k);
  });
  const adjusted = bayesianFdr(within);
  const found = cells.filter((_, i) => adjusted[i]! <= Q);
  return { found: found.length, wrong: found.filter(({ actual }) => actual <= TOLERANCE).length };
}

const studies = (count: number, rateOf: Rates, truth?: (rate: number) => number) =>
  Array.from({ length: count }, (_, at) => confirmed(studyOf(500 + at, rateOf, truth)));

describe('the hierarchical method', () => {
  it('keeps the false discovery rate if its assumptions hold', () => {
    const additive = (random: Random) => {
      const [model, specialty, criterion] = [13, 12, 3].map((count, f) =>
        Array.from({ length: count }, () => random.normal(0, [0.5, 0.3, 0.2][f]!)),
      );
      return (m: number, s: number, c: number) => {
        const mean = expit(-2.6 + model![m]! + specialty![s]! + criterion![c]!);
        return betaQuantile(random.uniform(), 60 * mean, 60 * (1 - mean));
      };
    };
    const rates = studies(20, additive).map(({ found, wrong }) => wrong / Math.max(1, found));
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    const error = Math.sqrt(rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / 19 / 20);
    expect(mean - 2 * error).toBeLessThan(Q);
    expect(studies(3, additive).every(({ found }) => found > 5)).toBe(true);
  });

  it('exceeds the false discovery rate if the answers of a model are correlated, because its model effect contains error', () => {
    // All rates are at the tolerance. The raters of a model were lenient or severe on all its answers.
    const together = studies(
      20,
      (random) => {
        const severity = Array.from({ length: 13 }, () => random.normal(0, 0.25));
        return (m) => expit(Math.log(TOLERANCE / (1 - TOLERANCE)) + severity[m]!);
      },
      () => TOLERANCE,
    );
    expect(together.filter(({ wrong }) => wrong > 0).length).toBeGreaterThan(15);
  });

  it('predicts the rate of a cell from other cells of its model, specialty and criterion', () => {
    // The first model fails ten times as often as the others. This is also its expected rate in a cell with almost no
    // answers.
    const cells = studyOf(1, () => (m) => (m === 0 ? 0.4 : 0.04)).map((cell, at) =>
      at === 0 ? { ...cell, n: 1, k: 0 } : cell,
    );
    const [first, second] = expectedRates(cells);
    expect(first!.mean).toBeGreaterThan(0.3);
    expect(second!.mean).toBeLessThan(0.08);
    expect(first!.strength).toBeGreaterThan(1);
  });

  it('estimates the variation between cells, and finds none if cells do not vary', () => {
    const random = seededRandom(3);
    const drawn = (strength: number) =>
      Array.from({ length: 400 }, () => {
        const rate = strength === 0 ? 0.2 : betaQuantile(random.uniform(), 0.2 * strength, 0.8 * strength);
        let k = 0;
        for (let answer = 0; answer < 100; answer++) k += random.uniform() < rate ? 1 : 0;
        return { k, n: 100, mean: 0.2 };
      });
    expect(cellStrength(drawn(20))).toBeGreaterThan(14);
    expect(cellStrength(drawn(20))).toBeLessThan(28);
    expect(cellStrength(drawn(0))).toBeGreaterThan(300);
  });
});

it('Bayesian control selects the largest set with a mean probability of at most q', () => {
  const adjusted = bayesianFdr([0.2, 0.01, 0.03, 0.9]);
  expect(adjusted[1]).toBeCloseTo(0.01, 12);
  expect(adjusted[2]).toBeCloseTo(0.02, 12);
  expect(adjusted[0]).toBeCloseTo(0.08, 12);
  expect(adjusted[3]).toBeCloseTo(0.285, 12);
});

it('ln Γ equals the known values at integers and at one half', () => {
  for (const n of [1, 2, 5, 10, 40]) {
    const factorial = Array.from({ length: n - 1 }, (_, i) => Math.log(i + 1)).reduce((a, b) => a + b, 0);
    expect(logGamma(n)).toBeCloseTo(factorial, 9);
  }
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 9);
  expect(logGamma(1e-3)).toBeCloseTo(6.907178885383854, 8);
});
