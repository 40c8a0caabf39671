import { expect, it } from 'vitest';
import { type SingleVote, votingQuality } from '../../../shared/audit/quality/single-votes.ts';
import { SMALL, seeded } from './support.ts';

const MODELS = ['A', 'B', 'C', 'D'];

/** Votes that follow ability, with A as the best model. */
function honest(clinicians: number, votes: number, seed = 5): SingleVote[][] {
  const random = seeded(seed);
  return Array.from({ length: clinicians }, () =>
    Array.from({ length: votes }, (): SingleVote => {
      const i = Math.floor(random() * MODELS.length);
      const j = (i + 1 + Math.floor(random() * (MODELS.length - 1))) % MODELS.length;
      const first = random() < 1 / (1 + Math.exp(0.3 * (i - j)));
      return {
        first: MODELS[i]!,
        second: MODELS[j]!,
        outcome: random() < 0.1 ? 'tie' : first ? 'first' : 'second',
      };
    }),
  );
}
const promoter = (votes: number, model = 'D'): SingleVote[] => {
  const others = MODELS.filter((other) => other !== model);
  return Array.from({ length: votes }, (_, i) => ({
    first: model,
    second: others[i % 3]!,
    outcome: 'first',
  }));
};

it('flags clinicians that always vote for one model, and no honest clinicians', () => {
  const { voteStuffing } = votingQuality([...honest(60, 40), promoter(120, 'B')], MODELS, SMALL);
  expect(voteStuffing).toMatchObject({ screened: 61, flagged: 1, falseDiscoveryRate: 0.05 });
  expect(voteStuffing!.suspicions).toEqual([
    {
      log10EValue: expect.closeTo(voteStuffing!.largestLog10EValue!, 9),
      adjusted: expect.any(Number),
      votes: 120,
      pattern: 'for a model',
      model: 'B',
    },
  ]);
  expect(votingQuality(honest(60, 40), MODELS, SMALL).voteStuffing).toMatchObject({
    flagged: 0,
    suspicions: [],
  });
});

it('reports how few clinicians determine the first rank', () => {
  const { firstRank } = votingQuality([...honest(60, 20), promoter(400), promoter(400)], MODELS, SMALL);
  expect(firstRank).toMatchObject({ model: 'D', successor: 'A', of: 62 });
  expect(firstRank!.clinicians).toBeLessThanOrEqual(2);
  expect(votingQuality(honest(60, 40), MODELS, SMALL).firstRank!.clinicians).toBeGreaterThan(2);
});

it('includes votes on unranked models in the distribution of votes', () => {
  const quality = votingQuality([...honest(9, 10), promoter(10)], MODELS.slice(0, 3), SMALL);
  expect(quality.concentration).toMatchObject({ clinicians: 10, votes: 100, topPercentShare: 0.1 });
  expect(quality.firstRank!.of).toBe(9);
});

it('reports nothing about a ranking if there is none', () => {
  expect(votingQuality([promoter(3)], [], SMALL)).toMatchObject({
    firstRank: null,
    voteStuffing: { screened: 0, flagged: 0, largestLog10EValue: null },
  });
  expect(votingQuality([], [], SMALL).concentration).toBeNull();
});
