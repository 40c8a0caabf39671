import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../../shared/contracts/event.ts';
import type { Pseudonymous } from '../../shared/ledger/apply.ts';
import { erase } from '../../shared/ledger/maintenance/erase.ts';
import { recount } from '../../shared/ledger/maintenance/recount.ts';
import type { RecordEvents, StudyStore } from '../../shared/ledger/port.ts';
import { CLINICIANS, SETTINGS } from '../support/arbitrary-events.ts';
import { countersOf, ledgerOf } from '../support/books.ts';
import { skipAbsentEngines } from '../support/engines.ts';
import { faultyStore } from '../unit/ledger/faulty-store.ts';
import { ADAPTERS, type Adapter } from './adapters.ts';
import { plainVote } from './plain-vote.ts';

const QUEUE = { source: 'queue', maxJudgments: 10, lookup: false } as const;
const AT_ONCE = { sleep: async () => {}, random: () => 0 };
const error = {
  group: 1,
  specialty: 'cardiology',
  x: 'x',
  y: 'y',
  counts: new Map([
    ['w1', 2],
    ['w6', 1],
  ]),
};

skipAbsentEngines();

describe.each(ADAPTERS)('recounting the $name store', ({ start }) => {
  let adapter: Adapter;
  const record: RecordEvents = (...given) => adapter.process().record(...given);
  let store: StudyStore;
  let studies = 0;
  beforeAll(async () => {
    adapter = await start();
  });
  afterAll(() => adapter?.stop());

  const begin = async () => {
    store = await adapter.process().store.open(`recounted-${++studies}`, SETTINGS);
    const events = Array.from({ length: 9 }, (_, index) => plainVote(index));
    await record(store, events, QUEUE);
  };
  const statuses = async (options = {}) =>
    (await Array.fromAsync(recount(store, { groups: [0, 1, 2], ...options }))).map(({ status }) => status);

  test('reports counters equal to the sum over the ledger as equal', async () => {
    await begin();
    const groups = await Array.fromAsync(recount(store));
    expect(groups).toHaveLength(32);
    expect(groups.every(({ status }) => status === 'equal')).toBe(true);
    expect(groups.reduce((sum, { judgments }) => sum + judgments, 0)).toBe(9);
  });

  test('finds and reports an error in the counters, and corrects it with the option fix', async () => {
    await begin();
    await store.commit({ judgments: [], cells: [error] });
    const [found] = await Array.fromAsync(recount(store, { groups: [1] }));
    const cell = { group: 1, specialty: 'cardiology', x: 'x', y: 'y' };
    expect(found).toEqual({
      group: 1,
      status: 'differs',
      judgments: 6,
      open: 0,
      differences: [
        { ...cell, slot: 'w1', counter: 8, ledger: 6 },
        { ...cell, slot: 'w6', counter: 1, ledger: 0 },
      ],
    });
    expect(await statuses({ fix: true })).toEqual(['equal', 'fixed', 'equal']);
    expect(await statuses()).toEqual(['equal', 'equal', 'equal']);
    expect(await countersOf(store)).toEqual(await ledgerOf(store));
  });

  test('passes every judgment of a reading to a listener once, and starts again for a second reading', async () => {
    await begin();
    await store.commit({ judgments: [], cells: [error] });
    const readings: { group: number; judgments: string[] }[] = [];
    const begun = (group: number) => {
      const judgments: string[] = [];
      readings.push({ group, judgments });
      return ({ judgment }: { judgment: string }) => judgments.push(judgment);
    };
    await Array.fromAsync(recount(store, { begin: begun }));
    expect(readings.map(({ group }) => group).filter((group) => group < 3)).toEqual([0, 1, 1, 2]);
    const [one, again] = readings.filter(({ group }) => group === 1);
    expect(one!.judgments).toHaveLength(6);
    expect(again!.judgments.sort()).toEqual(one!.judgments.sort());
    const all = readings.filter((reading) => reading !== one).flatMap(({ judgments }) => judgments);
    expect(all.sort()).toEqual(Array.from({ length: 9 }, (_, index) => `j${index}`));
  });

  test('reports counters that change during the reading as inconclusive and does not correct them', async () => {
    await begin();
    await store.commit({ judgments: [], cells: [error] });
    let judgments = 100;
    const busy: StudyStore = {
      ...faultyStore(
        store,
        () => 'none',
        async () => {},
      ),
      correct: () => expect.unreachable(),
      counters: async function* (group) {
        yield* store.counters(group);
        judgments += 3;
        await record(store, [plainVote(judgments - (judgments % 3))], QUEUE);
      },
    };
    const [found] = await Array.fromAsync(
      recount(busy, { groups: [1], fix: true, rounds: 4, pace: AT_ONCE }),
    );
    expect(found).toMatchObject({ status: 'inconclusive', differences: [], open: 1 });
  });

  test('corrects only cells that do not change while other cells are written without pause', async () => {
    await begin();
    const still = { ...error, specialty: 'oncology' };
    await store.commit({ judgments: [], cells: [error] });
    await store.commit({ judgments: [], cells: [still] });
    let writing = true;
    const writers = [0, 1].map(async (writer) => {
      for (let index = 300 + writer; writing; index += 2) await record(store, [plainVote(index)], QUEUE);
    });
    const [found] = await Array.fromAsync(
      recount(store, { groups: [1], fix: true, rounds: 3, pace: AT_ONCE }),
    );
    writing = false;
    await Promise.all(writers);
    expect(found!.differences.filter(({ specialty }) => specialty === 'oncology')).toHaveLength(2);
    expect(await statuses({ fix: true, pace: AT_ONCE })).not.toContain('inconclusive');
    expect(await countersOf(store)).toEqual(await ledgerOf(store));
  });

  test('counts the judgments of a clinician during an erasure until they are deleted', async () => {
    await begin();
    await store.markErased(CLINICIANS[0]);
    expect(await statuses({ fix: true, pace: AT_ONCE })).toEqual(['equal', 'equal', 'equal']);
    await erase(store, CLINICIANS[0], { settling: 0 });
    expect(await countersOf(store)).toEqual(await ledgerOf(store));
  });

  test('sees a new version if two judgments swap cells in one transaction, although the counts are equal', async () => {
    await begin();
    const versions = async () => (await Array.fromAsync(store.counters(1))).map(({ version }) => version);
    const saying = (index: number, outcome: Outcome, revision: number): Pseudonymous =>
      ({ ...plainVote(index), outcome, revision }) as Pseudonymous;
    await record(store, [saying(3, 'second', 2)], QUEUE);
    const [before] = await versions();
    const counted = await countersOf(store);
    await record(store, [saying(0, 'second', 3), saying(3, 'first', 3)], QUEUE);
    expect(await countersOf(store)).toEqual(counted);
    expect(await versions()).toEqual([before! + 1]);
  });

  test('corrects an error once if two corrections run at the same time', async () => {
    await begin();
    await store.commit({ judgments: [], cells: [error] });
    const [{ version } = { version: 0 }] = await Array.fromAsync(store.counters(1));
    const correction = {
      ...{ ...error, version },
      counts: new Map([
        ['w1', -2],
        ['w6', -1],
      ]),
    };
    const done = await Promise.all([store.correct(correction), store.correct(correction)]);
    expect(done.filter(Boolean)).toHaveLength(1);
    expect(await countersOf(store)).toEqual(await ledgerOf(store));
  });
});
