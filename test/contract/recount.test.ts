import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StudyStore } from '../../shared/store/port.ts';
import { record } from '../../shared/store/record.ts';
import { recount } from '../../shared/store/recount.ts';
import { SETTINGS } from '../support/arbitrary-events.ts';
import { countersOf, ledgerOf } from '../support/books.ts';
import { collect } from '../support/collect.ts';
import { ADAPTERS, type Adapter } from './adapters.ts';
import { plainVote } from './plain-vote.ts';

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

describe.each(ADAPTERS)('recounting the $name store', ({ start }) => {
  let adapter: Adapter;
  let store: StudyStore;
  let studies = 0;
  beforeAll(async () => {
    adapter = await start();
  });
  afterAll(() => adapter?.stop());

  const begin = async () => {
    store = await adapter.process().store.open(`recounted-${++studies}`, SETTINGS);
    const events = Array.from({ length: 9 }, (_, index) => plainVote(index));
    await record(store, events, { source: 'queue', maxJudgments: 10, lookup: false });
  };
  const statuses = async (options = {}) =>
    (await collect(recount(store, { groups: [0, 1, 2], ...options }))).map(({ status }) => status);

  test('counters that are the sum over the ledger are equal', async () => {
    await begin();
    const groups = await collect(recount(store));
    expect(groups).toHaveLength(32);
    expect(groups.every(({ status }) => status === 'equal')).toBe(true);
    expect(groups.reduce((sum, { judgments }) => sum + judgments, 0)).toBe(9);
  });

  test('an error in the counters is found, reported and, if asked, set right', async () => {
    await begin();
    await store.commit({ judgments: [], cells: [error] });
    const [found] = await collect(recount(store, { groups: [1] }));
    const cell = { group: 1, specialty: 'cardiology', x: 'x', y: 'y' };
    expect(found).toEqual({
      group: 1,
      status: 'differs',
      judgments: 6,
      differences: [
        { ...cell, slot: 'w1', counter: 8, ledger: 6 },
        { ...cell, slot: 'w6', counter: 1, ledger: 0 },
      ],
    });
    expect(await statuses({ fix: true })).toEqual(['equal', 'fixed', 'equal']);
    expect(await statuses()).toEqual(['equal', 'equal', 'equal']);
    expect(await countersOf(store)).toEqual(await ledgerOf(store));
  });

  test('whoever else wants every judgment is handed each one once, and all again where they are read again', async () => {
    await begin();
    await store.commit({ judgments: [], cells: [error] });
    const readings: { group: number; judgments: string[] }[] = [];
    const begun = (group: number) => {
      const judgments: string[] = [];
      readings.push({ group, judgments });
      return ({ judgment }: { judgment: string }) => judgments.push(judgment);
    };
    await collect(recount(store, { begin: begun }));
    expect(readings.map(({ group }) => group).filter((group) => group < 3)).toEqual([0, 1, 1, 2]);
    const [one, again] = readings.filter(({ group }) => group === 1);
    expect(one!.judgments).toHaveLength(6);
    expect(again!.judgments).toEqual(one!.judgments);
    const all = readings.filter((reading) => reading !== one).flatMap(({ judgments }) => judgments);
    expect(all.sort()).toEqual(Array.from({ length: 9 }, (_, index) => `j${index}`));
  });

  test('counters that move meanwhile are judged inconclusive, and never set right', async () => {
    await begin();
    await store.commit({ judgments: [], cells: [error] });
    let judgments = 100;
    const busy = Object.assign(Object.create(store) as StudyStore, {
      settings: store.settings,
      judgments: (clinician: Parameters<StudyStore['judgments']>[0]) => store.judgments(clinician),
      participants: (groups?: readonly number[]) => store.participants(groups),
      correct: () => expect.unreachable(),
      cells: async function* (groups?: readonly number[]) {
        yield* store.cells(groups);
        judgments += 3;
        await record(store, [plainVote(judgments - (judgments % 3))], {
          source: 'q',
          maxJudgments: 10,
          lookup: false,
        });
      },
    });
    const [found] = await collect(recount(busy, { groups: [1], fix: true }));
    expect(found?.status).toBe('inconclusive');
  });

  test('two who set right at once do not set right twice', async () => {
    await begin();
    await store.commit({ judgments: [], cells: [error] });
    const correction = {
      ...error,
      counts: new Map([
        ['w1', -2],
        ['w6', -1],
      ]),
      seen: new Map([
        ['w1', 8],
        ['w6', 1],
      ]),
    };
    const done = await Promise.all([store.correct([correction]), store.correct([correction])]);
    expect(done.filter(Boolean)).toHaveLength(1);
    expect(await countersOf(store)).toEqual(await ledgerOf(store));
  });
});
