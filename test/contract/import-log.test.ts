import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pseudonymous } from '../../shared/ledger/apply.ts';
import { importIdOf } from '../../shared/ledger/import-log/import-id.ts';
import type { ImportIdentity, ImportLog } from '../../shared/ledger/import-log/import-log.ts';
import { type RecordEvents, type StudyStore, Superseded } from '../../shared/ledger/port.ts';
import { SETTINGS } from '../support/arbitrary-events.ts';
import { countersOf } from '../support/books.ts';
import { skipAbsentEngines } from '../support/engines.ts';
import { ADAPTERS, type Adapter } from './adapters.ts';
import { NOW, plainVote } from './plain-vote.ts';

skipAbsentEngines();

describe.each(ADAPTERS)('imports into the $name store', ({ start }) => {
  let adapter: Adapter;
  const record: RecordEvents = (...given) => adapter.process().record(...given);
  let imports: ImportLog;
  let store: StudyStore;
  let identity: ImportIdentity;
  let studies = 0;
  beforeAll(async () => {
    adapter = await start();
  });
  afterAll(() => adapter?.stop());

  const begin = async () => {
    const stores = adapter.process();
    imports = stores.imports;
    store = await stores.store.open(`imported-${++studies}`, SETTINGS);
    identity = { study: store.study, object: 'exports/a file.csv', version: 'v1', mapping: '' };
    return imports.takeOver(identity, NOW);
  };
  const importing = (epoch: number, window = 0) => ({
    source: `${importIdOf(identity)}/${window}`,
    maxJudgments: 100,
    lookup: true,
    import: { importId: importIdOf(identity), epoch },
  });

  test('keep the facts of their survey, for the worker with the current epoch only', async () => {
    const { epoch } = await begin();
    expect(await imports.keepSurvey(identity, epoch, '{"facts": 1}')).toBe(true);
    expect(await imports.read(identity)).toMatchObject({ survey: '{"facts": 1}' });
    expect(await imports.readById(identity.study, importIdOf(identity))).toMatchObject({
      epoch,
      survey: '{"facts": 1}',
    });
    await imports.takeOver(identity, NOW);
    expect(await imports.keepSurvey(identity, epoch, '{}')).toBe(false);
    expect(await imports.readById(identity.study, 'none')).toBeNull();
  });

  test('join groups of their study, and see all earlier members', async () => {
    await begin();
    const other = { ...identity, object: 'other.csv' };
    expect(await imports.join(identity, 'bytes#1')).toEqual(new Set([importIdOf(identity)]));
    const both = new Set([importIdOf(identity), importIdOf(other)]);
    expect(await imports.join(other, 'bytes#1')).toEqual(both);
    expect(await imports.join(identity, 'bytes#1')).toEqual(both);
    expect(await imports.join(other, 'bytes#2')).toEqual(new Set([importIdOf(other)]));
    expect(await imports.join({ ...other, study: 'another' }, 'bytes#1')).toHaveProperty('size', 1);
  });

  test('start at the first record with epoch 1', async () => {
    expect(await begin()).toEqual({
      epoch: 1,
      position: 0,
      place: null,
      windowEnd: null,
      committed: new Map(),
      committedBefore: new Map(),
      unchanged: new Map(),
      rejects: new Map(),
      notes: new Map(),
      survey: null,
      stalled: 0,
      startedAt: NOW,
      status: 'running',
    });
    expect(await imports.read({ ...identity, version: 'v2' })).toBeNull();
  });

  test('belong to the last worker that took over, and earlier workers cannot change them', async () => {
    await begin();
    const second = await imports.takeOver(identity, 'later');
    expect(second).toMatchObject({ epoch: 2, stalled: 1, startedAt: NOW });
    const settled = { position: 5, place: null, unchanged: new Map(), rejects: new Map(), notes: new Map() };
    expect(await imports.plan(identity, 1, 100)).toBe(false);
    expect(await imports.checkpoint(identity, 1, settled)).toBe(false);
    expect(await imports.finish(identity, 1, 'finished')).toBe(false);
    await expect(record(store, [plainVote(1)], importing(1))).rejects.toThrow(Superseded);
    expect(await countersOf(store)).toEqual({});
    expect(await imports.plan(identity, 2, 100)).toBe(true);
    expect(await imports.read(identity)).toEqual({ ...second, windowEnd: 100 });
  });

  test('give each of several concurrent workers a different epoch', async () => {
    await begin();
    const taken = await Promise.all(Array.from({ length: 5 }, () => imports.takeOver(identity, NOW)));
    expect(taken.map(({ epoch }) => epoch).sort()).toEqual([2, 3, 4, 5, 6]);
  });

  test('count an outcome in the transaction of its change, and outcomes without a change at the checkpoint', async () => {
    await begin();
    await record(store, [plainVote(1)], { source: 'queue', maxJudgments: 10, lookup: false });
    const recorded = await record(
      store,
      [plainVote(1), plainVote(2), plainVote(3), plainVote(2)],
      importing(1),
    );
    expect(recorded).toEqual([
      { outcome: 'duplicate', counted: false, heldBy: 'queue' },
      { outcome: 'recorded', counted: true },
      { outcome: 'recorded', counted: true },
      { outcome: 'duplicate', counted: true },
    ]);
    const committed = new Map([
      ['recorded', 2],
      ['duplicate', 1],
    ]);
    expect(await imports.read(identity)).toMatchObject({ committed, committedBefore: new Map() });
    const settled = {
      position: 4,
      place: { byteOffset: 640, line: 6 },
      unchanged: new Map([['duplicate', 1]]),
      rejects: new Map([['unknown_field', 3]]),
      notes: new Map([['no_specialty', 2]]),
    };
    await imports.plan(identity, 1, 4);
    expect(await imports.checkpoint(identity, 1, settled)).toBe(true);
    const after = await imports.read(identity);
    expect(after).toMatchObject({ ...settled, committed, committedBefore: committed, windowEnd: null });
  });

  test('can store, move and clear the position to resume from', async () => {
    await begin();
    const settled = { unchanged: new Map(), rejects: new Map(), notes: new Map() };
    for (const [index, place] of [
      { byteOffset: 5_000_000_000, line: 7 },
      { byteOffset: 5_000_000_100, line: 8 },
      null,
      { byteOffset: 5_000_000_200, line: 9 },
    ].entries()) {
      await imports.checkpoint(identity, 1, { ...settled, position: index + 1, place });
      expect((await imports.read(identity))?.place).toEqual(place);
    }
    expect((await imports.takeOver(identity, NOW)).place).toEqual({ byteOffset: 5_000_000_200, line: 9 });
  });

  test('give the same counts for a window that is recorded again, without counting it twice', async () => {
    await begin();
    const window = [plainVote(1), plainVote(2), { ...plainVote(2), outcome: 'tie' } as Pseudonymous];
    const first = await record(store, window, importing(1));
    expect(first.map((result) => 'counted' in result && result.counted)).toEqual([true, true, true]);
    const { epoch } = await imports.takeOver(identity, NOW);
    const again = await record(store, window, importing(epoch));
    expect(again.map((result) => 'counted' in result && result.counted)).toEqual([true, true, true]);
    expect((await imports.read(identity))?.committed).toEqual(
      new Map([
        ['recorded', 2],
        ['conflict', 1],
      ]),
    );
    const next = await record(store, window, importing(epoch, 3));
    expect(next.map((result) => 'counted' in result && result.counted)).toEqual([false, false, false]);
  });

  test('a window that says more when it is recorded again counts only the addition', async () => {
    await begin();
    await record(store, [plainVote(1)], importing(1));
    const revised: Pseudonymous = { ...plainVote(1), outcome: 'tie', revision: 2 } as Pseudonymous;
    expect(await record(store, [plainVote(1), revised], importing(1))).toEqual([
      { outcome: 'duplicate', counted: true },
      { outcome: 'revised', counted: true },
    ]);
    expect((await imports.read(identity))?.committed).toEqual(
      new Map([
        ['recorded', 1],
        ['revised', 1],
      ]),
    );
  });

  test('the events of an erased clinician are refused and not counted, and events of other clinicians are recorded', async () => {
    await begin();
    await store.markErased(plainVote(1).clinician);
    expect(await record(store, [plainVote(1), plainVote(2), plainVote(4)], importing(1))).toEqual([
      { erased: true },
      { outcome: 'recorded', counted: true },
      { erased: true },
    ]);
    expect((await imports.read(identity))?.committed).toEqual(new Map([['recorded', 1]]));
    expect(Object.values(await countersOf(store))).toEqual([1]);
  });

  test('ignore a repeated checkpoint, and reset the stall count at a checkpoint that advances', async () => {
    await begin();
    await imports.takeOver(identity, NOW);
    const settled = {
      position: 4,
      place: null,
      unchanged: new Map([['stale', 2]]),
      rejects: new Map(),
      notes: new Map(),
    };
    expect(await imports.checkpoint(identity, 2, settled)).toBe(true);
    expect(await imports.checkpoint(identity, 2, settled)).toBe(true);
    expect(await imports.read(identity)).toMatchObject({
      position: 4,
      unchanged: new Map([['stale', 2]]),
      stalled: 0,
    });
  });

  test('cannot change after they are finished', async () => {
    await begin();
    expect(await imports.finish(identity, 1, 'finished')).toBe(true);
    expect(await imports.finish(identity, 1, 'finished')).toBe(true);
    expect(await imports.finish(identity, 1, 'failed')).toBe(false);
    expect(await imports.takeOver(identity, NOW)).toMatchObject({ epoch: 1, status: 'finished' });
    expect(await imports.plan(identity, 1, 9)).toBe(false);
    await expect(record(store, [plainVote(1)], importing(1))).rejects.toThrow(Superseded);
  });
});
