import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DecidedVote, screenVotes } from '../../../../shared/stats/tests/vote-stuffing.ts';
import { normal, uniform } from '../worlds.ts';

const ABILITIES = [0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4];
const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** Votes of one clinician. The difference of the clinician's own abilities gives the probability of each vote. */
function votesOf(random: () => number, n: number, own: readonly number[]): DecidedVote[] {
  return Array.from({ length: n }, () => {
    const i = Math.floor(random() * 8);
    const j = (i + 1 + Math.floor(random() * 7)) % 8;
    const [winner, loser] = random() < logistic(own[i]! - own[j]!) ? [i, j] : [j, i];
    return { winner, loser, probability: logistic(ABILITIES[winner]! - ABILITIES[loser]!) };
  });
}

const honest = (random: () => number) => ABILITIES.map((ability) => ability + 0.5 * normal(random));
const load = (clinician: number) => 5 + ((clinician * 37) % 120);

describe('the screen for stuffed votes', () => {
  test('seldom flags a clinician if all 200 clinicians are honest and have their own tastes', () => {
    const random = uniform(41);
    const worlds = 15;
    let alarmed = 0;
    for (let world = 0; world < worlds; world++) {
      const clinicians = Array.from({ length: 200 }, (_, c) => votesOf(random, load(c), honest(random)));
      if (screenVotes(clinicians).some(({ adjusted }) => adjusted <= 0.05)) alarmed++;
    }
    expect(alarmed).toBeLessThanOrEqual(1);
  });

  test('identifies clinicians who always prefer one model or invert every vote, and names the pattern', () => {
    const random = uniform(42);
    const clinicians = Array.from({ length: 200 }, (_, c) => votesOf(random, load(c), honest(random)));
    const promoter = votesOf(
      random,
      200,
      ABILITIES.map((ability, m) => (m === 2 ? 20 : ability)),
    );
    const inverter = votesOf(
      random,
      200,
      ABILITIES.map((ability) => -8 * ability),
    );
    const found = screenVotes([...clinicians, promoter, inverter]);
    const flagged = found.flatMap(({ adjusted }, c) => (adjusted <= 0.05 ? [c] : []));
    expect(flagged).toEqual([200, 201]);
    expect(found[200]!.strongest).toEqual({ kind: 'for a model', model: 2 });
    expect(found[201]!.strongest).toEqual({ kind: 'against the consensus' });
  });

  test('never flags a clinician for a single vote or for no votes', () => {
    const [single, none] = screenVotes([[{ winner: 0, loser: 1, probability: 1e-12 }], []]);
    expect(none).toEqual({ logE: 0, adjusted: 1, strongest: null, votes: 0 });
    expect(single!.adjusted).toBeGreaterThan(0.05);
    expect(screenVotes([])).toEqual([]);
  });

  test('does not depend on the order of votes or on the names of models', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 40 }), (seed, n) => {
        const votes = votesOf(uniform(seed), n, ABILITIES);
        const renamed = votes
          .toReversed()
          .map((vote) => ({ ...vote, winner: 7 - vote.winner, loser: 7 - vote.loser }));
        const [found, other] = [screenVotes([votes])[0]!, screenVotes([renamed])[0]!];
        expect(other.logE).toBeCloseTo(found.logE, 9);
        expect(other.votes).toBe(n);
      }),
    );
  });
});
