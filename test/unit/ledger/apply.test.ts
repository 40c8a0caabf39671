import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../shared/contracts/event.ts';
import type { Score } from '../../../shared/contracts/score.ts';
import { apply, type Pseudonymous } from '../../../shared/ledger/apply.ts';
import { conflictRow } from '../../../shared/ledger/conflicts/index.ts';
import { EMPTY, type Judgment } from '../../../shared/ledger/judgment.ts';
import { arbitraryEvent, CLINICIANS } from '../../support/arbitrary-events.ts';

const fold = (events: readonly Pseudonymous[], from = EMPTY): Judgment =>
  events.reduce((judgment, event) => apply(judgment, event).judgment, from);

/** The judgment as plain data, independent of the insertion order of its maps. */
const plain = ({ scores, answers, versions, ...rest }: Judgment) => ({
  ...rest,
  versions: Object.fromEntries(versions),
  answers: Object.fromEntries(answers),
  scores: Object.fromEntries([...scores].map(([model, card]) => [model, Object.fromEntries(card)])),
});

const deliveries = fc.array(arbitraryEvent(['j']), { minLength: 1, maxLength: 8 }).chain((events) =>
  fc.tuple(
    fc.constant(events),
    fc.array(fc.constantFrom(...events), { maxLength: 8 }).chain((repeated) => {
      const all = [...events, ...repeated];
      return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
    }),
  ),
);

const said = {
  judgment: 'j',
  study: 'study',
  clinician: CLINICIANS[0]!,
  specialty: 'cardiology',
  at: '2026-03-01T09:30:00Z',
};
const vote = (outcome: Outcome, revision?: number): Pseudonymous => ({
  ...said,
  kind: 'vote',
  first: 'x',
  second: 'y',
  outcome,
  ...(revision ? { revision } : {}),
});
const rating = (score: Score, revision?: number, model = 'x'): Pseudonymous => ({
  ...said,
  kind: 'rating',
  model,
  scores: { harmlessness: score },
  ...(revision ? { revision } : {}),
});
const retraction = (part: 'vote' | 'ratings' | 'all'): Pseudonymous => ({
  kind: 'retraction',
  judgment: 'j',
  study: 'study',
  clinician: CLINICIANS[0]!,
  at: said.at,
  part,
});
const about = (item: string, event: Pseudonymous) => ({ ...event, item }) as Pseudonymous;
const outcomesOf = (...events: Pseudonymous[]) => {
  let judgment = EMPTY;
  return events.map((event) => {
    const applied = apply(judgment, event);
    judgment = applied.judgment;
    return applied.outcome;
  });
};

