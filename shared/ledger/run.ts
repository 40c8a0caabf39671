import { OwnError, type Pace, pauseAfter, realPace, retry, STORE_BACKOFF } from '../lib/index.ts';
import type { Pseudonymous } from './apply.ts';
import {
  type EventResult,
  groupByJudgment,
  groupCellId,
  heldBy,
  isOwnWrite,
  type JudgmentPlan,
  ledgerId,
  orderPlans,
  packTransactions,
  planJudgment,
  transactionOf,
} from './plan.ts';
import {
  type CommitResult,
  type LedgerEntry,
  type LedgerWriter,
  type Participant,
  type RecordEvents,
  type Recorded,
  type RecordOptions,
  Superseded,
} from './port.ts';

/** Maximum number of concurrent transactions. Those of an import update the import's item, so they run one by one. */
const MAX_IN_FLIGHT = 3;
const LOOKUP = { ...STORE_BACKOFF, maxTries: 4 };
const MAX_TRIES = { stale: 12, conflict: 12, busy: 5 } as const;
/** A stale judgment is planned again without a pause, unless other writers keep changing it. */
const STALE_TRIES_WITHOUT_PAUSE = 2;

/**
 * Records events in transactions, each exactly once. The item of a judgment and its cells change together or not at all,
 * and an event that the store already holds changes nothing. The events must have been checked against the study's
 * protocol.
 *
 * @returns the result of each event, in the given order
 * @throws Superseded if another worker has taken over the import
 */
export const record: RecordEvents = async (store, events, options) => {
  const run = new RecordRun(store, options, events.length);
  try {
    await run.record(events);
  } catch (error) {
    if (error instanceof Superseded) throw error;
    return events.map((_, index) => run.results[index] ?? { retry: true, error });
  }
  return run.results as Recorded[];
};

/** Plans that are written in one transaction, and the number of failed tries by reason. */
interface Batch extends Task {
  readonly plans: readonly JudgmentPlan[];
  readonly tries: Readonly<Record<'stale' | 'conflict' | 'busy', number>>;
  readonly pauseFirst: boolean;
}

type RetriableResult = Extract<CommitResult, { status: 'stale' | 'conflict' | 'busy' }>;

const NO_TRIES: Batch['tries'] = { stale: 0, conflict: 0, busy: 0 };
const NOTHING_SEEN: ReadonlyMap<string, LedgerEntry> = new Map();

/** One call of {@link record}. */
class RecordRun {
  /** By event. An event has none until its judgment is concluded. */
  readonly results: (Recorded | undefined)[];
  readonly #store: LedgerWriter;
  readonly #options: RecordOptions;
  readonly #pace: Pace;
  /** Results of plans, by ledger id, if the transaction got no answer. It may have taken effect. */
  readonly #unanswered = new Map<string, readonly EventResult[]>();
  /** Whether a batch has given up on a busy store. The other batches then try only once. */
  #storeExhausted = false;

