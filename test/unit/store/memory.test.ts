import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CompactEntry } from '../../../shared/store/ledger-codec.ts';
import { readEntry, writeEntry } from '../../../shared/store/memory/entry-text.ts';
import { memoryStores } from '../../../shared/store/memory/index.ts';
import { MemoryLedger } from '../../../shared/store/memory/ledger.ts';
import { Names } from '../../../shared/store/names.ts';
import { record } from '../../../shared/store/run.ts';
import { arbitraryEvent, CLINICIANS, SETTINGS } from '../../support/arbitrary-events.ts';
import { countersOf } from '../../support/books.ts';
import { collect } from '../../support/collect.ts';

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

test('a single writer without transactions records the same as with transactions', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(arbitraryEvent(), { maxLength: 30 }), async (events) => {
      const options = { source: 'x', maxJudgments: 100, lookup: true };
      const one = await memoryStores({ alone: true }).store.open('study', SETTINGS);
      const many = await memoryStores().store.open('study', SETTINGS);
      expect(one.recordAlone).toBeDefined();
      const told = await record(one, events, options);
      const expected = [];
      for (const event of events) expected.push(...(await record(many, [event], options)));
      expect(told.map((result) => 'outcome' in result && result.outcome)).toEqual(
        expected.map((result) => 'outcome' in result && result.outcome),
      );
      expect(await countersOf(one)).toEqual(await countersOf(many));
      for (const clinician of CLINICIANS) {
        const rows = async (store: typeof one) => collect(store.judgments(clinician));
        expect(await rows(one)).toEqual(await rows(many));
      }
    }),
  );
});
