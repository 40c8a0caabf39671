import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../shared/contracts/event.ts';
import type { Score } from '../../../shared/contracts/score.ts';
import { apply, type Pseudonymous } from '../../../shared/judgments/apply.ts';
import { EMPTY, type Judgment } from '../../../shared/judgments/judgment.ts';
import { arbitraryEvent, CLINICIANS } from '../../support/arbitrary-events.ts';

const fold = (events: readonly Pseudonymous[], from = EMPTY): Judgment =>
  events.reduce((judgment, event) => apply(judgment, event).judgment, from);

/** The judgment as plain data, without the order in which its maps were filled. */
const plain = ({ scores, ...rest }: Judgment) => ({
  ...rest,
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
  test('is the same whatever the order and repetition of its deliveries, conflicting ones too', () => {
    fc.assert(
      fc.property(deliveries, ([events, delivered]) => {
        expect(plain(fold(delivered))).toEqual(plain(fold(events)));
      }),
      { numRuns: 2000 },
    );
  });

  test('does not change when its events are delivered again, and nobody is told that they did', () => {
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

  test('is the same whether a retraction comes before, between or after what it withdraws', () => {
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

  test('holds the highest revision, and at one revision the lower score', () => {
    const scoreOf = (...events: Pseudonymous[]) => fold(events).scores.get('x')?.get('harmlessness');
    expect(scoreOf(rating(1), rating(-2), rating(0))).toEqual({ value: -2, revision: 1 });
    expect(scoreOf(rating(2, 5), rating(-2, 4))).toEqual({ value: 2, revision: 5 });
  });

  test('is about the item of its highest revision, and about none where all is withdrawn', () => {
    const itemOf = (...events: Pseudonymous[]) => fold(events).item?.value;
    expect(itemOf(about('q2', rating(1, 2)), about('q1', vote('first')), vote('first', 3))).toBe('q2');
    expect(itemOf(about('q2', vote('tie')), about('q1', rating(1)))).toBe('q1');
    expect(itemOf(about('q1', vote('first')), retraction('vote'))).toBe('q1');
    expect(itemOf(about('q1', vote('first')), retraction('all'))).toBeUndefined();
  });

  test('keeps criteria whose names are those of object members apart from them', () => {
    const event = { ...rating(1), scores: Object.fromEntries([['constructor', -1]]) } as Pseudonymous;
    expect([...fold([event]).scores.get('x')!]).toEqual([['constructor', { value: -1, revision: 1 }]]);
  });
});

describe('the sender is told', () => {
  test.each<[string, Pseudonymous[], string]>([
    ['of a first vote: recorded', [vote('first')], 'recorded'],
    ['of the same vote again: duplicate', [vote('first'), vote('first')], 'duplicate'],
    ['of a vote at a higher revision: revised', [vote('first'), vote('tie', 2)], 'revised'],
    ['of a vote at a lower revision: stale', [vote('first', 2), vote('tie')], 'stale'],
    ['of another vote at the same revision: conflict', [vote('first'), vote('tie')], 'conflict'],
    ['of a rating beside the vote: recorded', [vote('first'), rating(1)], 'recorded'],
    ['of a lower score at the same revision: conflict', [rating(1), rating(-1)], 'conflict'],
    ['of a model that is not of the pair: conflict', [vote('first'), rating(1, 1, 'other')], 'conflict'],
    ['of a retraction: retracted', [vote('first'), retraction('all')], 'retracted'],
    ['of a retraction of what is withdrawn: duplicate', [retraction('all'), retraction('vote')], 'duplicate'],
    ['of a vote that was withdrawn before: stale', [retraction('vote'), vote('first', 9)], 'stale'],
    ['of ratings where only the vote is withdrawn: recorded', [retraction('vote'), rating(0)], 'recorded'],
    ['of an item told later: recorded', [vote('tie'), about('q1', vote('tie'))], 'recorded'],
    ['of an item told already: duplicate', [about('q1', vote('tie')), vote('tie')], 'duplicate'],
    ['of another item: conflict', [about('q1', vote('tie')), about('q2', rating(1))], 'conflict'],
    [
      'of the same vote in another specialty: conflict',
      [vote('tie'), { ...vote('tie'), specialty: 'x' } as Pseudonymous],
      'conflict',
    ],
  ])('%s', (_, events, outcome) => {
    expect(outcomesOf(...events).at(-1)).toBe(outcome);
  });
});
