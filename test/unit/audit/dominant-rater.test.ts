import { describe, expect, it } from 'vitest';
import { audit } from '../../support/audit.ts';
import { inputOf, type Said, seeded } from './support.ts';

const MODELS = ['best', 'middle', 'worst'] as const;
type Model = (typeof MODELS)[number];
const ABILITY: Readonly<Record<Model, number>> = { best: 0.8, middle: 0, worst: -0.8 };
const REVERSED: Readonly<Record<Model, number>> = { best: -0.8, middle: 0, worst: 0.8 };

/** Votes of one clinician by the given abilities. */
function votesOf(by: number, count: number, ability: Readonly<Record<Model, number>>): Said[] {
  const random = seeded(7919 * (by + 1));
  for (let warm = 0; warm < 20; warm++) random();
  return Array.from({ length: count }, (_, at) => {
    const [first, second] = [MODELS[at % 3]!, MODELS[(at + 1) % 3]!];
    const wins = random() < 1 / (1 + Math.exp(ability[second] - ability[first]));
    return { by, first, second, outcome: wins ? 'first' : 'second' };
  });
}

/** A study in which clinician 0 gives a share of 1,600 votes, and 24 others the rest. */
const studyWith = (share: number, ability = ABILITY): Said[] => [
  ...votesOf(0, Math.round(1600 * share), ability),
  ...Array.from({ length: 24 }, (_, at) =>
    votesOf(at + 1, Math.round((1600 * (1 - share)) / 24), ABILITY),
  ).flat(),
];
const overall = (said: readonly Said[]) => audit(inputOf(said)).leaderboard.overall;

describe('a study in which one clinician gives 40 % of the votes', () => {
  it('has a top set, and names the best model if all clinicians agree', () => {
    const { topSet, dominantShare, rows } = overall(studyWith(0.4));
    expect(dominantShare).toBeCloseTo(0.4, 2);
    expect(topSet).toEqual(['best']);
    expect(rows.map(({ rankInterval }) => rankInterval)).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });

  it('claims no difference that the dominant clinician contradicts', () => {
    const { topSet, rows } = overall(studyWith(0.4, REVERSED));
    expect(topSet.toSorted()).toEqual([...MODELS]);
    for (const { rankInterval } of rows) expect(rankInterval).toEqual([1, 3]);
  });

  it('claims no difference that only the dominant clinician makes', () => {
    const even = { best: 0, middle: 0, worst: 0 };
    const others = Array.from({ length: 24 }, (_, at) => votesOf(at + 1, 40, even)).flat();
    const { topSet } = overall([...votesOf(0, 640, { best: 2, middle: 0, worst: -2 }), ...others]);
    expect(topSet.toSorted()).toEqual([...MODELS]);
  });
});

describe('a study without a dominant clinician', () => {
  it('is ranked as before', () => {
    const { topSet, dominantShare } = overall(studyWith(0.15));
    expect(dominantShare).toBeUndefined();
    expect(topSet).toEqual(['best']);
  });
});

it('with fewer than seven clinicians no cap is possible, and none is applied', () => {
  const few = Array.from({ length: 6 }, (_, by) => votesOf(by, 100 + 60 * by, ABILITY)).flat();
  expect(overall(few)).not.toHaveProperty('dominantShare');
});
