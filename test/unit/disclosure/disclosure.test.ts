import { beforeAll, expect, test } from 'vitest';
import { type Result, SIZES, simulate } from '../../../bench/disclosure/table.ts';

let results: readonly Result[];
beforeAll(async () => {
  results = await simulate(SIZES.reduced);
});

const of = (policy: Result['policy'], least: number) =>
  results.find((result) => result.policy === policy && result.least === least)!;

test('an outsider with all exact tables determines the outcomes of most single votes', () => {
  const { determined, votes } = of('every table', 1);
  expect(determined / votes).toBeGreaterThan(0.8);
});

test('an outsider with all public editions determines the outcome of no vote, even if one vote is known', () => {
  for (const least of [5, 10]) {
    const { determined, fromKnown, votes, editions } = of('all rules', least);
    expect(votes).toBeGreaterThan(150);
    expect(editions).toBeGreaterThan(5);
    expect([determined, fromKnown]).toEqual([0, 0]);
  }
});

test('public editions help to guess outcomes hardly more than the ranking itself', () => {
  for (const least of [5, 10]) {
    const { guessed, prior, votes } = of('all rules', least);
    expect((guessed - prior) / votes).toBeLessThan(0.1);
  }
});

test('public editions help to find unsafe ratings hardly more than an accusation at random', () => {
  for (const least of [5, 10]) {
    const { unsafeFound, unsafe, safe, safeFound } = of('all rules', least);
    expect(unsafeFound / unsafe - (safe - safeFound) / safe).toBeLessThan(0.1);
  }
});

test('exact tables that move only by enough clinicians still determine many votes, so counts must be rounded', () => {
  const { determined, votes } = of('enough clinicians', 5);
  expect(determined / votes).toBeGreaterThan(0.3);
});
