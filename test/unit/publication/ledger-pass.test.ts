import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultProtocol } from '../../../shared/contracts/protocol.ts';
import type { Pseudonymous } from '../../../shared/ledger/apply.ts';
import { countersSeen } from '../../../shared/ledger/cell-readings.ts';
import { ALL_GROUPS, type Pseudonym } from '../../../shared/ledger/cells/cell.ts';
import { erase } from '../../../shared/ledger/maintenance/erase.ts';
import { memoryStores } from '../../../shared/ledger/memory/index.ts';
import type { StudyStore } from '../../../shared/ledger/port.ts';
import { record } from '../../../shared/ledger/run.ts';
import { ledgerPass } from '../../../shared/publication/operations/ledger-pass.ts';
import { arbitraryEvent, CLINICIANS, SETTINGS } from '../../support/arbitrary-events.ts';
import { type Scanning, scanningStore } from '../../support/scanning-store.ts';
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

describe('a pass over a study that is scanned', () => {
  const ALWAYS_SCANNED = { maxQueried: 0 };
  const settled = async (store: StudyStore) =>
    Promise.all(ALL_GROUPS.map((group) => countersSeen(store, group)));
  const passOf = async (store: StudyStore, scanning: Scanning = {}) => {
    const queried: Pseudonym[] = [];
    const fromScan: Pseudonym[] = [];
    const scanned = scanningStore(store, {
      ...scanning,
      onQuery: (clinician) => queried.push(clinician),
      onScanned: (clinician) => fromScan.push(clinician),
    });
    const pass = await ledgerPass(scanned, defaultProtocol(), await settled(store), ALWAYS_SCANNED);
    return {
      queried,
      fromScan,
      moving: pass.moving,
      integrity: pass.integrity.status,
      digest: pass.rows.digest,
    };
  };
  /** The pass over the same study by queries, while nobody writes. */
  const truthOf = async (store: StudyStore) => {
    const { integrity, moving, rows } = await ledgerPass(store, defaultProtocol(), await settled(store));
    return { moving, integrity: integrity.status, digest: rows.digest };
  };
  /** Acts once, when the scan has ended. */
  const afterScan = (act: () => Promise<unknown>): Scanning => {
    let calls = 0;
    return { meddle: async () => (++calls === CALLS_OF_SCAN ? act() : undefined) };
  };
  /** `meddle` is called before the scan, before each of the two clinicians, and after the scan. */
  const CALLS_OF_SCAN = 4;
  const [ANNA, BEN, CARL] = CLINICIANS;
  const by = (
    clinician: Pseudonym,
    judgment: string,
    specialty = 'cardiology',
    revision = 1,
  ): Pseudonymous => ({
    ...vote(judgment, specialty, revision),
    clinician,
  });
  const studyOfTwo = async () => {
    const store = await memoryStores().store.open('study', SETTINGS);
    await record(store, [by(ANNA, 'a'), by(CARL, 'c', 'oncology')], QUEUE);
    return store;
  };

  test('sends no query, and gives the rows that queries give', async () => {
    const store = await studyOfTwo();
    const { queried, fromScan, ...pass } = await passOf(store);
    expect([queried, fromScan.sort()]).toEqual([[], [ANNA, CARL]]);
    expect(pass).toEqual(await truthOf(store));
  });

  test('begins only above the limit of judgments', async () => {
    const store = await studyOfTwo();
    let scans = 0;
    const scan = async () => {
      scans += 1;
      return null;
    };
    const scanned = { ...scanningStore(store), scan };
    await ledgerPass(scanned, defaultProtocol(), await settled(store), { maxQueried: 2 });
    expect(scans).toBe(0);
    await ledgerPass(scanned, defaultProtocol(), await settled(store), { maxQueried: 1 });
    expect(scans).toBe(1);
  });

  test('reads a study by queries if the store has ended its scan early', async () => {
    const store = await studyOfTwo();
    const ended = { ...scanningStore(store), scan: async () => null };
    const { moving, rows } = await ledgerPass(ended, defaultProtocol(), await settled(store), ALWAYS_SCANNED);
    expect([moving, rows.digest]).toEqual([0, (await truthOf(store)).digest]);
  });

  test.each([
    ['a judgment that is written', async (store: StudyStore) => record(store, [by(ANNA, 'b')], QUEUE)],
    [
      'a judgment that changes its cell',
      async (store: StudyStore) => record(store, [by(ANNA, 'a', 'neurology', 2)], QUEUE),
    ],
    [
      'the first judgment of a clinician who enters',
      async (store: StudyStore) => record(store, [by(BEN, 'b')], QUEUE),
    ],
    ['an erasure', async (store: StudyStore) => erase(store, ANNA, { settling: 0 })],
  ])('does not miss %s after the scan, and queries only the clinicians of that group', async (_, act) => {
    const store = await studyOfTwo();
    const { queried, fromScan, ...pass } = await passOf(
      store,
      afterScan(() => act(store)),
    );
    expect(pass).toEqual(await truthOf(store));
    expect(queried).toContain(ANNA);
    expect(queried).not.toContain(CARL);
    // The scanned rows of a group that changed are useless, and are not even decoded.
    expect(fromScan).toEqual([CARL]);
  });

  test('reports a wrong counter after a second reading by queries', async () => {
    const store = await studyOfTwo();
    const [key] = await Array.fromAsync(store.counters(1));
    await store.correct({ ...key!, counts: new Map([['w5', 1]]) });
    const { queried, integrity } = await passOf(store);
    expect(integrity).toBe('differs');
    expect(queried).toEqual([ANNA]);
  });

  test('gives the rows of the ledger, whatever writers do to the counts during the scan', async () => {
    // A change of only the item or the site of a judgment moves no cell. It is as old in the rows as its reading, with queries too.
    const counted = arbitraryEvent(['j', 'k']).map(
      (event) => ({ ...event, item: undefined, site: undefined }) as unknown as Pseudonymous,
    );
    const writes = fc.array(fc.array(counted, { maxLength: 2 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(counted, { maxLength: 8 }), writes, async (first, later) => {
        const store = await memoryStores().store.open('study', SETTINGS);
        await record(store, first, QUEUE);
        const left = [...later];
        const meddle = async () => {
          await record(store, left.shift() ?? [], QUEUE);
        };
        const { queried: _queried, fromScan: _fromScan, ...pass } = await passOf(store, { meddle });
        const truth = await truthOf(store);
        expect(pass).toEqual(truth);
        expect(truth.integrity).toBe('checked');
      }),
      { numRuns: 100 },
    );
  });
});
