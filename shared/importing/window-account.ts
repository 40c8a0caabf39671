import type { EventOutcome } from '../judgments/apply.ts';
import type { ImportState } from '../store/import-log.ts';
import type { Recorded } from '../store/port.ts';
import { addInto, type Counts } from '../tallies/counts.ts';
import { total } from './receipt.ts';

/** Outcomes that change nothing, the commonest first. */
const HARMLESS: readonly EventOutcome[] = [
  'duplicate',
  'stale',
  'conflict',
  'recorded',
  'revised',
  'retracted',
];

/** What was told of the window's events, as it is added up. */
export class Told {
  events = 0;
  /** Outcomes that no transaction has counted. */
  readonly uncounted = new Map<string, number>();

  add({ outcome, counted }: Extract<Recorded, { outcome: unknown }>): void {
    this.events += 1;
    if (!counted) this.uncounted.set(outcome, (this.uncounted.get(outcome) ?? 0) + 1);
  }
}

/**
 * The outcomes that remain to be counted at the checkpoint of a window: of events that changed nothing.
 *
 * What changed something was counted by the transaction that changed it, and bears the window's mark. When a worker
 * dies in the middle of a window and somebody else writes one of its judgments before the window is repeated, the
 * mark is gone and the repetition takes its own events for duplicates. The account knows better: the window's
 * events less those counted since its beginning are all that can remain, and the difference comes off the duplicates.
 */
export function remaining({ events, uncounted }: Told, state: ImportState): Counts {
  const outcomes = new Map(uncounted);
  const counted = total(state.committed) - total(state.committedBefore);
  let surplus = total(outcomes) - Math.max(0, events - counted);
  for (const outcome of HARMLESS) {
    const less = surplus > 0 ? Math.min(surplus, outcomes.get(outcome) ?? 0) : 0;
    addInto(outcomes, new Map([[outcome, -less]]));
    surplus -= less;
  }
  if (surplus < 0) addInto(outcomes, new Map([['duplicate', -surplus]]));
  return outcomes;
}