  constructor(store: LedgerWriter, options: RecordOptions, events: number) {
    this.results = new Array(events);
    this.#store = store;
    this.#options = options;
    this.#pace = {
      deadline: options.deadline ?? realPace.deadline,
      sleep: options.sleep ?? realPace.sleep,
      random: options.random ?? realPace.random,
    };
  }

  async record(events: readonly Pseudonymous[]): Promise<void> {
    const judgments = groupByJudgment(events);
    const keys = judgments.map(({ key }) => key);
    const [seen, erased] = await Promise.all([
      this.#options.lookup ? retry(() => this.#store.read(keys), LOOKUP, this.#pace) : NOTHING_SEEN,
      retry(() => this.#store.enter(participantsIn(events)), LOOKUP, this.#pace),
    ]);
    for (const { key, events: refused } of judgments)
      if (erased.has(key.clinician)) this.#conclude(refused, () => ({ erased: true }));
    const plans = judgments
      .filter(({ key }) => !erased.has(key.clinician))
      .map((judgment) => this.#plan(judgment, seen.get(ledgerId(judgment.key)) ?? null));
    await this.#keepConflicts(plans);
    const isImport = this.#options.import !== undefined;
    const batches = this.#batchesOf(orderPlans(plans, isImport), NO_TRIES, false);
    await runTasks(batches, isImport ? 1 : MAX_IN_FLIGHT, (batch) => this.#commit(batch));
  }

  #plan(judgment: Pick<JudgmentPlan, 'key' | 'events'>, seen: LedgerEntry | null): JudgmentPlan {
    return planJudgment(judgment, seen, this.#store.settings.criteria);
  }

  /** Lists the content that does not count, before a transaction decides so. */
  async #keepConflicts(plans: readonly JudgmentPlan[]): Promise<void> {
    const conflicts = plans.flatMap((plan) => plan.conflicts);
    if (conflicts.length > 0) await this.#options.keepConflicts?.(conflicts);
  }

  /** Packs the plans that change something into batches, and concludes the others. */
  #batchesOf(plans: readonly JudgmentPlan[], tries: Batch['tries'], pauseFirst: boolean): Batch[] {
    for (const plan of plans) if (!plan.changed) this.#concludeUnchanged(plan);
    const { maxJudgments, import: importing } = this.#options;
    const changed = plans.filter((plan) => plan.changed);
    return packTransactions(changed, { maxJudgments, reserved: importing ? 1 : 0 }).map((part) => ({
      plans: part,
      tries,
      pauseFirst,
      locks: part.flatMap(({ cells }) => cells.map(groupCellId)),
    }));
  }

  /**
   * Tries to write a batch.
   * @returns the batches that are still to be written
   */
  async #commit(batch: Batch): Promise<readonly Batch[]> {
    const { stale, conflict, busy } = batch.tries;
    const hasTimeLeft = batch.pauseFirst
      ? await pauseAfter(stale + conflict + busy, STORE_BACKOFF, this.#pace)
      : this.#pace.deadline() > 0;
    if (!hasTimeLeft) return this.#giveUp(batch, new OwnError('no time was left to record it'));
    const result = await this.#store.commit(transactionOf(batch.plans, this.#options));
    switch (result.status) {
      case 'committed':
        for (const { events, results } of batch.plans)
          this.#concludeWith(events, results, { counted: this.#options.import !== undefined });
        return [];
      case 'superseded':
        throw new Superseded('another worker has taken over the import');
      case 'invalid':
        return this.#isolateInvalid(batch, result.message);
      default:
        return await this.#retry(batch, result);
    }
  }

  /** Prepares another try: planned again after a stale read, in halves after a conflict, unchanged for a busy store. */
  async #retry(batch: Batch, result: RetriableResult): Promise<readonly Batch[]> {
    const { status } = result;
    const tries = { ...batch.tries, [status]: batch.tries[status] + 1 };
    if (status === 'busy')
      for (const { key, results } of batch.plans) this.#unanswered.set(ledgerId(key), results);
    if (tries[status] >= (status === 'busy' && this.#storeExhausted ? 1 : MAX_TRIES[status])) {
      if (status === 'busy') this.#storeExhausted = true;
      return this.#giveUp(batch, status === 'busy' ? result.error : new OwnError(`${status} too often`));
    }
    if (status === 'busy') return [{ ...batch, tries, pauseFirst: true }];
    if (status === 'conflict')
      return halvesOf(batch.plans).flatMap((half) => this.#batchesOf(half, tries, true));
    const plans = batch.plans.map((plan) => {
      const current = result.current.get(ledgerId(plan.key));
      return current === undefined ? plan : this.#plan(plan, current);
    });
    await this.#keepConflicts(plans);
    return this.#batchesOf(plans, tries, tries.stale > STALE_TRIES_WITHOUT_PAUSE);
  }

  /** Splits a batch that the store will never take, until the judgment that it refuses is alone. */
  #isolateInvalid(batch: Batch, message: string): readonly Batch[] {
    if (batch.plans.length > 1)
      return halvesOf(batch.plans).flatMap((half) => this.#batchesOf(half, batch.tries, false));
    const reject = `the store refuses the judgment: ${message}`;
    for (const { events } of batch.plans) this.#conclude(events, () => ({ reject }));
    return [];
  }

  #giveUp({ plans }: Batch, error: unknown): readonly Batch[] {
    for (const { events } of plans) this.#conclude(events, () => ({ retry: true, error }));
    return [];
  }

  /**
   * Concludes a judgment that needs no write. If it has the mark of the import's own window, the import has already
   * written it and counted its events in the same transaction. This was in an earlier run, or the answer was lost.
   */
  #concludeUnchanged({ key, events, seen, results }: JudgmentPlan): void {
    const isOwn = isOwnWrite(seen, this.#options);
    const unanswered = isOwn ? this.#unanswered.get(ledgerId(key)) : undefined;
    this.#concludeWith(events, unanswered ?? results, { counted: isOwn, ...heldBy(seen) });
  }

  #concludeWith(
    events: JudgmentPlan['events'],
    results: readonly EventResult[],
    facts: { readonly counted: boolean; readonly heldBy?: string },
  ): void {
    this.#conclude(events, (position) => {
      const result = results[position]!;
      return typeof result === 'string' ? { outcome: result, ...facts } : result;
    });
  }

  #conclude(events: JudgmentPlan['events'], resultAt: (position: number) => Recorded): void {
    for (const [position, { index }] of events.entries()) this.results[index] = resultAt(position);
  }
}

const halvesOf = (plans: readonly JudgmentPlan[]): (readonly JudgmentPlan[])[] => {
  const middle = Math.ceil(plans.length / 2);
  return plans.length === 1 ? [plans] : [plans.slice(0, middle), plans.slice(middle)];
};

/** The senders of all events, also of duplicates: the list of participants must not depend on the order of arrival. */
function participantsIn(events: readonly Pseudonymous[]): Participant[] {
  const countries = new Map<Participant['clinician'], Set<string>>();
  for (const event of events) {
    const known = countries.get(event.clinician) ?? new Set();
    if (event.kind !== 'retraction' && event.country !== undefined) known.add(event.country);
    countries.set(event.clinician, known);
  }
  return [...countries].map(([clinician, known]) => ({ clinician, countries: [...known] }));
}

/** A unit of work, and the names of the resources that it must not share with a concurrent task. */
export interface Task {
  readonly locks: readonly string[];
}

/**
 * Runs tasks concurrently, but never two with the same lock. The tasks that a task returns run next. If a task throws,
 * no other task starts, the running ones are awaited, and the error is thrown.
 */
export async function runTasks<T extends Task>(
  tasks: readonly T[],
  maxConcurrent: number,
  perform: (task: T) => Promise<readonly T[]>,
): Promise<void> {
  const waiting = [...tasks];
  const held = new Set<string>();
  const running = new Set<Promise<void>>();
  const start = (task: T) => {
    for (const lock of task.locks) held.add(lock);
    const done = perform(task).then((further) => {
      waiting.unshift(...further);
      for (const lock of task.locks) held.delete(lock);
      running.delete(done);
    });
    running.add(done);
  };
  try {
    while (waiting.length > 0 || running.size > 0) {
      const ready = waiting.findIndex((task) => !task.locks.some((lock) => held.has(lock)));
      if (running.size < maxConcurrent && ready >= 0) start(waiting.splice(ready, 1)[0]!);
      else await Promise.race(running);
    }
  } finally {
    await Promise.allSettled(running);
  }
}
