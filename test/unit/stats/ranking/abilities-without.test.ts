import { describe, expect, test } from 'vitest';
import { abilitiesWithout } from '../../../../shared/stats/ranking/abilities-without.ts';
import { fitBradleyTerry } from '../../../../shared/stats/ranking/bradley-terry.ts';
import { addWins, type Win } from '../../../../shared/stats/ranking/influential-set.ts';
import { uniform } from '../worlds.ts';

const K = 5;

/** Votes of several clinicians. The first one votes more often than the others by the given factor. */
function clinicians(seed: number, busier: number): Win[][] {
  const random = uniform(seed);
  return Array.from({ length: 40 }, (_, c) =>
    Array.from({ length: c === 0 ? 10 * busier : 10 }, (): Win => {
      const i = Math.floor(random() * K);
      const j = (i + 1 + Math.floor(random() * (K - 1))) % K;
      const [winner, loser] = random() < 1 / (1 + Math.exp(0.3 * (i - j))) ? [i, j] : [j, i];
      return { winner, loser, weight: 1 };
    }),
  );
}

const fitted = (votes: readonly (readonly Win[])[]) => {
  const wins = new Float64Array(K * K);
  for (const own of votes) addWins(wins, K, own, 1);
  return fitBradleyTerry(wins, K).theta;
};
const furthest = (a: Float64Array, b: Float64Array) =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

describe('abilities without the votes of one clinician', () => {
  test.each([
    ['as busy as the others', 1],
    ['ten times as busy', 10],
    ['giving half of all votes', 39],
  ])('equal a fit without the clinician, for a clinician %s', (_, busier) => {
    const all = clinicians(3, busier);
    const others = abilitiesWithout(all, K)[0]!;
    const anew = fitted(all.slice(1));
    expect(furthest(others, anew)).toBeLessThan(0.02);
    expect(furthest(fitted(all), anew)).toBeGreaterThan(0.03 * Math.min(2, busier) - 0.02);
  });

  test('equal the abilities by all votes if the clinician did not vote', () => {
    const all = clinicians(4, 1);
    expect(furthest(abilitiesWithout([...all, []], K).at(-1)!, fitted(all))).toBe(0);
  });

  test('equal the abilities by all votes if nobody else voted, and are null if all votes together rank no model', () => {
    const one: Win[] = [
      { winner: 0, loser: 1, weight: 3 },
      { winner: 1, loser: 0, weight: 2 },
    ];
    expect(abilitiesWithout([one, []], 2)[0]![0]).toBeCloseTo(Math.log(1.5) / 2, 9);
    expect(abilitiesWithout([[{ winner: 0, loser: 1, weight: 1 }]], 2)).toEqual([null]);
    expect(abilitiesWithout([], 3)).toEqual([]);
  });
});
