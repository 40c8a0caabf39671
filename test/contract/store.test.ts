import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pseudonymous } from '../../shared/ledger/apply.ts';
import { cellId } from '../../shared/ledger/cells/cell.ts';
import { EMPTY } from '../../shared/ledger/judgment.ts';
import { MAX_MODELS } from '../../shared/ledger/plan.ts';
import type {
  CellVersion,
  RecordEvents,
  Recorded,
  RecordOptions,
  StudyStore,
} from '../../shared/ledger/port.ts';
import { SettingsRefused } from '../../shared/ledger/settings.ts';
import { CLINICIANS, SETTINGS } from '../support/arbitrary-events.ts';
import { countersOf, judgmentsOf, ledgerOf } from '../support/books.ts';
import { skipAbsentEngines } from '../support/engines.ts';
import { ADAPTERS, type Adapter } from './adapters.ts';

const [ANNA, BEN, CARL] = CLINICIANS;
const AT = '2026-03-01T09:30:00Z';
const said = {
  judgment: 'j1',
  study: 'study',
  clinician: ANNA,
  specialty: 'cardiology',
  country: 'CH',
  at: AT,
};
const vote: Pseudonymous = {
  ...said,
  kind: 'vote',
  first: 'zeta',
  second: 'alpha',
  outcome: 'first',
};
const rating: Pseudonymous = {
  ...said,
  kind: 'rating',
  model: 'zeta',
  scores: { harmlessness: -2, accuracy: 1 },
};
const retraction: Pseudonymous = {
  kind: 'retraction',
  judgment: 'j1',
  study: 'study',
  clinician: ANNA,
  at: AT,
  part: 'all',
};
const QUEUE: RecordOptions = { source: 'queue', maxJudgments: 10, lookup: false };

const outcomes = (recorded: readonly Recorded[]) =>
  recorded.map((result) => ('outcome' in result ? result.outcome : result));

skipAbsentEngines();

