import { addInto, type Counts } from '../../ledger/cells/index.ts';
import type { ImportState } from '../../ledger/import-log/index.ts';
import type { EventOutcome, Recorded } from '../../ledger/index.ts';
import { totalCount } from '../receipt.ts';

/** Outcomes that change nothing, the most frequent first. */
const HARMLESS: readonly EventOutcome[] = [
  'duplicate',
  'stale',
  'conflict',
  'recorded',
  'revised',
  'retracted',
];

/** The outcomes of a window's events, summed up. */
export class WindowOutcomes {
  events = 0;
  /** Outcomes that no transaction has counted. */
  readonly uncounted = new Map<string, number>();

  add({ outcome, counted }: Extract<Recorded, { outcome: unknown }>): void {
    this.events += 1;
    if (!counted) this.uncounted.set(outcome, (this.uncounted.get(outcome) ?? 0) + 1);
  }
}

/**
 * The outcomes that remain to be counted at the checkpoint of a window. They belong to events that changed nothing.
 *
 * An event that changed a judgment was counted by the same transaction, and the judgment has the mark of the
 * window. Suppose that a worker dies in a window, and another writer changes one of its judgments before the
 * repetition. The mark is then lost, and the repetition takes the window's own events for duplicates. The account
 * corrects this. The remaining outcomes number the window's events minus those counted since its start, and the
 * duplicates are reduced by the difference.
 */
export function remaining({ events, uncounted }: WindowOutcomes, state: ImportState): Counts {
  const outcomes = new Map(uncounted);
  const counted = totalCount(state.committed) - totalCount(state.committedBefore);
  let surplus = totalCount(outcomes) - Math.max(0, events - counted);
  for (const outcome of HARMLESS) {
    const less = surplus > 0 ? Math.min(surplus, outcomes.get(outcome) ?? 0) : 0;
    addInto(outcomes, new Map([[outcome, -less]]));
    surplus -= less;
  }
  if (surplus < 0) addInto(outcomes, new Map([['duplicate', -surplus]]));
  return outcomes;
}