describe('a judgment', () => {
  test('is the same for every order and repetition of its events, including conflicting events', () => {
    fc.assert(
      fc.property(deliveries, ([events, delivered]) => {
        expect(plain(fold(delivered))).toEqual(plain(fold(events)));
      }),
      { numRuns: 2000 },
    );
  });

  test('does not change if its events are delivered again, and no outcome reports a change', () => {
    fc.assert(
      fc.property(deliveries, ([events]) => {
        const judgment = fold(events);
        for (const event of events) {
          const again = apply(judgment, event);
          expect(plain(again.judgment)).toEqual(plain(judgment));
          expect(['duplicate', 'stale', 'conflict']).toContain(again.outcome);
        }
      }),
    );
  });

  test('is the same if a retraction comes before, between or after the events that it withdraws', () => {
    const parts = fc.constantFrom('vote' as const, 'ratings' as const, 'all' as const);
    fc.assert(
      fc.property(deliveries, parts, fc.nat(), ([events], part, place) => {
        const others = events.filter(({ kind }) => kind !== 'retraction');
        const at = place % (others.length + 1);
        const between = fold([...others.slice(0, at), retraction(part), ...others.slice(at)]);
        expect(plain(fold([retraction(part), ...others]))).toEqual(plain(between));
        expect(plain(fold([...others, retraction(part)]))).toEqual(plain(between));
        expect(between.comparison === null || part === 'ratings').toBe(true);
        expect(between.scores.size === 0 || part === 'vote').toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('keeps the highest revision, and the lower score if revisions are equal', () => {
    const scoreOf = (...events: Pseudonymous[]) => fold(events).scores.get('x')?.get('harmlessness');
    expect(scoreOf(rating(1), rating(-2), rating(0))).toEqual({ value: -2, revision: 1 });
    expect(scoreOf(rating(2, 5), rating(-2, 4))).toEqual({ value: 2, revision: 5 });
  });

  test('keeps the item of the highest revision, and no item if both parts are withdrawn', () => {
    const itemOf = (...events: Pseudonymous[]) => fold(events).item?.value;
    expect(itemOf(about('q2', rating(1, 2)), about('q1', vote('first')), vote('first', 3))).toBe('q2');
    expect(itemOf(about('q2', vote('tie')), about('q1', rating(1)))).toBe('q1');
    expect(itemOf(about('q1', vote('first')), retraction('vote'))).toBe('q1');
    expect(itemOf(about('q1', vote('first')), retraction('all'))).toBeUndefined();
  });

  test('keeps the site like the item', () => {
    const at = (site: string, event: Pseudonymous) => ({ ...event, site }) as Pseudonymous;
    const siteOf = (...events: Pseudonymous[]) => fold(events).site;
    expect(siteOf(at('B', rating(1, 2)), at('A', vote('first')), vote('first', 3))).toEqual({
      value: 'B',
      revision: 2,
    });
    expect(siteOf(at('A', vote('first')), retraction('all'), at('A', rating(1)))).toBeNull();
  });

  test('keeps the answer of each model by the highest revision, and none if both parts are withdrawn', () => {
    const answersIn = (...events: Pseudonymous[]) =>
      Object.fromEntries([...fold(events).answers].map(([model, { value }]) => [model, value]));
    const shown = (answers: [string | null, string | null], event: Pseudonymous) =>
      ({ ...event, answers }) as Pseudonymous;
    const rated = (answer: string, event: Pseudonymous) => ({ ...event, answer }) as Pseudonymous;
    const voted = shown(['a1', 'a2'], vote('first'));
    expect(answersIn(voted)).toEqual({ x: 'a1', y: 'a2' });
    expect(answersIn(rated('a3', rating(1, 2)), voted)).toEqual({ x: 'a3', y: 'a2' });
    expect(answersIn(shown([null, 'a4'], vote('first', 2)), voted, vote('tie', 3))).toEqual({
      x: 'a1',
      y: 'a4',
    });
    expect(answersIn(voted, retraction('vote'))).toEqual({ x: 'a1', y: 'a2' });
    expect(answersIn(voted, retraction('all'))).toEqual({});
  });

  test('accepts criteria with the names of object members, such as "constructor"', () => {
    const event = { ...rating(1), scores: Object.fromEntries([['constructor', -1]]) } as Pseudonymous;
    expect([...fold([event]).scores.get('x')!]).toEqual([['constructor', { value: -1, revision: 1 }]]);
  });
});

describe('the outcome of an event', () => {
  test.each<[string, Pseudonymous[], string]>([
    ['is "recorded" for a first vote', [vote('first')], 'recorded'],
    ['is "duplicate" for the same vote again', [vote('first'), vote('first')], 'duplicate'],
    ['is "revised" for a vote with a higher revision', [vote('first'), vote('tie', 2)], 'revised'],
    ['is "stale" for a vote with a lower revision', [vote('first', 2), vote('tie')], 'stale'],
    ['is "conflict" for another vote with the same revision', [vote('first'), vote('tie')], 'conflict'],
    ['is "recorded" for a rating in addition to the vote', [vote('first'), rating(1)], 'recorded'],
    ['is "conflict" for a lower score with the same revision', [rating(1), rating(-1)], 'conflict'],
    ['is "conflict" for a model outside the pair', [vote('first'), rating(1, 1, 'other')], 'conflict'],
    ['is "retracted" for a retraction', [vote('first'), retraction('all')], 'retracted'],
    [
      'is "duplicate" for a retraction of a withdrawn part',
      [retraction('all'), retraction('vote')],
      'duplicate',
    ],
    ['is "stale" for a vote that was withdrawn before', [retraction('vote'), vote('first', 9)], 'stale'],
    ['is "recorded" for ratings if only the vote is withdrawn', [retraction('vote'), rating(0)], 'recorded'],
    ['is "recorded" for an item that is sent later', [vote('tie'), about('q1', vote('tie'))], 'recorded'],
    [
      'is "duplicate" for a vote without the item that is already known',
      [about('q1', vote('tie')), vote('tie')],
      'duplicate',
    ],
    ['is "conflict" for another item', [about('q1', vote('tie')), about('q2', rating(1))], 'conflict'],
    [
      'is "conflict" for the same vote in another specialty',
      [vote('tie'), { ...vote('tie'), specialty: 'x' } as Pseudonymous],
      'conflict',
    ],
  ])('%s', (_, events, outcome) => {
    expect(outcomesOf(...events).at(-1)).toBe(outcome);
  });
});

describe('the row of a conflict', () => {
  const rowsOf = (...events: Pseudonymous[]) => {
    let judgment = EMPTY;
    return events.flatMap((event, index) => {
      const applied = apply(judgment, event);
      judgment = applied.judgment;
      return applied.lost ? [conflictRow({ index, event, lost: applied.lost })] : [];
    });
  };
  const voted = { ...vote('first'), site: 'A', answers: ['a1', 'a2'] } as Pseudonymous;

  test('contains the site and the answer that lost, in any order', () => {
    const other = { ...vote('first'), site: 'B', answers: ['a3', 'a2'] } as Pseudonymous;
    for (const events of [
      [voted, other],
      [other, voted],
    ])
      expect(rowsOf(...events)).toMatchObject([{ site: 'B', answers: ['a3', 'a2'], outcome: 'first' }]);
  });

  test('contains the version that lost, in any order, and the version of a comparison that lost', () => {
    const dated = { ...vote('first'), modelVersions: ['v1', 'v2'] } as Pseudonymous;
    const other = { ...vote('first'), modelVersions: ['v3', 'v2'] } as Pseudonymous;
    for (const events of [
      [dated, other],
      [other, dated],
    ])
      expect(rowsOf(...events)).toMatchObject([{ modelVersions: ['v3', 'v2'], outcome: 'first' }]);
    const lost = { ...vote('tie'), second: 'z', modelVersions: ['v1', 'v9'] } as Pseudonymous;
    expect(rowsOf(dated, lost)).toMatchObject([{ second: 'z', modelVersions: ['v1', 'v9'] }]);
    const scored = { ...rating(1), modelVersion: 'v1' } as Pseudonymous;
    expect(rowsOf(scored, { ...rating(1), modelVersion: 'v2' } as Pseudonymous)).toMatchObject([
      { model: 'x', modelVersion: 'v2' },
    ]);
  });

  test('contains the answers of a comparison that lost, in any order', () => {
    const other = { ...vote('tie'), second: 'z', answers: ['a1', 'a3'] } as Pseudonymous;
    for (const events of [
      [voted, other],
      [other, voted],
    ])
      expect(rowsOf(...events)).toMatchObject([{ first: 'x', second: 'z', answers: ['a1', 'a3'] }]);
  });

  test('contains the answer of a rating that lost', () => {
    const rated = (answer: string) => ({ ...rating(1), answer }) as Pseudonymous;
    expect(rowsOf(rated('a2'), rated('a1'))).toMatchObject([{ model: 'x', answer: 'a2' }]);
  });
});

describe('the content that lost', () => {
  const lostScores = (...events: Pseudonymous[]) => {
    let judgment = EMPTY;
    return events.flatMap((event) => {
      const applied = apply(judgment, event);
      judgment = applied.judgment;
      return [...(applied.lost?.scores?.values() ?? [])].flatMap((card) => [...card.values()]);
    });
  };

  test('contains both of two different scores of a model outside the pair, in any order', () => {
    const [low, high] = [rating(-1, 1, 'other'), rating(0, 1, 'other')];
    for (const events of [
      [vote('first'), low, high],
      [vote('first'), high, low],
      [low, high, vote('first')],
      [high, vote('first'), low],
    ])
      expect(new Set(lostScores(...events))).toEqual(new Set([-1, 0]));
  });

  test('contains no score of a model outside the pair that a higher revision has replaced', () => {
    const events = [vote('first'), rating(1, 2, 'other'), rating(0, 1, 'other')];
    expect(lostScores(...events)).toEqual([1]);
    expect(outcomesOf(...events).at(-1)).toBe('stale');
  });
});
