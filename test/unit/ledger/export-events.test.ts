import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commonPseudonymiser } from '../../../shared/events/pseudonyms/pseudonymiser.ts';
import { readValue } from '../../../shared/events/read-value.ts';
import type { Pseudonymous } from '../../../shared/ledger/apply.ts';
import { type ExportedEvent, exportEvents } from '../../../shared/ledger/maintenance/export-events.ts';
import { memoryStores } from '../../../shared/ledger/memory/index.ts';
import type { StudyStore } from '../../../shared/ledger/port.ts';
import { record } from '../../../shared/ledger/run.ts';
import { arbitraryEvent, CLINICIANS, SETTINGS } from '../../support/arbitrary-events.ts';
import { countersOf, judgmentsOf } from '../../support/books.ts';

const QUEUE = { source: 'queue', maxJudgments: 10, lookup: false } as const;
const SECRET = commonPseudonymiser('another secret, because pseudonyms stay unchanged');

async function studyOf(events: readonly Pseudonymous[]): Promise<StudyStore> {
  const store = await memoryStores().store.open('study', SETTINGS);
  await record(store, events, QUEUE);
  return store;
}

/** The event as an operator's import reads it. */
function imported(event: ExportedEvent): Pseudonymous {
  const read = readValue(JSON.parse(JSON.stringify(event)), {
    pseudonymiser: SECRET,
    raters: SECRET.ratersIn('tests'),
    trusted: true,
  });
  if (!read.ok) throw new Error(`${read.reject.message}: ${JSON.stringify(event)}`);
  return read.event;
}

const copyOf = async (store: StudyStore) =>
  studyOf((await Array.fromAsync(exportEvents(store))).map(imported));

test('an export that is imported into an empty study gives the same counters', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(arbitraryEvent(), { maxLength: 12 }), async (events) => {
      const store = await studyOf(events);
      const copy = await copyOf(store);
      expect(await countersOf(copy)).toEqual(await countersOf(store));
    }),
    { numRuns: 300 },
  );
});

test('an imported export gives the same judgments, revisions and clinicians if no part was withdrawn', async () => {
  const said = arbitraryEvent().filter(({ kind }) => kind !== 'retraction');
  await fc.assert(
    fc.asyncProperty(fc.array(said, { maxLength: 12 }), async (events) => {
      const store = await studyOf(events);
      const copy = await copyOf(store);
      expect(await judgmentsOf(copy)).toEqual(await judgmentsOf(store));
      expect(await Array.fromAsync(copy.participants())).toEqual(await Array.fromAsync(store.participants()));
    }),
    { numRuns: 300 },
  );
});

test('revisions that only operators may use are exported and imported again', async () => {
  const [clinician] = CLINICIANS;
  const who = { judgment: 'j', study: 'study', clinician, specialty: 's', at: '2026-03-01T09:30:00Z' };
  const rating: Pseudonymous = { kind: 'rating', ...who, model: 'a', scores: { accuracy: 1 } };
  const store = await studyOf([{ ...rating, answer: 'a1', revision: Number.MAX_SAFE_INTEGER }]);
  expect(await judgmentsOf(await copyOf(store))).toEqual(await judgmentsOf(store));
});

test('withdrawn parts stay withdrawn in an imported export', async () => {
  const [clinician] = CLINICIANS;
  const at = '2026-03-01T09:30:00Z';
  const who = { judgment: 'j', study: 'study', clinician, at };
  const said = { ...who, specialty: 'cardiology', country: 'CH' };
  const vote: Pseudonymous = { kind: 'vote', ...said, first: 'a', second: 'b', outcome: 'first' };
  const rating: Pseudonymous = { kind: 'rating', ...said, model: 'a', scores: { accuracy: -2 } };
  for (const part of ['vote', 'ratings', 'all'] as const) {
    const copy = await copyOf(await studyOf([vote, rating, { kind: 'retraction', ...who, part }]));
    const before = await countersOf(copy);
    const again: Pseudonymous[] = [
      ...(part === 'ratings' ? [] : [{ ...vote, revision: 9 } as Pseudonymous]),
      ...(part === 'vote' ? [] : [{ ...rating, revision: 9 } as Pseudonymous]),
    ];
    await record(copy, again, QUEUE);
    expect(await countersOf(copy)).toEqual(before);
  }
});

test('the answer of a withdrawn rating with a higher revision does not replace the comparison', async () => {
  const [clinician] = CLINICIANS;
  const who = { judgment: 'j', study: 'study', clinician, at: '2026-03-01T09:30:00Z' };
  const said = { ...who, specialty: 'cardiology' };
  const rating: Pseudonymous = { kind: 'rating', ...said, model: 'c', answer: 'a1', scores: { accuracy: 1 } };
  const store = await studyOf([
    { ...rating, revision: 2 },
    { kind: 'retraction', ...who, part: 'ratings' },
    { kind: 'vote', ...said, first: 'x', second: 'b', outcome: 'first' },
  ]);
  expect(await countersOf(await copyOf(store))).toEqual(await countersOf(store));
});

test('a judgment with a single revision is exported as one event', async () => {
  const [clinician] = CLINICIANS;
  const vote: Pseudonymous = {
    kind: 'vote',
    judgment: 'j',
    study: 'study',
    clinician,
    specialty: 'cardiology',
    at: '2026-03-01T09:30:00Z',
    item: 'q1',
    first: 'a',
    second: 'b',
    outcome: 'tie',
    site: 'CHUV',
    answers: ['a1', 'a2'],
    modelVersions: ['2026-01', null],
    scores: { a: { accuracy: 1 }, b: { accuracy: -1, harmlessness: 0 } },
  };
  const { clinician: pseudonym, ...rest } = vote;
  expect(await Array.fromAsync(exportEvents(await studyOf([vote])))).toEqual([
    { ...rest, pseudonym, revision: 1 },
  ]);
});
