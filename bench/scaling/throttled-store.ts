import type { CommitResult, StudyStore, Transaction } from '../../shared/ledger/index.ts';
import { memoryStores } from '../../shared/ledger/memory/index.ts';
import { SETTINGS, STUDY } from '../workload.ts';
import { PARTITION_UNITS_PER_SECOND } from './model.ts';
import type { VirtualTime } from './virtual-time.ts';

const UNITS_PER_CELL = 2;
/** Milliseconds per transaction. */
const LATENCY_MS = 15;

export interface Throttled {
  readonly store: StudyStore;
  /** Number of attempted transactions, of committed transactions, and of the judgments in committed transactions. */
  readonly counts: { tries: number; committed: number; judgments: number };
}

/**
 * A store in memory that throttles its counters as DynamoDB throttles a partition. Write units return at a thousand
 * per second, and unused units expire after a second. A transaction is refused completely if any of its cells has too
 * few units. This is the worst case: there are no further bursts, and no partition is ever split.
 */
export async function throttledStore(time: VirtualTime): Promise<Throttled> {
  const store = await memoryStores().store.open(STUDY, SETTINGS);
  const write = store.commit.bind(store);
  const buckets = new Map<number, { units: number; at: number }>();
  const counts = { tries: 0, committed: 0, judgments: 0 };
  const tokenBucket = (group: number) => {
    const held = buckets.get(group) ?? { units: PARTITION_UNITS_PER_SECOND, at: 0 };
    const gained = ((time.now() - held.at) / 1000) * PARTITION_UNITS_PER_SECOND;
    const bucket = { units: Math.min(PARTITION_UNITS_PER_SECOND, held.units + gained), at: time.now() };
    buckets.set(group, bucket);
    return bucket;
  };
  const commit = async (transaction: Transaction): Promise<CommitResult> => {
    const { judgments, cells } = transaction;
    counts.tries += 1;
    await time.sleep(LATENCY_MS);
    const byGroup = Map.groupBy(cells, ({ group }) => group);
    const wanted = [...byGroup].map(([group, all]) => ({
      bucket: tokenBucket(group),
      units: UNITS_PER_CELL * all.length,
    }));
    if (wanted.some(({ bucket, units }) => bucket.units < units))
      return { status: 'busy', error: new Error('throttled') };
    for (const { bucket, units } of wanted) bucket.units -= units;
    counts.committed += 1;
    counts.judgments += judgments.length;
    return write(transaction);
  };
  return { store: Object.assign(store, { commit }), counts };
}
