import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Pseudonymous } from '../../../shared/ledger/apply.ts';
import { cellId } from '../../../shared/ledger/cells/cell.ts';
import { readEntry, writeEntry } from '../../../shared/ledger/entry-text.ts';
import { importIdOf } from '../../../shared/ledger/import-log/import-id.ts';
import type { CompactEntry } from '../../../shared/ledger/ledger-codec.ts';
import { memoryStores } from '../../../shared/ledger/memory/index.ts';
import { MemoryLedger } from '../../../shared/ledger/memory/ledger.ts';
import { ledgerId } from '../../../shared/ledger/plan.ts';
import { record } from '../../../shared/ledger/run.ts';
import type { Stores } from '../../../shared/ledger/stores.ts';
import { Names } from '../../../shared/lib/compact/names.ts';
import { arbitraryEvent, CLINICIANS, SETTINGS } from '../../support/arbitrary-events.ts';
import { countersOf } from '../../support/books.ts';

const from = <T>(values: readonly T[]) => fc.constantFrom(...values);

test('the ledger in memory behaves like a map from clinician and judgment to text', () => {
  const step = fc.tuple(
    from(CLINICIANS),
    from(['a', 'ab', 'Ärzte', '__proto__', '🏥']),
    from(['', 'x', 'é'.repeat(9)]),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const ledger = new MemoryLedger();
      const model = new Map<string, string>();
      for (const [clinician, judgment, text] of steps) {
        if (text === '') ledger.delete({ clinician, judgment });
        else ledger.set({ clinician, judgment }, text);
        if (text === '') model.delete(clinician + judgment);
        else model.set(clinician + judgment, text);
        expect(ledger.get({ clinician, judgment })).toBe(text || null);
      }
      const held = CLINICIANS.flatMap((clinician) =>
        [...ledger.of(clinician)].map(([judgment, text]) => [clinician + judgment, text] as const),
      );
      expect(held).toHaveLength(model.size);
      expect(new Map(held)).toEqual(model);
    }),
  );
});

test('the ledger in memory finds 100,000 judgments, and no others', () => {
  const ledger = new MemoryLedger();
  const [clinician, another] = CLINICIANS;
  for (let at = 0; at < 100_000; at += 1) ledger.set({ clinician, judgment: `j-${at}` }, String(at));
  for (let at = 0; at < 100_000; at += 777) {
    expect(ledger.get({ clinician, judgment: `j-${at}` })).toBe(String(at));
    expect(ledger.get({ clinician: another, judgment: `j-${at}` })).toBeNull();
    expect(ledger.get({ clinician, judgment: `k-${at}` })).toBeNull();
  }
});

test('an entry of the ledger in memory does not change when it is encoded and decoded', () => {
  const text = fc.string({ minLength: 1, unit: fc.constantFrom('a', '=', '|', 'é', ' ', '0') });
  const revision = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
  const entry = fc.record(
    {
      ...{ sp: text, sr: revision, i: text, ir: revision, a: text, b: text, o: from(['1', '2', '0', '-']) },
      ...{
        cr: revision,
        ca: fc.string({ unit: 'grapheme-ascii' }),
        cb: fc.constant(''),
        x: from(['v', 'r', 'a'] as const),
      },
      m: fc.array(text, { minLength: 2, maxLength: 4 }),
      ...{ v: revision, s: text, t: text },
    },
    { requiredKeys: ['v', 's', 't'] },
  );
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 5 }), (entries) => {
      const names = new Names();
      const texts = entries.map((each) => writeEntry(each as CompactEntry, names));
      expect(texts.map((each) => readEntry(each, names))).toEqual(entries);
    }),
  );
});

/** Calls of a recorder: batches of the queue, windows of an import, and windows that are recorded again. */
const calls = fc.array(
  fc.record({
    events: fc.array(arbitraryEvent(), { maxLength: 12 }),
    window: fc.option(fc.nat(3), { nil: undefined }),
    erased: fc.option(from(CLINICIANS), { nil: undefined, freq: 20 }),
  }),
  { maxLength: 6 },
);

test('recording directly in memory gives the same results and leaves the same store as recording in transactions', async () => {
  await fc.assert(
    fc.asyncProperty(calls, async (all) => {
      const direct = await world(memoryStores());
      const transactional = await world({ ...memoryStores(), record });
      for (const { events, window, erased } of all) {
        if (erased) for (const { store } of [direct, transactional]) await store.markErased(erased);
        expect(await direct.call(events, window)).toEqual(await transactional.call(events, window));
      }
      expect(await direct.state()).toEqual(await transactional.state());
    }),
  );
});

/** A study with an import that is under way. */
async function world(stores: Stores) {
  const store = await stores.store.open('study', SETTINGS);
  const identity = { study: 'study', object: 'o', version: 'v', mapping: '' };
  const importId = importIdOf(identity);
  const { epoch } = await stores.imports.takeOver(identity, 'now');
  const versions = async () =>
    new Map((await Array.fromAsync(store.counters(1))).map((cell) => [cellId(cell), cell.version]));
  return {
    store,
    /** @returns the results, and the cells that the call has changed */
    async call(events: readonly Pseudonymous[], window: number | undefined) {
      const before = await versions();
      const options = { source: 'queue', maxJudgments: 100, lookup: true };
      const results = await stores.record(
        store,
        events,
        window === undefined
          ? options
          : { ...options, source: `${importId}/${window}`, import: { importId, epoch } },
      );
      const changed = [...(await versions())].filter(([id, version]) => before.get(id) !== version);
      return { results, changed: changed.map(([id]) => id).sort() };
    },
    state: async () => ({
      counters: await countersOf(store),
      judgments: Object.fromEntries(
        (await Promise.all(CLINICIANS.map((each) => Array.fromAsync(store.judgments(each)))))
          .flat()
          .map((row) => [ledgerId(row), row.entry]),
      ),
      participants: await Array.fromAsync(store.participants()),
      committed: (await stores.imports.read(identity))?.committed,
    }),
  };
}