describe.each(ADAPTERS)('the $name store', ({ start }) => {
  let adapter: Adapter;
  const record: RecordEvents = (...given) => adapter.process().record(...given);
  let studies = 0;
  beforeAll(async () => {
    adapter = await start();
  });
  afterAll(() => adapter?.stop());

  const open = () => adapter.process().store.open(`study-${++studies}`, SETTINGS);
  const send = async (store: StudyStore, ...events: Pseudonymous[]) =>
    outcomes(await record(store, events, QUEUE));

  describe('recording', () => {
    test('records a vote once, and reports a second delivery as a duplicate', async () => {
      const store = await open();
      expect(await send(store, vote)).toEqual(['recorded']);
      const counted = await countersOf(store);
      expect(counted).toEqual({ '1#cardiology#alpha#zeta w3': 1 });
      expect(await send(store, vote, vote)).toEqual(['duplicate', 'duplicate']);
      expect(await countersOf(store)).toEqual(counted);
    });

    test('writes nothing for a duplicate, with or without reading it first', async () => {
      const store = await open();
      await send(store, vote);
      const [before] = (await store.read([{ clinician: ANNA, judgment: 'j1' }])).values();
      await record(store, [vote], { ...QUEUE, source: 'elsewhere', lookup: true });
      await record(store, [vote], { ...QUEUE, source: 'elsewhere' });
      expect([...(await store.read([{ clinician: ANNA, judgment: 'j1' }])).values()]).toEqual([before]);
      expect(before).toMatchObject({ version: 1, source: 'queue', at: AT });
    });

    test('replaces a vote with a higher revision, moves its counter, and reports a lower revision as stale', async () => {
      const store = await open();
      await send(store, vote);
      expect(await send(store, { ...vote, outcome: 'tie', revision: 3 })).toEqual(['revised']);
      expect(await send(store, { ...vote, outcome: 'second', revision: 2 })).toEqual(['stale']);
      expect(await countersOf(store)).toEqual({ '1#cardiology#alpha#zeta w5': 1 });
    });

    test('reports a conflict for two different votes with the same revision, and always keeps the same one', async () => {
      const store = await open();
      await send(store, vote);
      expect(await send(store, { ...vote, outcome: 'tie' })).toEqual(['conflict']);
      expect(await countersOf(store)).toEqual({ '1#cardiology#alpha#zeta w3': 1 });
    });

    test('gives the same versions with and without the counts, also of a cell that counts nothing any more', async () => {
      const store = await open();
      await send(store, vote, { ...vote, judgment: 'j2', second: 'beta' });
      await send(store, retraction);
      const versionsIn = (cells: AsyncIterable<CellVersion>) =>
        Array.fromAsync(cells, (cell) => [cell.group, cellId(cell), cell.version]);
      const versions = await versionsIn(store.versions(1));
      expect(versions.map(([, , version]) => version).sort()).toEqual([1, 2]);
      expect(versions).toEqual(await versionsIn(store.counters(1)));
    });

    test('subtracts a retracted judgment from the counters, and reports later events as stale', async () => {
      const store = await open();
      await send(store, vote, rating);
      expect(await send(store, retraction)).toEqual(['retracted']);
      expect(await countersOf(store)).toEqual({});
      expect(await send(store, { ...vote, revision: 9 })).toEqual(['stale']);
      expect(await countersOf(store)).toEqual({});
    });

    test('moves ratings to the cell of their vote if the vote arrives later', async () => {
      const store = await open();
      await send(store, rating);
      expect(await countersOf(store)).toEqual({
        '1#cardiology#zeta# Aa': 1,
        '1#cardiology#zeta# Dz': 1,
        '1#cardiology#zeta# O0': 1,
      });
      await send(store, vote);
      expect(
        Object.keys(await countersOf(store)).every((key) => key.startsWith('1#cardiology#alpha#zeta ')),
      ).toBe(true);
      expect(await countersOf(store)).toEqual(await ledgerOf(store));
    });

    test('stores revisions, foreign models and withdrawn parts without changes', async () => {
      const store = await open();
      const events: Pseudonymous[] = [
        { ...vote, revision: 2, scores: { zeta: { harmlessness: -1, constructor: 2 as const } } },
        { ...rating, model: 'toString', revision: Number.MAX_SAFE_INTEGER },
        { kind: 'retraction', judgment: 'j2', study: 'study', clinician: ANNA, at: AT, part: 'vote' },
        { ...rating, judgment: 'j2' },
      ];
      expect(await send(store, ...events)).toEqual(['recorded', 'conflict', 'retracted', 'recorded']);
      expect(await judgmentsOf(store)).toEqual({
        [`${ANNA}#j1`]: {
          sp: 'cardiology',
          sr: Number.MAX_SAFE_INTEGER,
          a: 'zeta',
          b: 'alpha',
          o: '1',
          cr: 2,
          ca: 'a1(2)14(2)',
          m: ['toString', `a0(${Number.MAX_SAFE_INTEGER})z3(${Number.MAX_SAFE_INTEGER})`],
        },
        [`${ANNA}#j2`]: { sp: 'cardiology', m: ['zeta', 'a0z3'], x: 'v' },
      });
    });

    test('keeps judgments of two clinicians with the same id separate', async () => {
      const store = await open();
      expect(await send(store, vote, { ...vote, clinician: BEN })).toEqual(['recorded', 'recorded']);
      expect(await countersOf(store)).toEqual({ '1#cardiology#alpha#zeta w3': 2 });
    });

    test('a judgment that rates too many models keeps the first models, and the events of the other models are rejected', async () => {
      const store = await open();
      const models = Array.from({ length: MAX_MODELS + 2 }, (_, index) => `model ${index}`);
      const ratings = models.map((model): Pseudonymous => ({ ...rating, model }));
      const rejected = { reject: `judgment: rates more than ${MAX_MODELS} models` };
      expect(await send(store, ...ratings)).toEqual([
        ...Array(MAX_MODELS).fill('recorded'),
        rejected,
        rejected,
      ]);
      expect(await send(store, ratings.at(-1)!)).toEqual([rejected]);
      const scores = Object.fromEntries(models.map((model) => [model, { accuracy: 1 as const }]));
      expect(await send(store, { ...vote, judgment: 'j2', scores })).toEqual([rejected]);
      expect(await send(store, { ...rating, specialty: 'oncology', model: models[0]!, revision: 2 })).toEqual(
        ['revised'],
      );
      const counters = await countersOf(store);
      expect(Object.keys(counters)).toHaveLength(3 * MAX_MODELS);
      expect(Object.keys(counters).every((cell) => cell.startsWith('1#oncology#'))).toBe(true);
      expect(counters).toEqual(await ledgerOf(store));
      expect((await store.read([{ clinician: ANNA, judgment: 'j2' }])).size).toBe(0);
    });

    test('records hundreds of judgments in one call in transactions within its limits', async () => {
      const store = await open();
      const events = Array.from({ length: 350 }, (_, index) => ({
        ...vote,
        judgment: `j${index}`,
        clinician: CLINICIANS[index % 3]!,
        specialty: `specialty ${index % 30}`,
      }));
      const recorded = await record(store, events, { source: 'i/0', maxJudgments: 100, lookup: true });
      expect(new Set(outcomes(recorded))).toEqual(new Set(['recorded']));
      expect(Object.values(await countersOf(store)).reduce((sum, count) => sum + count)).toBe(350);
      expect((await store.read(events)).size).toBe(350);
    });
  });

  describe('a transaction', () => {
    const entry = { judgment: EMPTY, version: 1, source: 'queue', at: AT };
    const cell = { group: 1, specialty: 'cardiology', x: 'a', y: 'b', counts: new Map([['w1', 1]]) };

    test('writes nothing if a judgment has changed, and returns the current entry', async () => {
      const store = await open();
      const key = { clinician: ANNA, judgment: 'known' };
      await store.commit({ judgments: [{ ...key, expectedVersion: 0, entry }], cells: [] });
      const result = await store.commit({
        judgments: [
          { clinician: ANNA, judgment: 'new', expectedVersion: 0, entry },
          { ...key, expectedVersion: 0, entry: { ...entry, source: 'late' } },
          { clinician: BEN, judgment: 'gone', expectedVersion: 4, entry },
        ],
        cells: [cell],
      });
      expect(result).toEqual({
        status: 'stale',
        current: new Map([
          [`${ANNA}#known`, entry],
          [`${BEN}#gone`, null],
        ]),
      });
      expect(await countersOf(store)).toEqual({});
      expect((await store.read([{ clinician: ANNA, judgment: 'new' }])).size).toBe(0);
    });

    test('adds to existing cells and to new cells, and deletes counts that become zero', async () => {
      const store = await open();
      await store.commit({ judgments: [], cells: [cell] });
      await store.commit({
        judgments: [],
        cells: [
          {
            ...cell,
            counts: new Map([
              ['w1', 2],
              ['w2', 1],
            ]),
          },
        ],
      });
      expect(await countersOf(store)).toEqual({ '1#cardiology#a#b w1': 3, '1#cardiology#a#b w2': 1 });
      await store.commit({
        judgments: [],
        cells: [
          {
            ...cell,
            counts: new Map([
              ['w1', -3],
              ['w2', -1],
            ]),
          },
        ],
      });
      expect(await Array.fromAsync(store.cells())).toEqual([]);
    });
  });

  test('counts each judgment once if several recorders race on the same judgments', async () => {
    const first = await open();
    const second = (await adapter.process().store.existing(first.study))!;
    const events = Array.from({ length: 40 }, (_, index): Pseudonymous[] => {
      const judgment = `j${index}`;
      const clinician = CLINICIANS[index % 3]!;
      return [
        { ...vote, judgment, clinician },
        { ...rating, judgment, clinician },
        { ...rating, judgment, clinician, model: 'alpha' },
      ];
    }).flat();
    const backwards = [...events].reverse();
    const results = await Promise.all([
      record(first, events, QUEUE),
      record(second, backwards, QUEUE),
      record(second, events, { ...QUEUE, maxJudgments: 100, lookup: true }),
    ]);
    for (const result of results.flat()) expect(result).toHaveProperty('outcome');
    const counters = await countersOf(first);
    expect(counters).toEqual(await ledgerOf(first));
    expect(counters['1#cardiology#alpha#zeta w3']! + counters['2#cardiology#alpha#zeta w3']!).toBe(40);
  });

  describe('clinicians', () => {
    test('are entered once, with all countries of their events', async () => {
      const store = await open();
      await send(store, vote, { ...vote, judgment: 'j2', country: 'KE' }, { ...vote, clinician: BEN }, vote);
      const { country: _, ...nowhere } = { ...rating, clinician: CARL };
      await send(store, nowhere as Pseudonymous);
      const participants = await Array.fromAsync(store.participants());
      expect(participants.sort((a, b) => (a.clinician < b.clinician ? -1 : 1))).toEqual([
        { clinician: ANNA, countries: ['CH', 'KE'] },
        { clinician: CARL, countries: [] },
        { clinician: BEN, countries: ['CH'] },
      ]);
      expect((await Array.fromAsync(store.participants([2]))).map(({ clinician }) => clinician)).toEqual([
        CARL,
      ]);
    });

    test('get a new country from a process that has cached them without it', async () => {
      const store = await open();
      const other = (await adapter.process().store.existing(store.study))!;
      await send(store, vote);
      await other.enter([{ clinician: ANNA, countries: ['KE'] }]);
      await store.enter([{ clinician: ANNA, countries: ['PE'] }]);
      expect(await Array.fromAsync(store.participants())).toEqual([
        { clinician: ANNA, countries: ['CH', 'KE', 'PE'] },
      ]);
    });
  });

  describe('settings', () => {
    const added = { id: 'tone', code: 't', safetyCritical: false };
    const extended = { ...SETTINGS, criteria: [...SETTINGS.criteria, added] };

    test('are frozen by the first process that opens the study', async () => {
      const { store } = adapter.process();
      expect(await store.settings('not-begun')).toBeNull();
      expect(await store.existing('not-begun')).toBeNull();
      await store.open('begun', SETTINGS);
      expect(await adapter.process().store.settings('begun')).toEqual(SETTINGS);
    });

    test('are refused if the writer has another secret', async () => {
      const { study } = await open();
      const offered = { ...SETTINGS, secretFingerprint: 'ffffffffffffffff' };
      await expect(adapter.process().store.open(study, offered)).rejects.toThrow(SettingsRefused);
      expect(await adapter.process().store.settings(study)).toEqual(SETTINGS);
    });

    test('are refused with a missing criterion, another order or an additional safety-critical criterion', async () => {
      const { study } = await open();
      const { store } = adapter.process();
      const others = [
        SETTINGS.criteria.slice(1),
        [...SETTINGS.criteria].reverse(),
        [...SETTINGS.criteria, { ...added, safetyCritical: true }],
      ];
      for (const criteria of others)
        await expect(store.open(study, { ...SETTINGS, criteria })).rejects.toThrow(SettingsRefused);
    });

    test('accept an additional criterion, and a writer with the older settings still reads and counts', async () => {
      const old = await open();
      await send(old, vote);
      const now = await adapter.process().store.open(old.study, extended);
      const toned: Pseudonymous = { ...rating, scores: { tone: 1, accuracy: 2 } };
      expect(await send(now, toned)).toEqual(['recorded']);
      expect(await send(old, { ...rating, model: 'alpha', scores: { accuracy: -1 } })).toEqual(['recorded']);
      expect(await countersOf(now)).toEqual(await ledgerOf(now));
      expect(old.settings).toEqual(extended);
    });

    test('are frozen once if several processes offer them at the same time', async () => {
      const study = `study-${++studies}`;
      const offers = Array.from({ length: 8 }, (_, index) => (index % 2 ? extended : SETTINGS));
      const opened = await Promise.allSettled(
        offers.map((offer) => adapter.process().store.open(study, offer)),
      );
      const frozen = await adapter.process().store.settings(study);
      const last = opened
        .filter((result) => result.status === 'fulfilled')
        .map(({ value }) => value.settings);
      expect(last).toContainEqual(frozen);
      expect([SETTINGS, extended]).toContainEqual(frozen);
    });
  });
});
