import { OwnError } from '../own-error.ts';
import { addInto, type Counts } from '../tallies/counts.ts';
import type { Task } from './drain.ts';
import { merge, type Step, type Verdict } from './merge.ts';
import { cellName, fold, pack } from './pack.ts';
import { type CommitResult, ledgerId, type StudyStore, Superseded, type Transaction } from './port.ts';
import type { Recorded, RecordOptions } from './record.ts';
import { type Pace, waitBefore } from './retry.ts';

/** Steps to be written in one transaction, and how often that was tried. */
export interface Batch extends Task {
  readonly steps: readonly Step[];
  readonly tries: Readonly<Record<'stale' | 'conflict' | 'busy', number>>;
  readonly wait: boolean;
}

/** One call of `record` while it goes on. */
export interface Run {
  readonly store: StudyStore;
  readonly options: RecordOptions;
  readonly pace: Pace;
  readonly results: (Recorded | undefined)[];
  /** Verdicts of steps whose transaction got no answer, by ledger id. */
  readonly unanswered: Map<string, readonly Verdict[]>;
  /** Whether some batch has given up on a busy store: the others then try only once. */
  exhausted: boolean;
  superseded: boolean;
}

const MAX_TRIES = { stale: 12, conflict: 12, busy: 5 } as const;
/** Merging again needs no pause, unless others keep changing the same judgment. */
const STALE_WITHOUT_PAUSE = 2;

export const begin = (store: StudyStore, options: RecordOptions, pace: Pace, events: number): Run => ({
  store,
  options,
  pace,
  results: new Array(events),
  unanswered: new Map(),
  exhausted: false,
  superseded: false,
});

/** Packs the steps that change something into batches, and concludes the others. */
export function take(
  run: Run,
  steps: readonly Step[],
  tries: Batch['tries'] = { stale: 0, conflict: 0, busy: 0 },
  wait = false,
): Batch[] {
  for (const step of steps) if (!step.changed) concludeUnchanged(run, step);
  const limits = { maxJudgments: run.options.maxJudgments, reserved: run.options.import ? 1 : 0 };
  return pack(
    steps.filter(({ changed }) => changed),
    limits,
  ).map((part) => ({ steps: part, tries, wait, holds: part.flatMap(({ cells }) => cells.map(cellName)) }));
}

/** Tries to write a batch. Returns what is left to do of it, in other batches. */
export async function settle(run: Run, batch: Batch): Promise<readonly Batch[]> {
  const { stale, conflict, busy } = batch.tries;
  const inTime = batch.wait ? await waitBefore(stale + conflict + busy, run.pace) : run.pace.deadline() > 0;
  if (!inTime) return giveUp(run, batch.steps, new OwnError('no time was left to record it'));
  const result = await run.store.commit(transactionOf(run, batch.steps));
  switch (result.status) {
    case 'committed':
      for (const step of batch.steps) conclude(run, step, step.verdicts, run.options.import !== undefined);
      return [];
    case 'superseded':
      run.superseded = true;
      throw new Superseded('another worker has taken over the import');
    case 'invalid':
      return invalid(run, batch, result.message);
    default:
      return again(run, batch, result);
  }
}

type Passing = Extract<CommitResult, { status: 'stale' | 'conflict' | 'busy' }>;

/** What may succeed another time: merged again, split, or as it is after a pause. */
function again(run: Run, batch: Batch, result: Passing): readonly Batch[] {
  const { status } = result;
  const tries = { ...batch.tries, [status]: batch.tries[status] + 1 };
  if (status === 'busy')
    for (const step of batch.steps) run.unanswered.set(ledgerId(step.key), step.verdicts);
  if (tries[status] >= (status === 'busy' && run.exhausted ? 1 : MAX_TRIES[status])) {
    if (status === 'busy') run.exhausted = true;
    return giveUp(run, batch.steps, status === 'busy' ? result.error : new OwnError(`${status} too often`));
  }
  if (status === 'busy') return [{ ...batch, tries, wait: true }];
  if (status === 'conflict') return halves(batch.steps).flatMap((steps) => take(run, steps, tries, true));
  const { current } = result;
  const steps = batch.steps.map((step) => {
    const seen = current.get(ledgerId(step.key));
    return seen === undefined ? step : merge({ ...step, seen }, run.store.settings.criteria);
  });
  return take(run, steps, tries, tries.stale > STALE_WITHOUT_PAUSE);
}

function invalid(run: Run, batch: Batch, message: string): readonly Batch[] {
  if (batch.steps.length > 1)
    return halves(batch.steps).flatMap((steps) => take(run, steps, batch.tries, false));
  for (const { events } of batch.steps)
    for (const { index } of events)
      run.results[index] = { reject: `the store refuses the judgment: ${message}` };
  return [];
}

const halves = (steps: readonly Step[]): (readonly Step[])[] =>
  steps.length === 1
    ? [steps]
    : [steps.slice(0, Math.ceil(steps.length / 2)), steps.slice(Math.ceil(steps.length / 2))];

function giveUp(run: Run, steps: readonly Step[], error: unknown): readonly Batch[] {
  for (const { events } of steps) for (const { index } of events) run.results[index] = { retry: true, error };
  return [];
}

function conclude(run: Run, { events }: Step, verdicts: readonly Verdict[], counted: boolean): void {
  for (const [position, { index }] of events.entries()) {
    const verdict = verdicts[position]!;
    run.results[index] = typeof verdict === 'string' ? { outcome: verdict, counted } : verdict;
  }
}

/**
 * An import that finds its own window's mark on a judgment has written it, in an earlier life or in a
 * transaction whose answer was lost, and counted its events with it.
 */
function concludeUnchanged(run: Run, step: Step): void {
  const own = isOwn(run, step);
  const told = own ? run.unanswered.get(ledgerId(step.key)) : undefined;
  conclude(run, step, told ?? step.verdicts, own);
}

const isOwn = ({ options }: Run, { seen }: Step): boolean =>
  options.import !== undefined && seen?.source === options.source;

function transactionOf(run: Run, steps: readonly Step[]): Transaction {
  const { source, import: importing } = run.options;
  const judgments = steps.map(({ key, seen, judgment, events }) => ({
    ...key,
    expectedVersion: seen?.version ?? 0,
    entry: { judgment, version: (seen?.version ?? 0) + 1, source, at: events.at(-1)!.event.at },
  }));
  const transaction = { judgments, cells: fold(steps) };
  return importing
    ? { ...transaction, import: { ...importing, outcomes: outcomesOf(run, steps) } }
    : transaction;
}

/** Of a judgment that this window wrote before, only what is new now: a criterion may have been added since. */
function outcomesOf(run: Run, steps: readonly Step[]): Counts {
  const outcomes = new Map<string, number>();
  for (const step of steps)
    for (const verdict of step.verdicts)
      if (typeof verdict === 'string' && (!isOwn(run, step) || NEWS.has(verdict)))
        addInto(outcomes, new Map([[verdict, 1]]));
  return outcomes;
}

const NEWS: ReadonlySet<Verdict> = new Set(['recorded', 'revised', 'retracted']);
