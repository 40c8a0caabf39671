import { expect, test } from 'vitest';
import type { Pseudonymous } from '../../../shared/ledger/apply.ts';
import { memoryStores } from '../../../shared/ledger/memory/index.ts';
import type { StudyStore, VersionedCell } from '../../../shared/ledger/port.ts';
import { record } from '../../../shared/ledger/run.ts';
import { readConsistentCells } from '../../../shared/publication/publish-study.ts';
import { CLINICIANS, SETTINGS } from '../../support/arbitrary-events.ts';
import { faultyStore } from '../ledger/faulty-store.ts';

const QUEUE = { source: 'queue', maxJudgments: 10, lookup: false } as const;
const vote = (judgment: string, specialty: string, revision: number): Pseudonymous => ({
  ...{ kind: 'vote', judgment, study: 'study', clinician: CLINICIANS[0], specialty, revision },
  ...{ at: '2026-03-01T09:30:00Z', first: 'x', second: 'y', outcome: 'tie' },
});

/** A store with a vote in each of two cells. It calls `meddle` between the cells of a reading. */
async function meddled(meddle: (store: StudyStore, reading: number) => Promise<unknown>) {
  const store = await memoryStores().store.open('study', SETTINGS);
  await record(store, [vote('a', 'cardiology', 1), vote('b', 'oncology', 1)], QUEUE);
  let readings = 0;
  const counters = async function* (group: number) {
    const reading = ++readings;
    for await (const cell of store.counters(group)) {
      yield cell;
      await meddle(store, reading);
    }
  };
  const seen: StudyStore = {
    ...faultyStore(
      store,
      () => 'none',
      async () => {},
    ),
    readsAtOneMoment: false,
    counters,
  };
  return { store: seen, readings: () => readings };
}
const ties = (cells: readonly { counts: ReadonlyMap<string, number> }[]) =>
  cells.reduce((sum, { counts }) => sum + (counts.get('w5') ?? 0), 0);

test('a vote counts once, not in both cells, if its specialty is corrected while cells are read', async () => {
  const { store, readings } = await meddled((store, reading) =>
    reading === 1 ? record(store, [vote('a', 'oncology', 2)], QUEUE) : Promise.resolve(),
  );
  const { cells, consistent } = await readConsistentCells(store, 1);
  expect([ties(cells), consistent]).toEqual([2, true]);
  expect(cells.map(({ specialty }) => specialty)).toEqual(['oncology']);
  expect(readings()).toBe(3);
});

test('two readings are enough if no cell changes', async () => {
  const { store, readings } = await meddled(async () => {});
  expect(await readConsistentCells(store, 1)).toMatchObject({ consistent: true });
  expect(readings()).toBe(2);
});

test('cells that change at every reading are returned as read last, and marked as moving', async () => {
  let revision = 1;
  const { store, readings } = await meddled((store) => {
    revision += 1;
    return record(store, [vote('a', revision % 2 === 0 ? 'oncology' : 'cardiology', revision)], QUEUE);
  });
  expect(await readConsistentCells(store, 1)).toMatchObject({ consistent: false });
  expect(readings()).toBe(4);
});

test('a group with too many cells is read once, and not marked as consistent', async () => {
  let readings = 0;
  const { store } = await meddled(async () => {});
  const counters = async function* (group: number): AsyncGenerator<VersionedCell> {
    readings += 1;
    for (let index = 0; index <= 10_000; index += 1)
      yield { group, specialty: `s${index}`, x: 'x', y: 'y', counts: new Map([['w5', 1]]), version: 1 };
  };
  const { cells, consistent } = await readConsistentCells({ ...store, counters }, 1);
  expect([cells.length, consistent, readings]).toEqual([10_001, false, 1]);
});
