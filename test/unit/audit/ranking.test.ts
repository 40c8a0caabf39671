import { expect, it } from 'vitest';
import { audit } from '../../support/audit.ts';
import { eachOf, inputOf, type Said, simulated } from './support.ts';

const overall = (said: readonly Said[]) => audit(inputOf(said)).leaderboard.overall;

const win = (by: number, first: string, second: string): Said => ({ by, first, second, outcome: 'first' });

it('puts a model that wins three of four comparisons 400·log₁₀ 3 points above the other', () => {
  const ranking = overall(eachOf(8, (by) => (by % 4 === 0 ? win(by, 'B', 'A') : win(by, 'A', 'B'))));
  const [a, b] = ranking.rows;
  expect([a?.model, b?.model]).toEqual(['A', 'B']);
  expect(a!.score - b!.score).toBeCloseTo(400 * Math.log10(3), 6);
  expect(a!.score + b!.score).toBeCloseTo(2000, 6);
  expect(a).toMatchObject({ rank: 1, votes: 8, wins: 6, losses: 2, ties: 0, bothBad: 0 });
});

it('counts a tie and a vote "both bad" as half a win for each model', () => {
  const ranking = overall(
    eachOf(6, (by) => [
      { by, first: 'A', second: 'B', outcome: 'tie' },
      { by, first: 'A', second: 'B', outcome: 'both_bad' },
    ]),
  );
  expect(ranking.rows.map(({ score, rank, ties, bothBad }) => ({ score, rank, ties, bothBad }))).toEqual([
    { score: 1000, rank: 1, ties: 6, bothBad: 6 },
    { score: 1000, rank: 1, ties: 6, bothBad: 6 },
  ]);
});

it('gives no interval and no better rank if groups of clinicians agree exactly', () => {
  const { rows } = overall(
    eachOf(32, (by) => [win(by, 'A', 'B'), win(by, 'A', 'B'), win(by, 'A', 'B'), win(by, 'B', 'A')]),
  );
  expect(rows[0]).toMatchObject({ model: 'A', interval: null, rankInterval: [1, 2] });
});

it('separates models if many clinicians distinguish them, and names the top set', () => {
  const world = simulated({
    seed: 11,
    votes: 3000,
    clinicians: 200,
    models: ['worst', 'best', 'middle'],
    specialties: ['cardiology'],
    ability: (model) => ({ best: 0.8, middle: 0, worst: -0.8 })[model]!,
    risk: () => 0,
  });
  const ranking = overall(world);
  expect(ranking.rows.map(({ model, rankInterval }) => [model, ...rankInterval])).toEqual([
    ['best', 1, 1],
    ['middle', 2, 2],
    ['worst', 3, 3],
  ]);
  expect(ranking.topSet).toEqual(['best']);
  const [low, high] = ranking.rows[0]!.interval!;
  expect(low).toBeLessThan(ranking.rows[0]!.score);
  expect(high).toBeGreaterThan(ranking.rows[0]!.score);
});

it('does not rank a model that never lost, never won or was never compared, and gives the reason', () => {
  const ranking = overall(
    eachOf(6, (by) => [
      win(by, 'A', 'B'),
      win(by, 'B', 'A'),
      win(by, 'champion', 'A'),
      win(by, 'B', 'loser'),
      win(by, 'island', 'islet'),
      { by, scores: { 'rated only': { accuracy: 1 } } },
    ]),
  );
  expect(ranking.rows.map(({ model }) => model)).toEqual(['A', 'B']);
  expect(new Map(ranking.notRanked.map(({ model, reason }) => [model, reason]))).toEqual(
    new Map([
      ['champion', expect.stringContaining('no ranked model has ever beaten it')],
      ['island', expect.stringContaining('no votes compare it')],
      ['islet', expect.stringContaining('no votes compare it')],
      ['loser', expect.stringContaining('never beaten a ranked model')],
      ['rated only', 'no votes on it yet'],
    ]),
  );
});

it('ranks no model if the same model won every comparison', () => {
  const ranking = overall(eachOf(9, (by) => win(by, 'A', 'B')));
  expect(ranking.rows).toEqual([]);
  expect(ranking.notRanked.map(({ model }) => model)).toEqual(['A', 'B']);
});

it('shows that scores depend on conventions: Davidson spreads them wider than half ties', () => {
  const said = simulated({
    seed: 2,
    votes: 2000,
    clinicians: 100,
    models: ['A', 'B', 'C'],
    specialties: ['cardiology'],
    ability: (model) => ({ A: 0.7, B: 0, C: -0.7 })[model]!,
    risk: () => 0,
  });
  const { overall: half, sensitivity } = audit(inputOf(said)).leaderboard;
  const gap = (scores: readonly number[]) => Math.max(...scores) - Math.min(...scores);
  const halfTies = gap(half.rows.map(({ score }) => score));
  expect(gap(sensitivity.map(({ davidson }) => davidson!))).toBeGreaterThan(halfTies * 1.05);
  for (const weights of ['equalPairs', 'equalGroups'] as const)
    expect(gap(sensitivity.map((row) => row[weights]!)) / halfTies).toBeCloseTo(1, 0);
});
