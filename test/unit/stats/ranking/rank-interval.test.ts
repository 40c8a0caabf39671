import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareAll,
  type Differences,
  rankIntervals,
  topSet,
} from '../../../../shared/stats/ranking/rank-interval.ts';

/** Independent scores with a common standard error. */
const from =
  (scores: number[], standardError: number, effectiveGroups = 30): Differences =>
  (i, j) => ({
    estimate: scores[i]! - scores[j]!,
    standardError,
    degreesOfFreedom: 30,
    effectiveGroups,
  });

describe('rank intervals', () => {
  test('are single ranks for clearly separated models', () => {
    expect(rankIntervals(compareAll(3, from([1, 3, 2], 0.01)))).toEqual([
      [3, 3],
      [1, 1],
      [2, 2],
    ]);
  });

  test('separate two close leaders from a third model far behind', () => {
    expect(rankIntervals(compareAll(3, from([10, 10.1, 0], 1)))).toEqual([
      [1, 2],
      [1, 2],
      [3, 3],
    ]);
    expect(topSet(compareAll(3, from([10, 10.1, 0], 1)))).toEqual([0, 1]);
  });

  test('include every rank if effective groups are fewer than four, a difference is missing, or groups agree exactly', () => {
    const everything = [
      [1, 2],
      [1, 2],
    ];
    expect(rankIntervals(compareAll(2, from([9, 0], 0.1, 3.9)))).toEqual(everything);
    expect(rankIntervals(compareAll(2, () => null))).toEqual(everything);
    expect(rankIntervals(compareAll(2, from([9, 0], 0)))).toEqual(everything);
    expect(topSet(compareAll(2, () => null))).toEqual([0, 1]);
  });

  test('need stronger evidence for more comparisons, by Holm', () => {
    // t = 2.2 on 30 df gives p = 0.036, which is sufficient against one other model but not against two.
    expect(rankIntervals(compareAll(2, from([2.2, 0], 1)))[0]).toEqual([1, 1]);
    expect(rankIntervals(compareAll(3, from([2.2, 0, 0], 1)))[0]).toEqual([1, 3]);
  });

  test('contain the rank of the estimate, and the leader is in the top set', () => {
    const scores = fc.uniqueArray(fc.double({ min: -3, max: 3, noNaN: true }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(scores, fc.double({ min: 0.01, max: 3, noNaN: true }), (score, se) => {
        const differences = from(score, se);
        const top = topSet(compareAll(score.length, differences));
        for (const [i, [best, worst]] of rankIntervals(compareAll(score.length, differences)).entries()) {
          const rank = 1 + score.filter((other) => other > score[i]!).length;
          expect(best).toBeLessThanOrEqual(rank);
          expect(worst).toBeGreaterThanOrEqual(rank);
          expect(top.includes(i)).toBe(best === 1);
        }
        expect(top).toContain(score.indexOf(Math.max(...score)));
      }),
    );
  });

  test('keep a model without differences in the top set, unless the caller excludes it', () => {
    const differences: Differences = (i, j) => (i === 2 || j === 2 ? null : from([5, 0, 0], 0.1)(i, j));
    expect(topSet(compareAll(3, differences))).toEqual([0, 2]);
    expect(topSet(compareAll(3, differences), (model) => model !== 2)).toEqual([0]);
  });
});
