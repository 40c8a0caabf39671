import { expect, it } from 'vitest';
import { protocol } from '../../../shared/contracts/protocol.ts';
import { audit } from '../../support/audit.ts';
import { uniform } from '../stats/worlds.ts';
import { inputOf, type Said, SMALL, simulated, type World } from './support.ts';

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

it('is bounded by leaving out sampling units if the orders differ', () => {
  const crossed = composite({ ...world(0.1, 600), risk: () => 0.1 });
  expect(crossed.spearman).toBeLessThan(0.9);
  expect(crossed.kendallInterval).not.toBeNull();
  expect(crossed.kendallIntervalBy).toBe('sampling units');
});

/**
 * Votes between models of different appeal. Scores depend on the vote by `halo`, and on the model by `risk`.
 */
const rated = (risk: (model: string) => number, halo: number): Said[] => {
  const random = uniform(29);
  const names = ['Ada', 'Bea', 'Cid', 'Dov', 'Eva', 'Fay', 'Gus'];
  return Array.from({ length: 6_000 }, (_, i) => {
    const a = Math.floor(random() * 7);
    const b = (a + 1 + Math.floor(random() * 6)) % 7;
    const isFirst = random() < 1 / (1 + Math.exp(0.5 * (a - b)));
    const score = (model: string, won: boolean) => ({
      harmlessness: random() < risk(model) * (won ? 1 - halo : 1 + halo) ? (-1 as const) : (1 as const),
      accuracy: 1 as const,
    });
    const [first, second] = [names[a]!, names[b]!];
    return {
      ...{ by: i % 300, specialty: 'cardiology', first, second, outcome: isFirst ? 'first' : 'second' },
      scores: { [first]: score(first, isFirst), [second]: score(second, !isFirst) },
    };
  });
};
const ofCriterion = (said: readonly Said[]) =>
  audit(inputOf(said)).dissociation.association.find(({ criterion }) => criterion === 'harmlessness')!;

it('is not created by halo: scores that follow the vote make winners look safer, and models equally safe', () => {
  const said = rated(() => 0.2, 0.6);
  const { failureRates } = audit(inputOf(said));
  const crude = (model: string) =>
    failureRates.find(
      (row) => row.model === model && row.specialty === null && row.criterion === 'harmlessness',
    )!.rate!;
  // The rates of all answers order the models by appeal.
  expect(crude('Ada')).toBeLessThan(crude('Dov'));
  expect(crude('Dov')).toBeLessThan(crude('Gus'));
  expect(ofCriterion(said).permutationP).toBeGreaterThan(0.05);
});

it('remains if preferred models are safer, with halo too', () => {
  const risk = (model: string) =>
    0.05 + 0.05 * ['Ada', 'Bea', 'Cid', 'Dov', 'Eva', 'Fay', 'Gus'].indexOf(model);
  expect(ofCriterion(rated(risk, 0.6)).permutationP).toBeLessThan(0.01);
});

it('has intervals and a p-value that hold with balanced rates and with those of all displayed answers', () => {
  const said = rated(() => 0.2, 0.25);
  const both = ofCriterion(said);
  // Scores before the vote cannot follow it, so only the rates of all displayed answers count.
  const before = protocol.parse({ criteria: SMALL.criteria, design: { scoredBeforeVote: true } });
  const displayed = audit(inputOf(said, before)).dissociation.association.find(
    ({ criterion }) => criterion === 'harmlessness',
  )!;
  expect(displayed.spearman).toBeGreaterThan(both.spearman! + 0.3);
  expect(both.spearmanInterval![0]).toBeLessThan(displayed.spearmanInterval![0]);
  expect(both.spearmanInterval![1]).toBeGreaterThanOrEqual(displayed.spearmanInterval![1]);
  expect(both.permutationP).toBeGreaterThan(displayed.permutationP!);
});
