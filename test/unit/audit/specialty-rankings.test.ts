import { expect, it } from 'vitest';
import { audit } from '../../support/audit.ts';
import { eachOf, inputOf, type Said, simulated } from './support.ts';

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

it('shrinks a specialty with few votes more than one with many votes', () => {
  const contrary: Said[] = eachOf(3, (by) => ({
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
  expect(bySpecialty.rare!.notRanked).toEqual([]);
  const common = bySpecialty.common!.rows;
  expect(common.map(({ model }) => model)).toEqual(['A', 'B', 'C', 'D']);
  const gapOf = (rows: typeof common) => rows.at(0)!.score - rows.at(-1)!.score;
  expect(gapOf([...rare.values()])).toBeLessThan(gapOf(common));
});

it('does not shrink the only specialty', () => {
  const { overall, bySpecialty } = audit(inputOf(world(800, ['only']))).leaderboard;
  expect(bySpecialty.only).toEqual(overall);
});

it('ranks models even if the votes of the specialty alone rank none, and gives reasons for omissions', () => {
  const one: Said = { by: 1, specialty: 'rare', first: 'A', second: 'B', outcome: 'first' };
  const unlinked: Said = { by: 2, specialty: 'rare', first: 'A', second: 'Z', outcome: 'first' };
  const { overall, bySpecialty } = audit(
    inputOf([...world(800, ['common', 'usual']), one, unlinked]),
  ).leaderboard;
  const { rows, notRanked, method } = bySpecialty.rare!;
  expect(method).toBe('shrunk');
  expect(rows.map(({ model }) => model)).toEqual(['A', 'B']);
  const reason = overall.notRanked.find(({ model }) => model === 'Z')!.reason;
  expect(notRanked).toContainEqual({ model: 'Z', reason });
  const scores = new Map(overall.rows.map(({ model, score }) => [model, score]));
  for (const { model, score } of rows) expect(Math.abs(score - scores.get(model)!)).toBeLessThan(60);
});

it('has wider intervals than the overall ranking if specialties differ', () => {
  const differing = ['common', 'usual', 'other', 'fourth'].flatMap((specialty, s) =>
    simulated({
      seed: 3 + s,
      votes: 800,
      clinicians: 200,
      models: ['A', 'B', 'C', 'D'],
      specialties: [specialty],
      ability: (model) => ({ A: [0.9, 0, 0.6, -0.3], B: [0.2, 0.8, 0, 0.4] })[model]?.[s] ?? 0,
      risk: () => 0,
    }),
  );
  const { overall, bySpecialty } = audit(inputOf(differing)).leaderboard;
  const errors = new Map(overall.rows.map(({ model, standardError }) => [model, standardError!]));
  for (const { model, standardError, ownShare } of bySpecialty.usual!.rows) {
    expect(standardError).toBeGreaterThan(errors.get(model)!);
    expect(ownShare).toBeGreaterThan(0.5);
  }
});
