import { describe, expect, test } from 'vitest';
import { abilitiesWithout } from '../../../shared/stats/abilities-without.ts';
import { fitBradleyTerry } from '../../../shared/stats/bradley-terry.ts';
import { addWins, type Win } from '../../../shared/stats/leave-out-first-rank.ts';
import { uniform } from './worlds.ts';

const K = 5;

/** Votes of some clinicians, the first of whom is busier than the others by the factor given. */
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

describe('abilities by everybody else’s votes', () => {
  test.each([
    ['as busy as the others', 1],
    ['ten times as busy', 10],
    ['giving half of all votes', 39],
  ])('are those of a fit without the clinician: one %s', (_, busier) => {
    const all = clinicians(3, busier);
    const others = abilitiesWithout(all, K)[0]!;
    const anew = fitted(all.slice(1));
    expect(furthest(others, anew)).toBeLessThan(0.02);
    expect(furthest(fitted(all), anew)).toBeGreaterThan(0.03 * Math.min(2, busier) - 0.02);
  });

  test('are those of all for who did not vote', () => {
    const all = clinicians(4, 1);
    expect(furthest(abilitiesWithout([...all, []], K).at(-1)!, fitted(all))).toBe(0);
  });

  test('are those of all where nobody else voted, and unknown where all together rank nobody', () => {
    const one: Win[] = [
      { winner: 0, loser: 1, weight: 3 },
      { winner: 1, loser: 0, weight: 2 },
    ];
    expect(abilitiesWithout([one, []], 2)[0]![0]).toBeCloseTo(Math.log(1.5) / 2, 9);
    expect(abilitiesWithout([[{ winner: 0, loser: 1, weight: 1 }]], 2)).toEqual([null]);
    expect(abilitiesWithout([], 3)).toEqual([]);
  });
});
