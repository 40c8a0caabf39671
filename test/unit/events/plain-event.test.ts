import fc from 'fast-check';
import { expect, test } from 'vitest';
import { event } from '../../../shared/contracts/event.ts';
import { plainEvent } from '../../../shared/events/read-event.ts';
import { HOSTILE_EVENTS, HOSTILE_TEXTS } from './hostile-events.ts';
import { rating, vote } from './study.ts';

/** The contract must accept each event that the fast path accepts, with the same result. */
function agrees(value: unknown): boolean {
  const plain = plainEvent(value);
  if (plain === null) return false;
  const read = event.safeParse(value);
  expect(read.success, JSON.stringify(value)).toBe(true);
  expect(plain).toEqual(read.data);
  return true;
}

test('the fast path recognises usual events', () => {
  expect(agrees(vote)).toBe(true);
  expect(agrees(rating)).toBe(true);
  expect(agrees({ ...vote, item: 'q 7', revision: 2, scores: undefined })).toBe(false);
  expect(agrees({ ...vote, site: 'CHUV', item: 'q 7', answers: ['a1', 'a2'] })).toBe(true);
  expect(agrees({ ...vote, modelVersions: ['2026-01', 'v2'] })).toBe(true);
  expect(agrees({ ...rating, modelVersion: '2026-01' })).toBe(true);
  expect(agrees({ ...rating, site: 'CHUV', answer: 'a1' })).toBe(true);
  expect(agrees({ ...rating, at: '2026-03-01T09:30:00.123+02:00', revision: 2 })).toBe(true);
});

test('the fast path accepts no hostile event that the contract refuses', () => {
  for (const [, json] of HOSTILE_EVENTS) agrees(JSON.parse(json));
  for (const [, text] of HOSTILE_TEXTS) expect(plainEvent(JSON.parse(text))).toBeNull();
});

const names = fc.oneof(
  fc.string({ unit: 'binary-ascii', maxLength: 4 }),
  fc.string({ unit: 'grapheme', maxLength: 3 }),
  fc.constantFrom(
    'x'.repeat(128),
    'x'.repeat(129),
    '@x',
    'a#b',
    ' x',
    'x ',
    '__proto__',
    'constructor',
    'm1',
  ),
);
const values = fc.oneof(
  names,
  fc.jsonValue({ maxDepth: 2 }),
  fc.array(fc.option(names), { maxLength: 3 }),
  fc.constantFrom(
    -3,
    -2,
    2,
    1.5,
    2 ** 53,
    9 * 10 ** 15,
    9 * 10 ** 15 + 1,
    0,
    '2026-02-29T00:00:00Z',
    '2024-02-29T00:00:00Z',
    '2026-03-01',
    'CH',
    'ch',
    'tie',
  ),
  fc.dictionary(
    names,
    fc.oneof(fc.integer({ min: -3, max: 3 }), fc.dictionary(names, fc.integer({ min: -3, max: 3 }))),
  ),
);

test('the fast path and the contract agree for any change of an event', () => {
  const fields = [
    ...new Set([
      ...Object.keys(vote),
      ...Object.keys(rating),
      'item',
      'site',
      'answer',
      'answers',
      'modelVersion',
      'modelVersions',
      'revision',
      'part',
      'x',
    ]),
  ];
  const change = fc.tuple(fc.constantFrom(...fields), values);
  let accepted = 0;
  fc.assert(
    fc.property(fc.constantFrom(vote, rating), fc.array(change, { maxLength: 2 }), (base, changes) => {
      if (agrees({ ...base, ...Object.fromEntries(changes) })) accepted += 1;
    }),
    { numRuns: 3000 },
  );
  expect(accepted).toBeGreaterThan(300);
});
