import { expect, test } from 'vitest';
import { defaultProtocol } from '../../../shared/contracts/protocol.ts';
import type { Pseudonymous } from '../../../shared/ledger/apply.ts';
import { countersSeen } from '../../../shared/ledger/cell-readings.ts';
import { ALL_GROUPS } from '../../../shared/ledger/cells/cell.ts';
import { memoryStores } from '../../../shared/ledger/memory/index.ts';
import type { StudyStore } from '../../../shared/ledger/port.ts';
import { record } from '../../../shared/ledger/run.ts';
import { ledgerPass } from '../../../shared/publication/operations/ledger-pass.ts';
import { CLINICIANS, SETTINGS } from '../../support/arbitrary-events.ts';
import { faultyStore } from '../ledger/faulty-store.ts';

const QUEUE = { source: 'queue', maxJudgments: 10, lookup: false } as const;
const vote = (judgment: string, specialty: string, revision = 1): Pseudonymous => ({
  ...{ kind: 'vote', judgment, study: 'study', clinician: CLINICIANS[0], specialty, revision },
  ...{ at: '2026-03-01T09:30:00Z', first: 'x', second: 'y', outcome: 'tie' },
});

/** A store with one vote that counts the readings of its counters, and an earlier reading of all counters. */
async function seenStore() {
  const store = await memoryStores().store.open('study', SETTINGS);
  await record(store, [vote('a', 'cardiology')], QUEUE);
  const readings = { counters: 0, versions: 0 };
  const counting: StudyStore = {
    ...faultyStore(
      store,
      () => 'none',
      async () => {},
    ),
    counters: (group) => {
      readings.counters += 1;
      return store.counters(group);
    },
    versions: (group) => {
      readings.versions += 1;
      return store.versions(group);
    },
  };
  const seen = await Promise.all(ALL_GROUPS.map((group) => countersSeen(store, group)));
  return { store, counting, seen, readings };
}

const tiesBySpecialty = (rows: Awaited<ReturnType<typeof ledgerPass>>['rows']) =>
  [...rows.rows()].map(({ specialty, counts }) => [specialty, counts.get('w5')]);

test('a pass over a study at rest reads the versions of the cells of each group once, after the ledger', async () => {
  const { counting, seen, readings } = await seenStore();
  const { integrity, moving, rows } = await ledgerPass(counting, defaultProtocol(), seen);
  expect([integrity.status, moving]).toEqual(['checked', 0]);
  expect(readings).toEqual({ counters: 0, versions: ALL_GROUPS.length });
  expect(tiesBySpecialty(rows)).toEqual([['cardiology', 1]]);
});

test('a vote that moves and a vote that arrives after the first reading of the counters count once each', async () => {
  const { store, counting, seen, readings } = await seenStore();
  await record(store, [vote('a', 'oncology', 2), vote('b', 'neurology')], QUEUE);
  const { integrity, moving, rows } = await ledgerPass(counting, defaultProtocol(), seen);
  expect([integrity.status, moving]).toEqual(['checked', 0]);
  expect(tiesBySpecialty(rows).sort()).toEqual([
    ['neurology', 1],
    ['oncology', 1],
  ]);
  expect(readings.versions).toBeGreaterThan(ALL_GROUPS.length);
});

test('a wrong counter of the first reading is reported, although that reading is old', async () => {
  const { store, counting } = await seenStore();
  const [key] = await Array.fromAsync(store.counters(1));
  await store.correct({ ...key!, counts: new Map([['w5', 1]]) });
  const seen = await Promise.all(ALL_GROUPS.map((group) => countersSeen(store, group)));
  const { integrity } = await ledgerPass(counting, defaultProtocol(), seen);
  expect(integrity).toMatchObject({
    status: 'differs',
    differences: [{ slot: 'w5', counter: 2, ledger: 1 }],
  });
});
