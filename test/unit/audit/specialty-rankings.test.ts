import { describe, expect, it } from 'vitest';
import { betweenVariance } from '../../../shared/audit/between-specialties.ts';
import { audit } from '../../../shared/audit/index.ts';
import { shrunkFit } from '../../../shared/audit/shrunk-fit.ts';
import { fitBradleyTerry } from '../../../shared/stats/bradley-terry.ts';
import { eachOf, inputOf, type Said, simulated } from './support.ts';

describe('a fit under priors', () => {
  const wins = Float64Array.from([0, 30, 12, 10, 0, 9, 8, 11, 0]);
  const priors = [0.4, -0.1, -0.3].map((mean) => ({ mean, variance: 0.09 }));

  it('is the prior where there are no votes', () => {
    const fit = shrunkFit(new Float64Array(9), priors, 1)!;
    expect([...fit.theta]).toEqual([0.4, -0.1, -0.3]);
    expect(fit.covariance[0]).toBeCloseTo(0.09, 12);
    expect(fit.covariance[1]).toBeCloseTo(0, 12);
  });

  it('is the plain fit where the priors say nothing', () => {
    const plain = fitBradleyTerry(wins, 3).theta;
    const flat = priors.map(() => ({ mean: 0, variance: 1e7 }));
    const { theta } = shrunkFit(wins, flat, 1)!;
    for (const [i, value] of plain.entries()) expect(theta[i]! - theta[0]!).toBeCloseTo(value - plain[0]!, 5);
  });

  it('lies between them otherwise, nearer to the prior where votes tell less', () => {
    const plain = fitBradleyTerry(wins, 3).theta;
    const gap = (theta: Float64Array) => theta[0]! - theta[1]!;
    const [believed, doubted] = [1, 5].map((dispersion) => shrunkFit(wins, priors, dispersion)!.theta);
    expect(gap(believed!)).toBeLessThan(gap(plain));
    expect(gap(doubted!)).toBeLessThan(gap(believed!));
    expect(gap(doubted!)).toBeGreaterThan(0.5);
  });

  it('is finite for a model that won every vote', () => {
    const fit = shrunkFit(Float64Array.from([0, 50, 0, 0]), [priors[1]!, priors[1]!], 1)!;
    expect(fit.theta[0]! - fit.theta[1]!).toBeGreaterThan(0.5);
    expect(fit.theta[0]! - fit.theta[1]!).toBeLessThan(3);
  });
});

describe('the variance between specialties', () => {
  const spread = (deviation: number, variance: number) =>
    Array.from({ length: 100 }, (_, i) => ({ deviation: i % 2 === 0 ? deviation : -deviation, variance }));

  it('is what is left of the spread after sampling', () => {
    expect(Math.sqrt(betweenVariance(spread(0.5, 0.0001)))).toBeCloseTo(0.5, 1);
    expect(Math.sqrt(betweenVariance(spread(0.5, 0.16)))).toBeCloseTo(0.3, 1);
  });

  it('is small, and not zero, where sampling explains all', () => {
    const variance = betweenVariance(spread(0.3, 0.09));
    expect(variance).toBeGreaterThan(0);
    expect(Math.sqrt(variance)).toBeLessThan(0.15);
  });
});

const world = (votes: number, specialties: string[]) =>
  simulated({
    seed: 3,
    votes,
    clinicians: 300,
    models: ['A', 'B', 'C', 'D'],
    specialties,
    ability: (model) => ({ A: 0.6, B: 0.2, C: -0.2, D: -0.6 })[model]!,
    risk: () => 0,
  });

it('lets a specialty of few votes borrow, and one of many votes speak for itself', () => {
  const contrary: Said[] = eachOf(12, (by) => ({
    by,
    specialty: 'rare',
    first: 'D',
    second: 'A',
    outcome: 'first',
  }));
  const { bySpecialty } = audit(inputOf([...world(4000, ['common', 'usual']), ...contrary])).leaderboard;
  const rare = new Map(bySpecialty.rare!.rows.map((row) => [row.model, row]));
  expect([...rare.keys()]).toEqual(['A', 'D']);
  expect(bySpecialty.rare!.method).toBe('shrunk');
  expect(rare.get('A')!.ownShare).toBeLessThan(0.5);
  expect(bySpecialty.rare!.notRanked).toContainEqual({ model: 'B', reason: 'no votes on it yet' });
  const common = bySpecialty.common!.rows;
  expect(common.map(({ model }) => model)).toEqual(['A', 'B', 'C', 'D']);
  const gapOf = (rows: typeof common) => rows.at(0)!.score - rows.at(-1)!.score;
  expect(gapOf([...rare.values()])).toBeLessThan(gapOf(common));
});

it('has nothing to draw towards where there is one specialty', () => {
  const { overall, bySpecialty } = audit(inputOf(world(800, ['only']))).leaderboard;
  expect(bySpecialty.only).toEqual(overall);
});
