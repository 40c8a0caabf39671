import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Pseudonymous } from '../../../shared/ledger/apply.ts';
import { memoryStores } from '../../../shared/ledger/memory/index.ts';
import { MAX_MODELS } from '../../../shared/ledger/plan.ts';
import type {
  CommitResult,
  Recorded,
  RecordOptions,
  StudyStore,
  Transaction,
} from '../../../shared/ledger/port.ts';
import { record } from '../../../shared/ledger/run.ts';
import { arbitraryEvent, CLINICIANS, SETTINGS } from '../../support/arbitrary-events.ts';
import { countersOf, foldOf, judgmentsOf, ledgerOf } from '../../support/books.ts';
import { type Fault, faultyStore } from './faulty-store.ts';

/** A clock on which time passes only during sleep. */
const pace = { sleep: async () => {}, random: () => 0.5 };
const QUEUE: RecordOptions = { source: 'queue', maxJudgments: 3, lookup: false, ...pace };
const open = () => memoryStores().store.open('study', SETTINGS);

const faults = fc.array(
  fc.constantFrom<Fault>('none', 'none', 'none', 'conflict', 'busy', 'lost', 'stale', 'meddled'),
  { maxLength: 60 },
);
/** Events, and batches that deliver each event at least once, some events more often, in any order. */
const campaign = fc.array(arbitraryEvent(), { minLength: 1, maxLength: 25 }).chain((events) =>
  fc.record({
    events: fc.constant(events),
    batches: fc
      .array(fc.constantFrom(...events), { maxLength: 20 })
      .chain((more) => fc.shuffledSubarray([...events, ...more], { minLength: events.length + more.length }))
      .chain((all) => fc.array(fc.nat(9), { minLength: 1 }).map((sizes) => cut(all, sizes))),
  }),
);

function cut<T>(items: readonly T[], sizes: readonly number[]): T[][] {
  const parts: T[][] = [];
  for (let from = 0, index = 0; from < items.length; index++) {
    const size = 1 + sizes[index % sizes.length]!;
    parts.push(items.slice(from, from + size));
    from += size;
  }
  return parts;
}

/** Records a batch as the queue does: it delivers events again if they must be retried. */
async function deliver(store: StudyStore, batch: readonly Pseudonymous[], options: RecordOptions) {
  for (let left = [...batch]; left.length > 0; ) {
    const results = await record(store, left, options);
    left = left.filter((_, index) => 'retry' in results[index]!);
  }
}

