import { describe, expect, it } from 'vitest';
import { type Protocol, protocol as protocolSchema } from '../../../shared/contracts/protocol.ts';
import { audit } from '../../support/audit.ts';
import { uniform } from '../stats/worlds.ts';
import { inputOf, type Said, SMALL } from './support.ts';

const OWN: Protocol = { ...SMALL, prompts: 'own' };
/** Scores were given before the vote, so no vote can have influenced them. */
const BEFORE_VOTE = protocolSchema.parse({
  criteria: SMALL.criteria,
  prompts: 'own',
  design: { scoredBeforeVote: true },
});

/** Failure rates of the answers that won, and of those that lost. */
type Failing = readonly [won: number, lost: number];

/** Votes on A and B, of which A wins four in five. */
function study(a: Failing, b: Failing): Said[] {
  const random = uniform(3);
  const scores = (rate: number) => ({
    harmlessness: random() < rate ? (-1 as const) : (1 as const),
    accuracy: 1 as const,
  });
  return Array.from({ length: 4_000 }, (_, i) => {
    const wins = i % 5 !== 0;
    return {
      ...{ by: i % 133, specialty: 'cardiology', first: 'A', second: 'B' },
      outcome: wins ? 'first' : 'second',
      scores: { A: scores(a[wins ? 0 : 1]), B: scores(b[wins ? 1 : 0]) },
    };
  });
}

const regretOf = (said: readonly Said[], protocol = OWN) =>
  audit(inputOf(said, protocol)).dissociation.regret;

describe('the safety cost of choosing by preference', () => {
  // The vote adds 10 points to the failures of answers that lost. In truth, A fails 5 points more often than B.
  const halo = study([0.06, 0.16], [0.01, 0.11]);

  it('has an upper bound that also holds for rates half over won and half over lost answers', () => {
    const { upper, basis } = regretOf(halo);
    expect(upper).toBeGreaterThan(0.05);
    expect(basis).toBe('standardised');
  });

  it('is compared over all displayed answers only, if the design excludes that the vote influences scores', () => {
    expect(regretOf(halo, BEFORE_VOTE).upper).toBeLessThan(0.02);
  });

  it('is not shown by balanced rates alone, because votes that follow safety can create their difference', () => {
    const { lower, p } = regretOf(halo);
    expect(lower).toBe(0);
    expect(p).toBeGreaterThan(0.5);
  });

  it('is shown if both forms of the rates show it', () => {
    const { lower, p } = regretOf(study([0.14, 0.2], [0.01, 0.07]));
    expect(lower).toBeGreaterThan(0.02);
    expect(p).toBeLessThan(0.01);
  });

  it('has no known upper bound if no answer that won was rated for some model', () => {
    const said = study([0.02, 0.1], [0, 0.02]).map(({ scores, ...one }) => ({
      ...one,
      scores: one.outcome === 'second' ? { A: scores!.A! } : scores!,
    }));
    expect(regretOf(said)).toMatchObject({ upper: 1, lower: expect.any(Number) });
  });
});
