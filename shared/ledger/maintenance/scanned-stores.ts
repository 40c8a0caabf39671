import { type CountersSeen, isUnchanged } from '../cell-readings.ts';
import type { CellVersion, ScannedJudgments, StudyStore } from '../port.ts';
import type { RecountedStore } from './recount.ts';

/** A store that may be able to read a ledger in bulk. */
export type ScannableStore = Pick<StudyStore, 'scan'>;

/**
 * Scans a study's ledger. The returned function gives a store for each group, whose first reading of the group takes the
 * judgments from the scan. Its later readings are those of the study's own store.
 *
 * The cells of the group were read before the scan, and their versions are read after it. If none of them changed, no
 * judgment of the group changed during the scan, so the scan found the ledger as it was at any moment between the two. A
 * judgment that was written after its segment had been scanned changes its cells, also if it is the first one of a clinician
 * or is removed.
 *
 * @param seen the counters by group, read before
 * @returns null if the store does not scan the ledger. The function returns null for a group that changed. It drops the
 *   judgments that were scanned, because they would have to be read again.
 * @see docs/decisions/0167-large-studies-are-read-by-a-scan.md
 */
export async function scannedStores(
  store: RecountedStore & ScannableStore,
  seen: readonly CountersSeen[],
): Promise<((group: number) => Promise<RecountedStore | null>) | null> {
  const scan = await store.scan?.();
  if (!scan) return null;
  return async (group) => {
    const judgmentsOf = scan.take(group);
    const versions = await Array.fromAsync(store.versions(group));
    return versions.every((cell) => isUnchanged(seen[group]!, cell))
      ? firstFrom(store, judgmentsOf, versions)
      : null;
  };
}

/** The store of one group, whose first reading of judgments, and of versions after them, is already there. */
function firstFrom(
  store: RecountedStore,
  judgmentsOf: ReturnType<ScannedJudgments['take']>,
  versions: readonly CellVersion[],
): RecountedStore {
  let isFirst = true;
  return {
    get settings() {
      return store.settings;
    },
    counters: (group) => store.counters(group),
    entered: (group) => store.entered(group),
    judgments: (clinician) => (isFirst ? judgmentsOf(clinician) : store.judgments(clinician)),
    async *versions(group) {
      const isEnd = isFirst;
      isFirst = false;
      yield* isEnd ? versions : store.versions(group);
    },
    correct: (correction) => store.correct(correction),
  };
}
