import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Pseudonymous } from '../../../shared/ledger/apply.ts';
import type { Pseudonym } from '../../../shared/ledger/cells/cell.ts';
import { tally } from '../../../shared/ledger/cells/tally.ts';
import { recount } from '../../../shared/ledger/maintenance/recount.ts';
import { memoryStores } from '../../../shared/ledger/memory/index.ts';
import type { StudyStore } from '../../../shared/ledger/port.ts';
import { record } from '../../../shared/ledger/run.ts';
import { arbitraryEvent, CLINICIANS, SETTINGS } from '../../support/arbitrary-events.ts';
import { type Books, countersOf, ledgerOf } from '../../support/books.ts';
import { faultyStore } from './faulty-store.ts';

const QUEUE = { source: 'queue', maxJudgments: 10, lookup: false } as const;
const ERASURE = 'erasure';

/** Votes that alternate between two outcomes and two cells, so that one change often reverses another. */
const wavering = fc
  .record({
    judgment: fc.constantFrom('j0', 'j1', 'j2'),
    clinician: fc.constantFrom(CLINICIANS[0], CLINICIANS[1]),
    specialty: fc.constantFrom('cardiology', 'cardiology', 'oncology'),
    outcome: fc.constantFrom('first' as const, 'second' as const),
  })
  .map(
    (vote): Pseudonymous => ({
      ...{ kind: 'vote', study: 'study', at: '2026-03-01T09:30:00Z', first: 'x', second: 'y' },
      ...vote,
    }),
  );
const events = fc.oneof({ weight: 6, arbitrary: wavering }, { weight: 1, arbitrary: arbitraryEvent(['j0']) });
/** The actions of writers between two readings of `recount`: usually none, or a few judgments in one transaction. */
const meddling = fc.array(
  fc.oneof(
    { weight: 30, arbitrary: fc.constant([]) },
    { weight: 30, arbitrary: fc.array(events, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant(ERASURE) },
  ),
  { maxLength: 80 },
);
const drift = fc.dictionary(fc.constantFrom('w1', 'w3', 'w5'), fc.integer({ min: -2, max: 2 }));

/** A store that calls `meddle` before each item that it returns. */
function interleaved(store: StudyStore, meddle: () => Promise<void>): StudyStore {
  const between = async function* <T>(things: AsyncIterable<T>) {
    await meddle();
    for await (const thing of things) {
      yield thing;
      await meddle();
    }
  };
  return {
    ...faultyStore(store, () => 'none', meddle),
    counters: (group) => between(store.counters(group)),
    versions: (group) => between(store.versions(group)),
    entered: (group) => between(store.entered(group)),
    judgments: (clinician) => between(store.judgments(clinician)),
    correct: async (correction) => {
      await meddle();
      return store.correct(correction);
    },
  };
}

/** Erases a clinician as `erase` does, between two readings. */
async function eraseAtOnce(store: StudyStore, clinician: Pseudonym): Promise<void> {
  await store.markErased(clinician);
  for (const row of await Array.fromAsync(store.judgments(clinician))) {
    const cells = tally(row.entry.judgment, SETTINGS.criteria).map(({ counts, ...cell }) => ({
      ...{ ...cell, group: 1 },
      counts: new Map([...counts].map(([slot, count]) => [slot, -count])),
    }));
    await store.remove(row, cells);
  }
}

/** Counters minus ledger, without zeros. */
async function driftOf(store: StudyStore): Promise<Books> {
  const [counters, ledger] = [await countersOf(store), await ledgerOf(store)];
  const slots = [...new Set([...Object.keys(counters), ...Object.keys(ledger)])].sort();
  return Object.fromEntries(
    slots
      .map((slot) => [slot, (counters[slot] ?? 0) - (ledger[slot] ?? 0)] as const)
      .filter(([, count]) => count !== 0),
  );
}

test('recount --fix removes a drift completely or not at all during any writes, and never spoils an exact counter', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(events, { maxLength: 8 }), drift, meddling, async (before, spoilt, plan) => {
      const store = await memoryStores().store.open('study', SETTINGS);
      await record(store, before, QUEUE);
      const counts = new Map(Object.entries(spoilt).filter(([, count]) => count !== 0));
      const cell = { group: 1, specialty: 'cardiology', x: 'x', y: 'y', counts };
      await store.commit({ judgments: [], cells: [cell] });
      const atFirst = await driftOf(store);

      const left = [...plan];
      let revision = 1;
      const meddle = async () => {
        const next = left.shift();
        if (next === ERASURE) await eraseAtOnce(store, CLINICIANS[1]);
        else if (next && next.length > 0) {
          const revised = next.map((event) =>
            event.kind === 'retraction' ? event : { ...event, revision: ++revision },
          );
          await record(store, revised, QUEUE);
        }
      };
      const pace = { sleep: meddle, random: Math.random };
      const options = { groups: [1], fix: true, rounds: 8, pace };
      const [group] = await Array.fromAsync(recount(interleaved(store, meddle), options));
      for (const { specialty, x, y, slot, counter, ledger } of group!.differences)
        expect(counter - ledger).toBe(atFirst[`1#${specialty}#${x}#${y} ${slot}`]);

      const afterwards = await driftOf(store);
      if (group!.status === 'equal' || group!.status === 'fixed') expect(afterwards).toEqual({});
      for (const [slot, count] of Object.entries(afterwards)) expect(count).toBe(atFirst[slot]);
      const [quiet] = await Array.fromAsync(
        recount(store, { ...options, pace: { ...pace, sleep: async () => {} } }),
      );
      expect(['equal', 'fixed']).toContain(quiet!.status);
      expect(await driftOf(store)).toEqual({});
    }),
    { numRuns: 200 },
  );
});

test('recount never mistakes votes that alternate with its readings for a drift', async () => {
  const outcomes = ['first', 'second'] as const;
  const votes = [0, 1, 2, 3].map((index) => ({
    judgment: `j${index % 2}`,
    clinician: CLINICIANS[index < 2 ? 0 : 1],
  }));
  const pairs = votes.flatMap((_, a) => votes.slice(a + 1).map((_, b) => [a, a + 1 + b]));
  /** The positions before, between and after the readings of the four judgments. */
  const positions = [3, 4, 5, 6, 7, 8, 9];
  for (const there of positions)
    for (const back of positions.slice(there + 1))
      for (const changed of pairs) {
        const store = await memoryStores().store.open('study', SETTINGS);
        const says = [0, 1, 0, 1];
        let revision = 0;
        const tell = (indices: readonly number[]) => {
          revision += 1;
          const told = indices.map(
            (index): Pseudonymous => ({
              ...{
                kind: 'vote',
                study: 'study',
                at: '2026-03-01T09:30:00Z',
                first: 'x',
                second: 'y',
                revision,
              },
              ...{ specialty: 'cardiology', outcome: outcomes[says[index]!]! },
              ...votes[index]!,
            }),
          );
          return record(store, told, QUEUE);
        };
        await tell([0, 1, 2, 3]);
        let position = 0;
        const meddle = async () => {
          if (position === there || position === back) {
            for (const index of changed) says[index] = 1 - says[index]!;
            position += 1;
            await tell(changed);
          } else position += 1;
        };
        const pace = {
          sleep: async () => {
            position = 0;
          },
          random: () => 0,
        };
        for (const fix of [false, true]) {
          position = 0;
          const options = { groups: [1], fix, rounds: 3, pace };
          const [group] = await Array.fromAsync(recount(interleaved(store, meddle), options));
          expect(group).toMatchObject({ status: 'inconclusive', differences: [] });
        }
        expect(await driftOf(store)).toEqual({});
      }
});
