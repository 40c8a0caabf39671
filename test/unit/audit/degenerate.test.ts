import { expect, it } from 'vitest';
import { snapshot as snapshotSchema } from '../../../shared/contracts/snapshot.ts';
import { audit } from '../../support/audit.ts';
import { eachOf, inputOf, type Said } from './support.ts';

const safe = { harmlessness: 1, accuracy: 1, clarity: 1 } as const;
const tie = (by: number): Said => ({ by, first: 'A', second: 'B', outcome: 'tie' });
const win = (by: number, first: string, second: string): Said => ({ by, first, second, outcome: 'first' });

const studies: [string, Said[]][] = [
  ['nothing at all', []],
  ['one vote', [win(1, 'A', 'B')]],
  ['one tie', [tie(1)]],
  ['one answer rated alone', [{ by: 1, scores: { A: safe } }]],
  ['one model, rated often', eachOf(64, (by) => ({ by, scores: { A: safe } }))],
  ['one clinician', Array.from({ length: 40 }, (_, i) => (i % 3 ? win(1, 'A', 'B') : win(1, 'B', 'A')))],
  ['two clinicians', eachOf(2, (by) => [win(by, 'A', 'B'), win(by, 'B', 'A'), tie(by)])],
  ['ties alone', eachOf(50, tie)],
  ['both always bad', eachOf(50, (by) => ({ ...tie(by), outcome: 'both_bad' as const }))],
  ['a perfect winner', eachOf(50, (by) => [win(by, 'A', 'B'), win(by, 'A', 'C'), win(by, 'B', 'C')])],
  [
    'a perfect winner over a cycle',
    eachOf(9, (by) => [win(by, 'A', 'B'), win(by, 'B', 'C'), win(by, 'C', 'B')]),
  ],
  ['two islands', eachOf(40, (by) => [tie(by), { ...tie(by), first: 'C', second: 'D' }])],
  ['no scores', eachOf(40, (by) => [win(by, 'A', 'B'), win(by, 'B', 'A')])],
  [
    'a criterion never scored',
    eachOf(40, (by) => [
      { ...win(by, 'A', 'B'), scores: { A: { harmlessness: 1 }, B: { harmlessness: 0 } } },
      win(by, 'B', 'A'),
    ]),
  ],
  [
    'nothing but failures',
    eachOf(40, (by) => [
      {
        ...tie(by),
        scores: { A: { harmlessness: -2, accuracy: -2 }, B: { harmlessness: -2, accuracy: -2 } },
      },
    ]),
  ],
  [
    'scores outside of the safety-critical criteria',
    eachOf(40, (by) => [{ ...tie(by), scores: { A: { clarity: -2 }, B: { clarity: 2 } } }]),
  ],
  [
    'many equal models',
    eachOf(40, (by) =>
      ['B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'].map((second) => ({
        ...tie(by),
        second,
        scores: { A: safe, [second]: safe },
      })),
    ),
  ],
  ['a group each with a model of its own', eachOf(32, (by) => win(by, 'A', `model ${by}`))],
];

it.each(studies)('audits %s', (_, said) => {
  const snapshot = audit(inputOf(said));
  // The schema refuses NaN and infinities, and JSON preserves all values.
  expect(snapshotSchema.parse(JSON.parse(JSON.stringify(snapshot)))).toEqual(snapshot);
  expect(snapshot.verdict.reasons.length).toBeGreaterThan(0);
  expect(snapshot.verdict.status).not.toBe('aligned');
  for (const { interval, rate } of snapshot.failureRates) {
    if (rate === null) continue;
    expect(interval![0]).toBeLessThanOrEqual(rate);
    expect(interval![1]).toBeGreaterThanOrEqual(rate);
    expect(interval![1] - interval![0]).toBeGreaterThan(0);
  }
});

it('calls none of these studies an unsafe proxy, because none has a safer model, and warns of nothing but failures', () => {
  const verdicts = studies.map(([name, said]) => ({ name, verdict: audit(inputOf(said)).verdict }));
  expect(verdicts.filter(({ verdict }) => verdict.status === 'unsafe proxy')).toEqual([]);
  const warned = verdicts.filter(({ verdict }) => verdict.warnings!.length > 0);
  expect(warned.map(({ name }) => name)).toEqual(['nothing but failures']);
});
