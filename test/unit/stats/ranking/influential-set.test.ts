import { describe, expect, test } from 'vitest';
import { fitBradleyTerry } from '../../../../shared/stats/ranking/bradley-terry.ts';
import { influentialSet, type Win } from '../../../../shared/stats/ranking/influential-set.ts';
import { pooled, voteGroups } from '../worlds.ts';

/** A K × K table of wins as a list. */
const listed = (wins: Float64Array, K: number): Win[] =>
  [...wins].flatMap((weight, at) =>
    weight > 0 ? [{ winner: Math.floor(at / K), loser: at % K, weight }] : [],
  );
const votes = (...wins: number[]) => listed(Float64Array.from(wins), Math.sqrt(wins.length));
const change = (groups: readonly { wins: Float64Array }[], K: number) =>
  influentialSet(
    groups.map(({ wins }) => listed(wins, K)),
    K,
  );
const first = (groups: readonly { wins: Float64Array }[], K: number) => {
  const { theta } = fitBradleyTerry(pooled(groups, K), K);
  return theta.indexOf(Math.max(...theta));
};

describe('the smallest set of clinicians whose removal changes the first rank', () => {
  test('is the one busy clinician who outvotes nine others', () => {
    const found = influentialSet([votes(0, 30, 2, 0), ...Array(9).fill(votes(0, 1, 2, 0))], 2);
    expect(found).toEqual({ first: 0, clinicians: 1, removed: [0], successor: 1 });
  });

  test('has four members if one of two camps is larger by three', () => {
    // 8 clinicians vote 2 : 1 for model 0, and 5 vote 1 : 2. At 5 against 5, model 0 is still first, because ties are
    // broken by position.
    const found = influentialSet(
      [...Array(8).fill(votes(0, 2, 1, 0)), ...Array(5).fill(votes(0, 1, 2, 0))],
      2,
    )!;
    expect(found.clinicians).toBe(4);
    expect(found.removed.every((c) => c < 8)).toBe(true);
  });

  test('changes the first rank when it is removed, and is smaller for a closer race', () => {
    const close = voteGroups({ theta: [0, 0.6, 0.65], groups: 60, votes: () => 20, taste: 0.5 }, 11);
    const clear = voteGroups({ theta: [0, 0.2, 0.7], groups: 60, votes: () => 20, taste: 0.5 }, 11);
    const [few, many] = [change(close, 3)!, change(clear, 3)!];
    for (const [groups, found] of [
      [close, few],
      [clear, many],
    ] as const) {
      const left = groups.filter((_, c) => !found.removed.includes(c));
      expect(left).toHaveLength(60 - found.clinicians);
      expect(first(groups, 3)).toBe(found.first);
      expect(first(left, 3)).toBe(found.successor);
      expect(found.successor).not.toBe(found.first);
    }
    expect(few.clinicians).toBeLessThan(many.clinicians);
  });

  test('does not exist if all clinicians agree, or if the ranking is undefined', () => {
    expect(influentialSet(Array(10).fill(votes(0, 2, 1, 0)), 2)).toBeNull();
    expect(influentialSet([votes(0, 5, 0, 0)], 2)).toBeNull();
    expect(influentialSet([], 3)).toBeNull();
    expect(influentialSet([votes(0)], 1)).toBeNull();
  });
});
