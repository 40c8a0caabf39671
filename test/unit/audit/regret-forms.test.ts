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

  it('has an upper bound with unrated answers that fail r times as often for the chosen model, and 1/r times for the other', () => {
    // Failures do not depend on the vote, so both forms of the rates agree. Every second answer of A is unrated.
    const whole = study([0.04, 0.04], [0.04, 0.04]);
    const half = whole.map(({ scores, ...one }, at) => ({
      ...one,
      scores: at % 2 === 0 ? { B: scores!.B! } : scores!,
    }));
    const at = (ratio: number) => regretOf(half, { ...OWN, unratedRatio: ratio });
    const [even, r2, r4] = [at(1), at(2), at(4)];
    expect(even.upperWithUnrated).toBeCloseTo(even.upper!, 2);
    // The rate of A becomes 4 % · (1 + r)/2: 6 % at r = 2, and 10 % at r = 4. Its standard error grows as much. The rate of B stays at 4 %.
    expect(r2.upper).toBe(even.upper);
    expect(r2.upperWithUnrated! - even.upper!).toBeGreaterThan(0.018);
    expect(r2.upperWithUnrated! - even.upper!).toBeLessThan(0.03);
    expect(r4.upperWithUnrated! - even.upper!).toBeGreaterThan(0.055);
    expect(r4.upperWithUnrated! - even.upper!).toBeLessThan(0.095);
    expect(regretOf(whole).upperWithUnrated).toBeCloseTo(regretOf(whole).upper!, 3);
  });
});
