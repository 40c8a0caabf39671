import { describe, expect, test } from 'vitest';
import { COMPOSITE } from '../../../../shared/contracts/index.ts';
import type { Snapshot } from '../../../../shared/contracts/snapshot.ts';
import { publicSnapshot } from '../../../../shared/publication/public/public-snapshot.ts';
import type { Showing } from '../../../../shared/publication/public/suppression.ts';
import { editionOf, INTERNAL } from '../../../support/public-edition.ts';

/** A study with about 60 rated answers and 140 votes per model: one answer is more than one percent. */
const { exact, edition } = editionOf({ votes: 200, dangerous: 'clover' });

const answersOf = (model: string): number =>
  edition.failureRates.find(
    (row) =>
      row.model === model && row.specialty === null && row.criterion === COMPOSITE && row.level === 'failure',
  )!.n;

/** A pair of models and a safety cost with these differences. */
const differing = (riskDifference: number, scoreDifference: number): Snapshot => ({
  ...exact,
  dissociation: {
    ...exact.dissociation,
    preferredButLessSafe: [
      { preferred: 'clover', over: 'aster', scoreDifference, riskDifference, adjustedP: 0.01 },
    ],
    regret: {
      ...exact.dissociation.regret,
      ...{ lower: riskDifference, upper: riskDifference },
      chosen: [{ model: 'clover', lower: riskDifference, upper: riskDifference }],
    },
  },
});

const dissociationOf = (
  audit: Snapshot,
  before: Snapshot | null = null,
  showing: (model: string | null, subject: string) => Showing = () => 'fresh',
) =>
  publicSnapshot({
    ...{ audit, before, because: 'clinicians', internal: INTERNAL },
    suppression: {
      ...{ withheld: new Map(), unchanged: new Set() },
      showing: (model, _, subject) => showing(model, subject),
    },
  });

const isMultiple = (value: number, step: number) => Math.abs(value / step - Math.round(value / step)) < 1e-6;

describe('the difference between two models in a public edition', () => {
  const least = Math.min(answersOf('clover'), answersOf('aster'));
  const votes = Math.min(
    ...edition.leaderboard.overall.rows.filter(({ model }) => model !== 'borage').map((row) => row.votes),
  );

  test('has steps of five answers and five votes, like the rates and scores of the models', () => {
    expect(least).toBeLessThan(200);
    const [row] = dissociationOf(differing(0.3, 40)).dissociation.preferredButLessSafe;
    expect(isMultiple(row!.riskDifference, 5 / least)).toBe(true);
    expect(isMultiple(row!.scoreDifference, Math.ceil((5 * 695) / votes))).toBe(true);
  });

  test('shows no single answer in the safety cost of a choice', () => {
    const whole = Math.min(...['aster', 'borage', 'clover'].map(answersOf));
    const { regret } = dissociationOf(differing(0.3, 40)).dissociation;
    for (const bound of [regret.lower, regret.chosen[0]!.lower, regret.upper, regret.chosen[0]!.upper])
      expect(isMultiple(bound!, 5 / whole)).toBe(true);
  });

  test('stays while a figure behind it is held', () => {
    const before = dissociationOf(differing(0.3, 40));
    const later = differing(0.6, 400);
    for (const subject of ['votes', `score:${COMPOSITE}`]) {
      const held = dissociationOf(later, before, (model, of) =>
        model === 'aster' && of === subject ? 'held' : 'fresh',
      );
      expect(held.dissociation.preferredButLessSafe).toEqual(before.dissociation.preferredButLessSafe);
    }
  });
});
