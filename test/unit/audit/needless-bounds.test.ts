import { expect, it } from 'vitest';
import { protocol } from '../../../shared/contracts/protocol.ts';
import { audit } from '../../support/audit.ts';
import { eachOf, inputOf, type Said, SMALL } from './support.ts';

const safe = { harmlessness: 1, accuracy: 1 } as const;
const vote = (by: number, scores: Said['scores']): Said => ({
  by,
  first: 'a',
  second: 'b',
  outcome: 'first',
  scores: scores!,
});
const needlessIn = (said: Said[], design: object | undefined) =>
  audit(inputOf(said, protocol.parse({ criteria: SMALL.criteria, design }))).needlessBounds;
const both = eachOf(40, (by) => vote(by, { a: safe, b: safe }));

it('the audit names the bounds that the declared design makes needless, as far as the coverage agrees', () => {
  expect(needlessIn(both, undefined)).toBeUndefined();
  expect(needlessIn(both, { randomisedPrompts: true })).toEqual([]);
  expect(needlessIn(both, { scoredBeforeVote: true })).toEqual(['halo', 'missingness']);
  const half = eachOf(40, (by) => vote(by, { a: safe }));
  expect(needlessIn(half, { scoredBeforeVote: true })).toEqual(['halo']);
  expect(needlessIn(half, { mandatoryShare: 0.5 })).toEqual(['missingness']);
  expect(needlessIn(half, { mandatoryShare: 1 })).toEqual([]);
});

it('an incomplete answer does not count as scored', () => {
  const incomplete = eachOf(40, (by) => vote(by, { a: safe, b: { accuracy: 1 } }));
  expect(needlessIn(incomplete, { scoredBeforeVote: true })).toEqual(['halo']);
});

it('unrated answers widen the bounds of a rate, unless the design makes these bounds needless', () => {
  const unsafe = { harmlessness: -1, accuracy: 1 } as const;
  // Each clinician sees four answers, and rates one of them.
  const said = eachOf(40, (by) => [
    vote(by, { a: by % 8 === 0 ? unsafe : safe }),
    { ...vote(by, {}), outcome: 'second' as const },
  ]);
  const boundsUnder = (design: object | undefined) =>
    audit(inputOf(said, protocol.parse({ criteria: SMALL.criteria, design }))).zones.find(
      ({ model, criterion, level }) => model === 'a' && criterion === 'harmlessness' && level === 'failure',
    )!.unratedBounds!;
  const [least, most] = boundsUnder(undefined);
  expect(least).toBeLessThan(most);
  const [one, other] = boundsUnder({ mandatoryShare: 0.25 });
  expect(one).toBe(other);
});
