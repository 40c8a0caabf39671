import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pseudonymous } from '../../shared/ledger/apply.ts';
import { groupOf } from '../../shared/ledger/cells/cell.ts';
import { erase } from '../../shared/ledger/maintenance/erase.ts';
import { recount } from '../../shared/ledger/maintenance/recount.ts';
import type { RecordEvents, StudyStore } from '../../shared/ledger/port.ts';
import { record as recordInTransactions } from '../../shared/ledger/run.ts';
import { CLINICIANS, SETTINGS } from '../support/arbitrary-events.ts';
import { countersOf, foldOf, ledgerOf } from '../support/books.ts';
import { skipAbsentEngines } from '../support/engines.ts';
import { type Fault, faultyStore } from '../unit/ledger/faulty-store.ts';
import { ADAPTERS, type Adapter } from './adapters.ts';
import { NOW, plainVote } from './plain-vote.ts';

const [ANNA, BEN] = CLINICIANS;
const VOTES = Array.from({ length: 9 }, (_, index) => plainVote(index));
const ofOthers = VOTES.filter(({ clinician }) => clinician !== ANNA);
const rated: Pseudonymous = {
  kind: 'rating',
  judgment: 'alone',
  study: 'study',
  clinician: ANNA,
  specialty: 'oncology',
  country: 'CH',
  at: NOW,
  model: 'x',
  scores: { harmlessness: -2, accuracy: 1 },
};
const QUEUE = { source: 'queue', maxJudgments: 10, lookup: false } as const;
const AT_ONCE = { settling: 0 };

skipAbsentEngines();

describe.each(ADAPTERS)('erasing a clinician from the $name store', ({ start }) => {
  let adapter: Adapter;
  const record: RecordEvents = (...given) => adapter.process().record(...given);
  let studies = 0;
  beforeAll(async () => {
    adapter = await start();
  });
  afterAll(() => adapter?.stop());

  const begin = async (): Promise<StudyStore> => {
    const store = await adapter.process().store.open(`erased-${++studies}`, SETTINGS);
    await record(store, [...VOTES, rated], QUEUE);
    return store;
  };
  const isGone = async (store: StudyStore) => {
    expect(await Array.fromAsync(store.judgments(ANNA))).toEqual([]);
    expect((await Array.fromAsync(store.participants())).map(({ clinician }) => clinician)).not.toContain(
      ANNA,
    );
    expect(await countersOf(store)).toEqual(foldOf(ofOthers, SETTINGS.criteria));
    expect(await ledgerOf(store)).toEqual(await countersOf(store));
    const [group] = await Array.fromAsync(recount(store, { groups: [groupOf(ANNA)] }));
    expect(group?.status).toBe('equal');
  };

  /** A writer that entered the clinician before the erasure, and records votes while it runs. */
  const unawareOf = (store: StudyStore): StudyStore => ({
    ...faultyStore(
      store,
      () => 'none',
      async () => {},
    ),
    enter: async () => new Set(),
  });

  test('removes the judgments and counts of this clinician, and keeps those of other clinicians', async () => {
    const store = await begin();
    expect(await erase(store, ANNA, AT_ONCE)).toEqual({ clinicians: 1, judgments: 4, integrity: 'equal' });
    await isGone(store);
  });

  test('refuses later events of this clinician, and records events of other clinicians in the same batch', async () => {
    const store = await begin();
    await erase(store, ANNA, AT_ONCE);
    for (const process of [store, await adapter.process().store.open(store.study, SETTINGS)]) {
      const results = await record(process, [plainVote(0), plainVote(1), plainVote(300)], QUEUE);
      expect(results).toMatchObject([
        { erased: true },
        { outcome: 'duplicate', counted: false },
        { erased: true },
      ]);
    }
    await isGone(store);
  });

  test('is possible before the first event of this clinician', async () => {
    const store = await adapter.process().store.open(`erased-${++studies}`, SETTINGS);
    expect(await erase(store, ANNA, AT_ONCE)).toEqual({ clinicians: 1, judgments: 0, integrity: 'equal' });
    expect(await record(store, [plainVote(0)], QUEUE)).toEqual([{ erased: true }]);
  });

  test('removes the events of a writer that has not seen the mark, too', async () => {
    const store = await begin();
    const unaware = unawareOf(store);
    const wait = async (settling: number) => {
      expect(settling).toBe(77);
      expect(await Array.fromAsync(store.judgments(ANNA))).toEqual([]);
      const late = await recordInTransactions(unaware, [plainVote(30), plainVote(33), rated], QUEUE);
      expect(late).toEqual(Array(3).fill({ outcome: 'recorded', counted: false }));
    };
    expect(await erase(store, ANNA, { settling: 77, wait })).toEqual({
      clinicians: 1,
      judgments: 7,
      integrity: 'equal',
    });
    await isGone(store);
  });

  test.each([
    ['without votes meanwhile', false],
    ['while a writer records votes of the clinician', true],
  ])('is finished by the next erasure after an interruption at any call, %s', async (_, votes) => {
    for (const fault of ['busy', 'lost'] as const)
      for (let fatal = 0, interrupted = true; interrupted; fatal += 1) {
        const store = await begin();
        let calls = 0;
        const dying = faultyStore(
          store,
          (): Fault => (calls++ >= fatal ? fault : 'none'),
          async () => {},
        );
        interrupted = await erase(dying, ANNA, AT_ONCE).then(
          () => false,
          () => true,
        );
        expect(interrupted || calls > 8).toBe(true);
        const begun = await store.unfinishedErasures();
        if (interrupted && begun.length === 0) continue;
        const late = [plainVote(30), plainVote(60)];
        if (votes && interrupted) await recordInTransactions(unawareOf(store), late, QUEUE);
        if (interrupted) expect(begun).toEqual([ANNA]);
        // The operator does not remember the clinician.
        await erase(store, null, AT_ONCE);
        expect(await store.unfinishedErasures()).toEqual([]);
        await isGone(store);
      }
  });

  test('finishes the interrupted erasures of other clinicians, too', async () => {
    const store = await begin();
    await store.markErased(ANNA);
    expect(await store.unfinishedErasures()).toEqual([ANNA]);
    const removed = VOTES.filter(({ clinician }) => clinician === BEN).length;
    expect(await erase(store, BEN, AT_ONCE)).toEqual({
      clinicians: 2,
      judgments: 4 + removed,
      integrity: 'equal',
    });
    for (const clinician of [ANNA, BEN])
      expect(await Array.fromAsync(store.judgments(clinician))).toEqual([]);
    expect(await erase(store, null, AT_ONCE)).toEqual({ clinicians: 0, judgments: 0, integrity: 'equal' });
  });

  test('finishes the erasure of one clinician although that of another fails', async () => {
    const store = await begin();
    await store.markErased(ANNA);
    const refusing: StudyStore = {
      ...faultyStore(
        store,
        () => 'none',
        async () => {},
      ),
      remove: async (row, cells) => {
        if (row.clinician === ANNA) throw new Error('refused');
        return store.remove(row, cells);
      },
    };
    await expect(erase(refusing, BEN, AT_ONCE)).rejects.toThrow('refused');
    expect(await store.unfinishedErasures()).toEqual([ANNA]);
    expect(await Array.fromAsync(store.judgments(BEN))).toEqual([]);
    await erase(store, null, AT_ONCE);
    expect(await store.unfinishedErasures()).toEqual([]);
  });
});
