import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rating, retraction, type Vote, vote } from '../../../shared/contracts/event.ts';
import { PendingEvents, type PlacedEvent } from '../../../shared/imports/windows/pending-events.ts';
import type { Pseudonymous } from '../../../shared/ledger/apply.ts';
import { arbitraryEvent, CLINICIANS } from '../../support/arbitrary-events.ts';

const odd: readonly Pseudonymous[] = [
  {
    kind: 'vote',
    judgment: 'ü 🏥 '.repeat(20),
    study: 'study',
    clinician: CLINICIANS[0],
    at: '2026-03-01T09:30:00+02:00',
    specialty: 'Ärzte, "alle"',
    first: 'constructor',
    second: '0',
    outcome: 'both_bad',
    scores: { '0': { '1': -2 as const, toString: 0 as const }, constructor: { '1': 2 as const } },
    revision: Number.MAX_SAFE_INTEGER,
  },
  {
    kind: 'vote',
    judgment: 'j',
    study: 'study',
    clinician: CLINICIANS[1],
    at: '2026-03-01T09:30:00Z',
    specialty: 's',
    first: 'a',
    second: 'b',
    outcome: 'tie',
    scores: {},
  },
  {
    kind: 'retraction',
    judgment: 'j',
    study: 'study',
    clinician: CLINICIANS[1],
    at: '2026-03-01T09:30:00Z',
    part: 'ratings',
  },
];

/** Generated events may have optional fields with the value undefined. Checked events do not have such fields. */
const checked = (event: Pseudonymous): Pseudonymous => JSON.parse(JSON.stringify(event)) as Pseudonymous;
const byPlace = (a: PlacedEvent, b: PlacedEvent) => a.line - b.line;

test('pending events return unchanged with their places, after any earlier content', () => {
  const pending = new PendingEvents();
  fc.assert(
    fc.property(
      fc.array(arbitraryEvent(), { maxLength: 40 }),
      fc.integer({ min: 1, max: 50 }),
      (some, most) => {
        const given = [...some.map(checked), ...odd].map((event, index) => ({
          event,
          line: index + 1,
          byteOffset: index * 2 ** 33,
        }));
        pending.clear();
        for (const event of given) pending.add(event);
        expect(pending.count).toBe(given.length);
        expect([...pending.pieces(most)].flat().toSorted(byPlace)).toEqual(given);
      },
    ),
  );
});

test('pending events keep every field of the contract', () => {
  const [first, , withdrawn] = odd as [Pseudonymous, Pseudonymous, Pseudonymous];
  const {
    first: model,
    second: _,
    outcome: __,
    ...described
  } = { ...first, country: 'CH', site: 'CHUV', item: 'q1' } as Vote;
  const full = [
    {
      ...{ ...first, country: 'CH', site: 'CHUV', item: 'q1' },
      ...{ answers: ['a1', null], modelVersions: [null, 'v2'] },
    },
    { ...described, kind: 'rating', model, answer: 'a1', modelVersion: 'v1', scores: { accuracy: 1 } },
    withdrawn,
  ] as Pseudonymous[];
  for (const [index, { shape }] of [vote, rating, retraction].entries())
    expect(Object.keys(full[index]!).sort()).toEqual(Object.keys(shape).sort());
  const pending = new PendingEvents();
  for (const event of full) pending.add({ event, line: 1, byteOffset: 0 });
  expect([...pending.pieces(1)].flat().map(({ event }) => event)).toEqual(expect.arrayContaining(full));
});

test('all events of a judgment return together, in the order of the file', () => {
  const said = (judgment: string, revision: number): Pseudonymous =>
    ({ ...odd[0]!, judgment, revision }) as Pseudonymous;
  const pending = new PendingEvents();
  for (let line = 1; line <= 300; line += 1)
    pending.add({ event: said(`j${line % 100}`, line), line, byteOffset: 0 });
  for (const piece of pending.pieces(10))
    for (const [judgment, events] of Map.groupBy(piece, ({ event }) => event.judgment)) {
      const first = Number(judgment.slice(1)) || 100;
      expect(events.map(({ line }) => line)).toEqual([first, first + 100, first + 200]);
    }
});

test('thirty thousand votes with twenty scores each take 6 MB', () => {
  const card = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`criterion-${index}`, 1]));
  const pending = new PendingEvents();
  for (let index = 0; index < 30_000; index += 1) {
    const event = { ...odd[1], judgment: `judgment-${index}`, scores: { a: card, b: card } } as Pseudonymous;
    pending.add({ event, line: index, byteOffset: index * 600 });
  }
  expect(pending.bytes).toBeLessThan(6 * 1024 * 1024);
  expect(pending.bytes).toBeGreaterThan(2 * 1024 * 1024);
});

test('names that occur only once are included in the memory count', () => {
  const pending = new PendingEvents();
  for (let index = 0; index < 10_000; index += 1) {
    const event = { ...odd[1], specialty: `${index}`.padEnd(128, '-') } as Pseudonymous;
    pending.add({ event, line: index, byteOffset: 0 });
  }
  expect(pending.bytes).toBeGreaterThan(10_000 * 256);
});
