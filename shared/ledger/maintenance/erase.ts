import { OwnError, pauseAfter, realPace } from '../../lib/index.ts';
import { groupOf, type Pseudonym } from '../cells/cell.ts';
import { tally } from '../cells/tally.ts';
import type { CellAddition, LedgerRow, Maintenance } from '../port.ts';
import { type GroupRecount, type RecountedStore, recount } from './recount.ts';

export interface EraseOptions {
  /** Milliseconds after which all writers that started without knowing of the erasure have ended. */
  readonly settling: number;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  /** Called after each removal with the number of judgments removed so far. */
  readonly onRemoved?: (judgments: number) => void;
}

export interface Erased {
  /** Number of removed judgments. */
  readonly judgments: number;
  /** The comparison of the group's counters with the ledger after the erasure. */
  readonly integrity: GroupRecount['status'];
}

/** A judgment that keeps changing is not followed for ever. */
const MAX_SWEEPS = 20;
const BACKOFF = { firstPause: 50, longestPause: 3200 };
/** Only one erasure runs, so its pauses need no jitter. */
const PACE = { ...realPace, random: () => 1 };

/**
 * Erases a clinician from a study. It marks the clinician's entry, so that writers refuse later events, even if an export
 * is imported again. Then it removes the judgments with their counts. Some writers may not have seen the mark yet. It
 * waits until they have ended, and removes the judgments that they have written.
 *
 * It can be repeated after a crash at any point. Only the entry remains: the pseudonym and the mark.
 *
 * @throws if judgments are left
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

/** The negated tally of a judgment. */
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