describe('events that are delivered repeatedly and in any order', () => {
  test('give counters equal to the sum over the ledger and to a plain fold, in spite of faults', async () => {
    const options = fc.record({
      maxJudgments: fc.integer({ min: 1, max: 12 }),
      lookup: fc.boolean(),
      workers: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(
        campaign,
        faults,
        options,
        async ({ events, batches }, plan, { workers, ...given }) => {
          const store = await open();
          const script = [...plan];
          const waiting = [...batches];
          const meddle = () => deliver(store, batches.at(-1)!, { ...QUEUE, source: 'meddler' });
          const faulty = faultyStore(store, () => script.shift() ?? 'none', meddle);
          const work = async () => {
            for (let batch = waiting.shift(); batch; batch = waiting.shift())
              await deliver(faulty, batch, { ...QUEUE, ...given });
          };
          await Promise.all(Array.from({ length: workers }, work));
          const expected = foldOf(events, SETTINGS.criteria);
          expect(await countersOf(store)).toEqual(expected);
          expect(await ledgerOf(store)).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('give the same judgments and participants in the ledger', async () => {
    await fc.assert(
      fc.asyncProperty(campaign, async ({ events, batches }) => {
        const [plainly, oddly] = [await open(), await open()];
        await deliver(plainly, events, { ...QUEUE, maxJudgments: 100 });
        for (const batch of batches) await deliver(oddly, batch, QUEUE);
        expect(await judgmentsOf(oddly)).toEqual(await judgmentsOf(plainly));
        const entered = async (store: StudyStore) =>
          (await Array.fromAsync(store.participants())).sort((a, b) => (a.clinician < b.clinician ? -1 : 1));
        expect(await entered(oddly)).toEqual(await entered(plainly));
      }),
      { numRuns: 300 },
    );
  });
});

const rate = (judgment: string, model = 'm'): Pseudonymous => ({
  kind: 'rating',
  judgment,
  study: 'study',
  clinician: CLINICIANS[0]!,
  specialty: 's',
  at: '2026-03-01T09:30:00Z',
  model,
  scores: { accuracy: 1 },
});
const many = (count: number) => Array.from({ length: count }, (_, index) => rate(`j${index}`));

/** A store that records its transactions. `answer` determines the result of each transaction. */
async function scripted(answer: (transaction: Transaction) => CommitResult | 'pass') {
  const store = await open();
  const tried: Transaction[] = [];
  const commit = async (transaction: Transaction) => {
    tried.push(transaction);
    const result = answer(transaction);
    return result === 'pass' ? store.commit(transaction) : result;
  };
  const wrapped = faultyStore(
    store,
    () => 'none',
    async () => {},
  );
  return {
    store: { ...wrapped, commit },
    tried,
    sizes: () => tried.map(({ judgments }) => judgments.length),
  };
}
const kinds = (results: readonly Recorded[]) =>
  results.map((result) => ('outcome' in result ? result.outcome : Object.keys(result)[0]));

describe('a faulty store', () => {
  test('makes conflicts, which split transactions in two down to single judgments', async () => {
    const { store, sizes } = await scripted(({ judgments }) =>
      judgments.length > 1 ? { status: 'conflict' } : 'pass',
    );
    expect(kinds(await record(store, many(4), { ...QUEUE, maxJudgments: 10 }))).toEqual(
      Array(4).fill('recorded'),
    );
    expect(sizes().sort()).toEqual([1, 1, 1, 1, 2, 2, 4]);
  });

  test('refuses an invalid judgment without an effect on other judgments', async () => {
    const { store } = await scripted(({ judgments }) =>
      judgments.some(({ judgment }) => judgment === 'j2')
        ? { status: 'invalid', message: 'too large' }
        : 'pass',
    );
    const results = await record(store, many(5), { ...QUEUE, maxJudgments: 10 });
    expect(kinds(results)).toEqual(['recorded', 'recorded', 'reject', 'recorded', 'recorded']);
    expect(results[2]).toEqual({ reject: 'the store refuses the judgment: too large' });
  });

  test.each<[string, CommitResult, number]>([
    ['always in conflict', { status: 'conflict' }, 12],
    ['always busy', { status: 'busy', error: new Error('throttled') }, 5],
    ['always stale', { status: 'stale', current: new Map() }, 12],
  ])('ends the attempts if it is %s, and the events are returned for a retry', async (_, result, tries) => {
    const { store, tried } = await scripted(() => result);
    expect(kinds(await record(store, many(1), QUEUE))).toEqual(['retry']);
    expect(tried).toHaveLength(tries);
  });

  test('gets only one attempt of each further transaction if it stays busy for one', async () => {
    const { store, tried } = await scripted(() => ({ status: 'busy', error: new Error('throttled') }));
    const results = await record(store, many(60), { ...QUEUE, maxJudgments: 3 });
    expect(new Set(kinds(results))).toEqual(new Set(['retry']));
    expect(tried.length).toBeLessThan(20 + 3 * 5);
  });

  test('gets no further attempts after the deadline, and unwritten events are returned for a retry', async () => {
    const { store, tried } = await scripted(() => 'pass');
    const deadline = () => (tried.length < 3 ? 1000 : 0);
    const results = await record(store, many(12), { ...QUEUE, maxJudgments: 2, deadline, lookup: true });
    expect(kinds(results).filter((kind) => kind === 'recorded')).toHaveLength(tried.length * 2);
    expect(kinds(results).filter((kind) => kind === 'retry')).toHaveLength(12 - tried.length * 2);
    expect(tried.length).toBeLessThanOrEqual(5);
  });

  test('causes a retry of events if it cannot enter the clinicians of these events', async () => {
    const { store, tried } = await scripted(() => 'pass');
    const closed = { ...store, enter: () => Promise.reject(new Error('no permission')) };
    expect(kinds(await record(closed, many(3), QUEUE))).toEqual(['retry', 'retry', 'retry']);
    expect(tried).toEqual([]);
  });

  test('accepts ratings of a judgment up to the maximum number of models, and refuses further ratings', async () => {
    const { store, tried } = await scripted(() => 'pass');
    const events = Array.from({ length: MAX_MODELS + 2 }, (_, index) => rate('j', `model ${index}`));
    const moved = { ...rate('j', 'model 0'), specialty: 'other', revision: 2 } as Pseudonymous;
    const results = await record(store, events, QUEUE);
    expect(kinds(results)).toEqual([...Array(MAX_MODELS).fill('recorded'), 'reject', 'reject']);
    expect(kinds(await record(store, [moved], QUEUE))).toEqual(['revised']);
    expect(tried.at(-1)!.cells).toHaveLength(2 * MAX_MODELS);
    expect(await countersOf(store)).toEqual(await ledgerOf(store));
  });

  test('is not called if there are no events', async () => {
    const { store, tried } = await scripted(() => 'pass');
    expect(await record(store, [], QUEUE)).toEqual([]);
    expect(tried).toEqual([]);
  });
});
