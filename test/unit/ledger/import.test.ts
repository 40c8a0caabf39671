import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Pseudonymous } from '../../../shared/ledger/apply.ts';
import type { Counts } from '../../../shared/ledger/cells/cell.ts';
import { importIdOf } from '../../../shared/ledger/import-log/import-id.ts';
import type { ImportLog } from '../../../shared/ledger/import-log/import-log.ts';
import { memoryStores } from '../../../shared/ledger/memory/index.ts';
import { type StudyStore, Superseded } from '../../../shared/ledger/port.ts';
import { record } from '../../../shared/ledger/run.ts';
import { arbitraryEvent, CLINICIANS, SETTINGS } from '../../support/arbitrary-events.ts';
import { countersOf, foldOf, ledgerOf } from '../../support/books.ts';
import { type Fault, faultyStore } from './faulty-store.ts';

const identity = { study: 'study', object: 'exports/file.csv', version: 'v', mapping: '' };
const importId = importIdOf(identity);
const pace = { sleep: async () => {}, random: () => 0.5 };

interface Work {
  readonly store: StudyStore;
  readonly imports: ImportLog;
  readonly file: readonly Pseudonymous[];
  /** Number of events in the next window. */
  readonly windowSize: () => number;
  readonly dies: () => boolean;
}

/** A worker that imports until it is done or dies. It dies if a window could not be recorded, or at random. */
async function work({ store, imports, file, windowSize, dies }: Work): Promise<void> {
  const { epoch, ...state } = await imports.takeOver(identity, 'now');
  let { position, windowEnd } = state;
  while (position < file.length) {
    const end: number = windowEnd ?? Math.min(file.length, position + windowSize());
    if (!(await imports.plan(identity, epoch, end))) return;
    const source = `${importId}/${position}`;
    const options = { source, maxJudgments: 4, lookup: true, import: { importId, epoch }, ...pace };
    const results = await record(store, file.slice(position, end), options);
    if (dies() || results.some((result) => 'retry' in result)) return;
    const unchanged = new Map<string, number>();
    for (const result of results)
      if ('outcome' in result && !result.counted)
        unchanged.set(result.outcome, (unchanged.get(result.outcome) ?? 0) + 1);
    if (
      !(await imports.checkpoint(identity, epoch, {
        position: end,
        place: null,
        unchanged,
        rejects: new Map(),
        notes: new Map(),
      }))
    )
      return;
    position = end;
    windowEnd = null;
  }
  await imports.finish(identity, epoch, 'finished');
}

const sum = (...counts: Counts[]) =>
  counts.flatMap((some) => [...some.values()]).reduce((total, count) => total + count, 0);

const file = fc.array(arbitraryEvent(), { minLength: 1, maxLength: 40 });
const faults = fc.array(
  fc.constantFrom<Fault>('none', 'none', 'conflict', 'busy', 'busy', 'lost', 'lost', 'stale'),
  { maxLength: 80 },
);
const luck = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1 }),
  deaths: fc.array(fc.boolean(), { maxLength: 10 }),
  /** Number of times that another worker takes over. */
  rivals: fc.nat(5),
});

test('an import counts each event of its file once, in spite of faults, dead workers and rival workers', async () => {
  await fc.assert(
    fc.asyncProperty(file, faults, luck, async (events, plan, { sizes, deaths, rivals }) => {
      const { store: stores, imports } = memoryStores();
      const store = await stores.open('study', SETTINGS);
      const [script, dying] = [[...plan], [...deaths]];
      const faulty = faultyStore(
        store,
        () => script.shift() ?? 'none',
        async () => {},
      );
      let turn = 0;
      const windowSize = () => sizes[turn++ % sizes.length]!;
      const attempts = async (most: number) => {
        for (let count = 0; count < most && (await imports.read(identity))?.status !== 'finished'; count++)
          await work({
            store: faulty,
            imports,
            file: events,
            windowSize,
            dies: () => dying.shift() ?? false,
          }).catch((error) => {
            if (!(error instanceof Superseded)) throw error;
          });
      };
      await Promise.all([attempts(Number.POSITIVE_INFINITY), attempts(rivals)]);
      const state = (await imports.read(identity))!;
      expect(sum(state.committed, state.unchanged)).toBe(events.length);
      expect(state.committedBefore).toEqual(state.committed);
      const expected = foldOf(events, SETTINGS.criteria);
      expect(await countersOf(store)).toEqual(expected);
      expect(await ledgerOf(store)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

const rate = (judgment: string, revision = 1): Pseudonymous => ({
  kind: 'rating',
  judgment,
  study: 'study',
  clinician: CLINICIANS[0]!,
  specialty: 's',
  at: '2026-03-01T09:30:00Z',
  model: 'm',
  scores: { accuracy: 1 },
  revision,
});

async function begin(script: Fault[] = []) {
  const { store: stores, imports } = memoryStores();
  const store = await stores.open('study', SETTINGS);
  const { epoch } = await imports.takeOver(identity, 'now');
  const faulty = faultyStore(
    store,
    () => script.shift() ?? 'none',
    async () => {},
  );
  const options = {
    source: `${importId}/0`,
    maxJudgments: 10,
    lookup: true,
    import: { importId, epoch },
    ...pace,
  };
  const committed = async () => (await imports.read(identity))?.committed;
  return { store: faulty, options, committed };
}

test('an import reports an event as recorded, not as a duplicate, if the answer of the store was lost', async () => {
  const script: Fault[] = ['none', 'none', 'lost'];
  const { store, options, committed } = await begin(script);
  expect(await record(store, [rate('j')], options)).toMatchObject([{ outcome: 'recorded', counted: true }]);
  expect(script).toEqual([]);
  expect(await committed()).toEqual(new Map([['recorded', 1]]));
});

test('a retry of a window counts an event that was refused before, and counts the other events only once', async () => {
  const { store, options, committed } = await begin();
  await record(store, [rate('j')], options);
  const results = await record(store, [rate('j'), rate('j', 2)], options);
  expect(results).toEqual([
    { outcome: 'duplicate', counted: true },
    { outcome: 'revised', counted: true },
  ]);
  expect(await committed()).toEqual(
    new Map([
      ['recorded', 1],
      ['revised', 1],
    ]),
  );
});

test('the transactions of an import run one after another, because they share its item', async () => {
  const { store, options } = await begin();
  let running = 0;
  const commit: StudyStore['commit'] = async (transaction) => {
    running += 1;
    expect(running).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    const result = await store.commit(transaction);
    running -= 1;
    return result;
  };
  const events = Array.from({ length: 40 }, (_, index) => ({ ...rate(`j${index}`), specialty: `s${index}` }));
  const results = await record({ ...store, commit }, events as Pseudonymous[], options);
  expect(results).toEqual(Array(40).fill({ outcome: 'recorded', counted: true }));
});
