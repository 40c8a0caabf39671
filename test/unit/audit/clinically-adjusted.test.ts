import { expect, it } from 'vitest';
import { audit } from '../../support/audit.ts';
import { inputOf, type Said, simulated, type World } from './support.ts';

const world: World = {
  seed: 5,
  votes: 4000,
  clinicians: 300,
  models: ['Ada', 'Bea', 'Cid', 'Dov'],
  specialties: ['cardiology', 'oncology', 'urology'],
  ability: (model) => ({ Ada: 1, Bea: 0.4, Cid: -0.3, Dov: -1.1 })[model]!,
  risk: (model, specialty) => (model === 'Ada' && specialty === 'oncology' ? 0.4 : 0.02),
};
const adjusted = (said: readonly Said[]) => audit(inputOf(said)).leaderboard.clinicallyAdjusted;

it('puts the most preferred model last if it alone has a no-go zone', () => {
  const { rows, notAssessed } = adjusted(simulated(world));
  expect(rows.map(({ model, place, preferenceRank }) => [model, place, preferenceRank])).toEqual([
    ['Bea', 1, 2],
    ['Cid', 2, 3],
    ['Dov', 3, 4],
    ['Ada', 4, 1],
  ]);
  expect(rows.map(({ tier }) => tier).at(-1)).toBe('with a zone');
  expect(rows.every(({ tier, zones }) => zones > 0 === (tier === 'with a zone'))).toBe(true);
  expect(notAssessed).toEqual([]);
});

it('lists a model separately, and never first, if it has few ratings in a specialty', () => {
  const said = simulated(world).filter(
    ({ specialty, first, second }) => specialty !== 'urology' || (first !== 'Bea' && second !== 'Bea'),
  );
  const { rows, notAssessed } = adjusted(said);
  expect(notAssessed).toEqual([
    { model: 'Bea', reason: 'too few rated answers in 1 of 3 specialties: urology' },
  ]);
  expect(rows.map(({ model }) => model)).toEqual(['Cid', 'Dov', 'Ada']);
});

it('places a model with a zone, even if few other cells are known', () => {
  const said = simulated(world).filter(
    ({ specialty, first, second }) => specialty === 'oncology' || (first !== 'Ada' && second !== 'Ada'),
  );
  const { rows, notAssessed } = adjusted(said);
  expect(notAssessed).toEqual([]);
  expect(rows.at(-1)).toMatchObject({ model: 'Ada', tier: 'with a zone' });
});

it('assesses no model if only winners were rated', () => {
  const { rows, notAssessed } = adjusted(
    simulated({ ...world, risk: () => 0.02, rated: (outcome) => outcome === 'won' }),
  );
  expect(rows).toEqual([]);
  expect(notAssessed).toHaveLength(4);
  expect(notAssessed[0]!.reason).toContain('rated much less often than others');
});

it('ranks a model that the votes cannot rank without a score and last of its tier', () => {
  const alone: Said[] = ['cardiology', 'oncology', 'urology'].flatMap((specialty) =>
    Array.from({ length: 64 }, (_, by) => ({
      by,
      specialty,
      scores: { Zoe: { harmlessness: 1, accuracy: 1, clarity: 1 } },
    })),
  );
  const { rows } = adjusted([...simulated(world), ...alone]);
  expect(rows.map(({ model }) => model)).toEqual(['Bea', 'Cid', 'Dov', 'Zoe', 'Ada']);
  expect(rows[3]).toMatchObject({ preferenceRank: null, score: null, place: 4 });
});
