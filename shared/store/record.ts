import type { EventOutcome, Pseudonymous } from '../judgments/apply.ts';
import { drain } from './drain.ts';
import { merge, type Work } from './merge.ts';
import { order } from './order.ts';
import { type JudgmentKey, type LedgerEntry, ledgerId, type Participant, type StudyStore } from './port.ts';
import { type Pace, persist, realPace } from './retry.ts';
import { type Batch, begin, type Run, settle, take } from './settle.ts';

export interface RecordOptions extends Partial<Pace> {
  /**
   * Who writes: `queue`; or, for an import, the import and its window, the same whenever the same window is
   * recorded again: it tells judgments that an earlier try has written, and counted, from those of others.
   */
  readonly source: string;
  /** Most judgments in a transaction: few where many writers meet. */
  readonly maxJudgments: number;
  /** Whether judgments are looked up first, as pays where many are already known. */
  readonly lookup: boolean;
  /** The import whose outcomes are counted in the transactions that write. All events of a judgment in its window go in one call. */
  readonly import?: { readonly importId: string; readonly epoch: number };
}

/** What became of an event. */
export type Recorded =
  /** `counted`: already counted in the import's item, by the transaction that wrote it, now or earlier. */
  | { readonly outcome: EventOutcome; readonly counted: boolean }
  /** Nothing is known to be written: to be given again later. */
  | { readonly retry: true; readonly error: unknown }
  /** It can never be recorded. */
  | { readonly reject: string }
  /** Its clinician was erased from the study: nothing of it may be kept, not even as a reject's row. */
  | { readonly erased: true };

/** Transactions at once. Those of an import share the import's item, and go one after another. */
const WIDTH = 3;
const LOOKUP_TRIES = 4;

/**
 * Records events exactly once: each judgment's item and its cells change together, or not at all, and an event
 * that is there already changes nothing. The events must have been checked against the study's protocol.
 *
 * @returns what became of each event, in the order given.
 * @throws Superseded where another worker has taken over the import.
 */
export async function record(
  store: StudyStore,
  events: readonly Pseudonymous[],
  options: RecordOptions,
): Promise<Recorded[]> {
  if (store.recordAlone) return events.map((event) => store.recordAlone!(event, options.source));
  const pace: Pace = {
    deadline: options.deadline ?? realPace.deadline,
    sleep: options.sleep ?? realPace.sleep,
    random: options.random ?? realPace.random,
  };
  const run: Run = begin(store, options, pace, events.length);
  try {
    const works = gather(events);
    const keys = works.map(({ key }) => key);
    const [seen, erased] = await Promise.all([
      options.lookup ? persist(() => store.read(keys), LOOKUP_TRIES, pace) : NOTHING,
      persist(() => store.enter(participantsOf(events)), LOOKUP_TRIES, pace),
    ]);
    for (const { key, events: refused } of works)
      if (erased.has(key.clinician)) for (const { index } of refused) run.results[index] = { erased: true };
    const allowed = works.filter(({ key }) => !erased.has(key.clinician));
    const steps = allowed.map((work) =>
      merge({ ...work, seen: seen.get(ledgerId(work.key)) ?? null }, store.settings.criteria),
    );
    const interleave = options.import !== undefined;
    await drain<Batch>(take(run, order(steps, interleave)), interleave ? 1 : WIDTH, (batch) =>
      settle(run, batch),
    );
  } catch (error) {
    if (run.superseded) throw error;
    return events.map((_, index) => run.results[index] ?? { retry: true, error });
  }
  return run.results as Recorded[];
}

const NOTHING: ReadonlyMap<string, LedgerEntry> = new Map();

/** The events by judgment, in their order. */
function gather(events: readonly Pseudonymous[]): Omit<Work, 'seen'>[] {
  const works = new Map<string, { key: JudgmentKey; events: { index: number; event: Pseudonymous }[] }>();
  for (const [index, event] of events.entries()) {
    const key = { clinician: event.clinician, judgment: event.judgment };
    const work = works.get(ledgerId(key)) ?? { key, events: [] };
    work.events.push({ index, event });
    works.set(ledgerId(key), work);
  }
  return [...works.values()];
}

/** All who sent something, also what turns out a duplicate: who took part must not depend on the order of arrival. */
function participantsOf(events: readonly Pseudonymous[]): Participant[] {
  const countries = new Map<Participant['clinician'], Set<string>>();
  for (const event of events) {
    const known = countries.get(event.clinician) ?? new Set();
    if (event.kind !== 'retraction' && event.country !== undefined) known.add(event.country);
    countries.set(event.clinician, known);
  }
  return [...countries].map(([clinician, known]) => ({ clinician, countries: [...known] }));
}
