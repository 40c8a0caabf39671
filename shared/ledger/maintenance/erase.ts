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
  /** Number of finished erasures, including those that had been interrupted. */
  readonly clinicians: number;
  /** Number of removed judgments. */
  readonly judgments: number;
  /** Whether the counters of these clinicians' groups equal the ledger after the erasure. */
  readonly integrity: GroupRecount['status'];
}

/** A judgment that keeps changing is not followed for ever. */
const MAX_SWEEPS = 20;
const BACKOFF = { firstPause: 50, longestPause: 3200 };
/** Only one erasure runs, so its pauses need no jitter. */
const PACE = { ...realPace, random: () => 1 };

/**
 * Erases a clinician from a study, and finishes all erasures of this study that were interrupted.
 *
 * It marks the clinician's entry, so that writers refuse later events, even if an export is imported again. Then it
 * removes the judgments with their counts. Some writers may not have seen the mark yet. It waits until they have ended,
 * and removes the judgments that they have written. Only the entry remains: the pseudonym and the mark.
 *
 * After an interruption at any point, the next call for this study finishes the erasure.
 *
 * @param clinician null to finish the interrupted erasures alone
 * @throws if judgments of a clinician are left. The erasures of the others are finished before.
 * @see docs/decisions/0134-erasures-are-listed-until-they-are-finished.md
 */
export async function erase(
  store: Maintenance & RecountedStore,
  clinician: Pseudonym | null,
  { settling, wait = realPace.sleep, onRemoved = () => {} }: EraseOptions,
): Promise<Erased> {
  if (clinician !== null) await store.markErased(clinician);
  const unfinished = await store.unfinishedErasures();
  if (unfinished.length === 0) return { clinicians: 0, judgments: 0, integrity: 'equal' };
  // An interrupted erasure may be in the list without the mark.
  for (const other of unfinished) if (other !== clinician) await store.markErased(other);
  let judgments = 0;
  const removed = () => onRemoved(++judgments);
  const first = await sweepAll(store, unfinished, removed);
  if (first.swept.length === 0) throw first.fault;
  await wait(settling);
  const { swept, fault } = await sweepAll(store, unfinished, removed);
  const integrity = await integrityOf(store, swept);
  for (const other of swept) await store.finishErasure(other);
  if (fault !== null) throw fault;
  return { clinicians: swept.length, judgments, integrity };
}

/** Removes all judgments of the clinicians. If this fails for one of them, it still continues with the others. */
async function sweepAll(store: Maintenance, clinicians: readonly Pseudonym[], removed: () => void) {
  const swept: Pseudonym[] = [];
  let fault: unknown = null;
  for (const clinician of clinicians)
    try {
      await sweep(store, clinician, removed);
      swept.push(clinician);
    } catch (error) {
      fault ??= error;
    }
  return { swept, fault };
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

/** The worst result among the groups of the clinicians. */
async function integrityOf(
  store: RecountedStore,
  clinicians: readonly Pseudonym[],
): Promise<GroupRecount['status']> {
  const found = new Set<GroupRecount['status']>();
  const groups = [...new Set(clinicians.map(groupOf))];
  for await (const { status } of recount(store, { groups })) found.add(status);
  return (['differs', 'inconclusive'] as const).find((status) => found.has(status)) ?? 'equal';
}
