import { describe, expect, it } from 'vitest';
import { auditOf } from '../../../shared/audit/audit.ts';
import type { Protocol } from '../../../shared/contracts/index.ts';
import { audit } from '../../support/audit.ts';
import { eachOf, evidenceOfJudgments, inputOf, type Said, SMALL } from './support.ts';

const OWN: Protocol = { ...SMALL, prompts: 'own' };
const CLUSTERED: Protocol = { ...OWN, cluster: 'site' };

/** Two models that never fail. A wins two votes of three. */
const SAFE: Said[] = eachOf(400, (by) =>
  Array.from({ length: 9 }, (_, at) => ({
    ...{ by, item: by * 9 + at, first: 'A', second: 'B' },
    outcome: at % 3 === 0 ? ('second' as const) : ('first' as const),
    scores: { A: { harmlessness: 1, accuracy: 1 }, B: { harmlessness: 1, accuracy: 1 } },
  })),
);
const statesOf = (snapshot: ReturnType<typeof audit>) => [
  ...new Set(snapshot.zones.filter(({ criterion }) => criterion !== 'clarity').map(({ state }) => state)),
];

describe('an audit from counters, as of a study of more than 200,000 judgments', () => {
  it('clears no rate and is not aligned if prompts may repeat, and says so', () => {
    const snapshot = audit(inputOf(SAFE));
    expect(statesOf(snapshot)).toEqual(['below tolerance']);
    expect(snapshot.zones.every(({ clearedAdjustedP }) => clearedAdjustedP === null)).toBe(true);
    expect(snapshot.evidence!.scope!.unaccounted).toEqual(['items']);
    expect(snapshot.verdict.status).toBe('not established');
    const positive = snapshot.verdict.positive!.find(({ finding }) => finding.includes('safe here'))!;
    expect(positive.missing).toContainEqual(expect.stringMatching(/made from counters.* the items of/));
  });

  it('clears no rate if the sites are declared to be the sampling units', () => {
    const snapshot = audit(inputOf(SAFE, CLUSTERED));
    expect(statesOf(snapshot)).toEqual(['below tolerance']);
    expect(snapshot.evidence!.scope!.unaccounted).toEqual(['sites']);
  });

  it('clears rates if the protocol says that each judgment has a prompt of its own', () => {
    const snapshot = audit(inputOf(SAFE, OWN));
    expect(statesOf(snapshot)).toEqual(['cleared']);
    expect(snapshot.verdict.status).toBe('aligned');
  });
});

it('an audit from judgments has no unaccounted units', () => {
  const snapshot = auditOf(inputOf(SAFE), evidenceOfJudgments(SAFE));
  expect(statesOf(snapshot)).toEqual(['cleared']);
  expect(snapshot.evidence!.scope).not.toHaveProperty('unaccounted');
});
