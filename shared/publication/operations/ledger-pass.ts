import pMap from 'p-map';
import { type EvidenceRows, rowCollector } from '../../audit/evidence/rows/index.ts';
import { raterAgreement, votingQuality } from '../../audit/index.ts';
import {
  countedNames,
  type Integrity,
  type LedgerQuality,
  type Protocol,
  type Snapshot,
} from '../../contracts/index.ts';
import { ALL_GROUPS, type Settings } from '../../ledger/cells/index.ts';
import {
  type CountersSeen,
  type RecountedStore,
  recount,
  type ScannableStore,
  scannedStores,
} from '../../ledger/maintenance/index.ts';
import { count } from '../../lib/index.ts';
import { integrityOf, MAX_JUDGMENTS_READ } from './integrity.ts';
import { type LedgerReading, ledgerReading } from './ledger-reading.ts';

/** Number of groups of clinicians that are read at once. */
const CONCURRENCY = 4;

/**
 * The largest study, in judgments, that is read by queries only. Queries for 800 clinicians take one second, so a scan would
 * save little.
 */
const MAX_JUDGMENTS_QUERIED = 20_000;

/** The results of reading every judgment of a study. */
export interface LedgerPass {
  readonly rows: EvidenceRows;
  /** Whether the counters are the sum of the judgments. */
  readonly integrity: Integrity;
  /** Number of groups whose counters changed during each comparison. */
  readonly moving: number;
  /** The quality of single judgments. */
  quality(audit: Snapshot): LedgerQuality;
}

interface LedgerPassOptions {
  /** Maximum number of judgments that are read by queries only. */
  readonly maxQueried?: number;
}

/**
 * Reads every judgment once, for three results: the evidence rows, the comparison of the counters with the judgments, and
 * the quality of single judgments. Writers may continue meanwhile.
 *
 * @param seen the counters by group, read before. They save a reading of each group while no counter changes. From the first
 * group with a changed counter on, counters are read again directly before the ledger, because a ledger would often have to be
 * read twice otherwise. A group that was scanned is compared with these counters in any case, because they are older than the
 * scan.
 * @see docs/decisions/0167-large-studies-are-read-by-a-scan.md
 */
export async function ledgerPass(
  store: RecountedStore & ScannableStore,
  protocol: Protocol,
  seen: readonly CountersSeen[],
  { maxQueried = MAX_JUDGMENTS_QUERIED }: LedgerPassOptions = {},
): Promise<LedgerPass> {
  const reading = ledgerReading(countedNames(protocol).models, store.settings.criteria);
  const collector = rowCollector();
  const begun = new Set<number>();
  let isQuiet = true;
  const begin = (group: number) => {
    // A second reading of a group means that its counters have changed. An earlier reading is then no longer worth a try.
    isQuiet &&= !begun.has(group);
    begun.add(group);
    const [keep, collect] = [reading.begin(group), collector.begin(group)];
    return (...judgment: Parameters<typeof collect>) => {
      keep(judgment[0]);
      collect(...judgment);
    };
  };
  const judgments = seen.reduce((sum, group) => sum + group.judgments, 0);
  const scanned = judgments > maxQueried ? await scannedStores(store, seen) : null;
  const recounted = await pMap(
    ALL_GROUPS,
    async (group) => {
      const scan = await scanned?.(group);
      if (scan === null) isQuiet = false;
      const options = { groups: [group], begin, seen: () => (scan || isQuiet ? seen[group] : undefined) };
      return Array.fromAsync(recount(scan ?? store, options));
    },
    { concurrency: CONCURRENCY },
  );
  const results = recounted.flat();
  return {
    rows: collector.rows(),
    integrity: integrityOf(results),
    moving: results.filter(({ status }) => status === 'inconclusive').length,
    quality: (audit) => qualityOf(reading, audit, store.settings),
  };
}

/** The quality of single judgments in studies whose ledger is not read with every snapshot. */
export const QUALITY_NOT_COMPUTED: LedgerQuality = notComputed(
  `Ledgers of more than ${count(MAX_JUDGMENTS_READ)} judgments are not read with every snapshot.`,
);

function notComputed(explanation: string): LedgerQuality {
  return {
    status: 'not computed',
    explanation,
    concentration: null,
    firstRank: null,
    voteStuffing: null,
    agreement: [],
  };
}

function qualityOf(
  reading: LedgerReading,
  { leaderboard, protocol }: Snapshot,
  { criteria }: Settings,
): LedgerQuality {
  const versions = reading.versions();
  return { ...measuresOf(reading, { leaderboard, protocol }, criteria), ...(versions && { versions }) };
}

/** The number of clinicians who rated decides about the agreement, so that studies without votes have one. */
function measuresOf(
  reading: LedgerReading,
  { leaderboard, protocol }: Pick<Snapshot, 'leaderboard' | 'protocol'>,
  criteria: Settings['criteria'],
): LedgerQuality {
  const { suppressBelow } = protocol;
  // With only a handful of clinicians, shares would reveal the votes of single ones.
  if (reading.clinicians() < suppressBelow)
    return notComputed(`Fewer than ${suppressBelow} clinicians have voted or rated.`);
  const agreement = raterAgreement(reading.answers(), criteria, protocol.confidence);
  const voters = reading.votes();
  if (voters.length < suppressBelow)
    return {
      status: 'computed',
      explanation: `From the ratings in the ledger. Fewer than ${suppressBelow} clinicians have voted.`,
      ...{ concentration: null, firstRank: null, voteStuffing: null, agreement },
    };
  const votes = voters.reduce((sum, { length }) => sum + length, 0);
  return {
    status: 'computed',
    explanation: `From the ${count(votes)} votes in the ledger, one by one.`,
    ...votingQuality(
      voters,
      leaderboard.overall.rows.map(({ model }) => model),
      protocol,
    ),
    agreement,
  };
}
