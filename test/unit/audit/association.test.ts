import { expect, it } from 'vitest';
import { audit } from '../../support/audit.ts';
import { inputOf, simulated, type World } from './support.ts';

const models = ['Ada', 'Bea', 'Cid', 'Dov'];
const world = (apart: number, votes = 4000): World => ({
  seed: 11,
  votes,
  clinicians: 320,
  models,
  specialties: ['cardiology'],
  ability: (model) => -apart * models.indexOf(model),
  risk: (model) => 0.02 + 0.25 * Math.min(1, apart) * models.indexOf(model),
});
const composite = (of: World) =>
  audit(inputOf(simulated(of))).dissociation.association.find(({ criterion }) => criterion === 'composite')!;

it('is bounded by undetermined pairs if both orders are the same, and is 1 if no pair is undetermined', () => {
  const sure = composite(world(0.9));
  expect(sure).toMatchObject({ spearman: 1, kendallTauB: 1, spearmanInterval: null });
  expect(sure).toMatchObject({ kendallInterval: [1, 1], kendallIntervalBy: 'undetermined pairs' });
});

it('has a lower bound that decreases with fewer votes if both orders are the same', () => {
  const few = composite(world(0.9, 150));
  expect(few.spearman).toBe(1);
  expect(few.kendallIntervalBy).toBe('undetermined pairs');
  expect(few.kendallInterval![0]).toBeLessThan(0.7);
  expect(few.kendallInterval![1]).toBe(1);
});

it('is bounded by leaving out groups of clinicians if the orders differ', () => {
  const crossed = composite({ ...world(0.1, 600), risk: () => 0.1 });
  expect(crossed.spearman).toBeLessThan(0.9);
  expect(crossed.kendallInterval).not.toBeNull();
  expect(crossed.kendallIntervalBy).toBe('groups of clinicians');
});
