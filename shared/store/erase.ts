import { groupOf, type Pseudonym } from '../contracts/pseudonym.ts';
import { OwnError } from '../own-error.ts';
import { pauseAfter, realPace } from '../retry.ts';
import { tally } from '../tallies/tally.ts';
import type { CellAddition, LedgerRow, Maintenance } from './port.ts';
import { type GroupRecount, type RecountedStore, recount } from './recount.ts';

export interface EraseOptions {
  /** Milliseconds until no writer is left that did not know of the erasure when it began. */
  readonly settling: number;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  /** Told how many judgments have been removed. */
  readonly onRemoved?: (judgments: number) => void;
}

export interface Erased {
  /** Judgments removed. */
  readonly judgments: number;
  /** How the counters of the clinician's group stand to the ledger afterwards. */
  readonly integrity: GroupRecount['status'];
}

/** A judgment that keeps changing is not followed for ever. */
const MAX_SWEEPS = 20;
const BACKOFF = { firstPause: 50, longestPause: 3200 };
/** Only one erasure runs, so its pauses need no jitter. */
const PACE = { ...realPace, random: () => 1 };

/**
 * Erases a clinician from a study: marks the clinician's entry, so that writers refuse what comes later, also from an
 * export that is dropped again; removes the judgments with their counts; waits until no writer is left that had not
 * seen the mark, and removes what those have written meanwhile.
 *
 * It may be repeated after a crash at any point. What stays is the entry itself: a pseudonym and the mark.
 * @throws where judgments are left
 */
export async function erase(
  store: Maintenance & RecountedStore,
  clinician: Pseudonym,
  { settling, wait = realPace.sleep, onRemoved = () => {} }: EraseOptions,
): Promise<Erased> {
  await store.markErased(clinician);
  let judgments = 0;
  const removed = () => onRemoved(++judgments);
  await sweep(store, clinician, removed);
  await wait(settling);
  await sweep(store, clinician, removed);
  const integrity = await integrityOf(store, groupOf(clinician));
  return { judgments, integrity };
}

async function sweep(store: Maintenance, clinician: Pseudonym, removed: () => void): Promise<void> {
  for (let sweeps = 1; ; sweeps += 1) {
    let left = 0;
    for await (const row of store.judgments(clinician))
      if (await store.remove(row, withdrawn(row, store))) removed();
      else left += 1;
    if (left === 0) return;
    if (sweeps === MAX_SWEEPS)
      throw new OwnError(
        'some judgments could not be removed: the store is busy, or they keep changing. Try again.',
      );
    await pauseAfter(sweeps, BACKOFF, PACE);
  }
}

/** The tally of a judgment, below zero. */
function withdrawn({ clinician, entry }: LedgerRow, { settings }: Maintenance): CellAddition[] {
  return tally(entry.judgment, settings.criteria).map(({ counts, ...cell }) => ({
    ...cell,
    group: groupOf(clinician),
    counts: new Map([...counts].map(([slot, count]) => [slot, -count])),
  }));
}

async function integrityOf(store: RecountedStore, group: number): Promise<GroupRecount['status']> {
  for await (const { status } of recount(store, { groups: [group] })) return status;
  throw new OwnError(`group ${group} was not recounted`);
}
