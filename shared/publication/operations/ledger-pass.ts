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
import { type RecountedStore, recount } from '../../ledger/maintenance/index.ts';
import { count } from '../../lib/index.ts';
import { integrityOf, MAX_JUDGMENTS_READ } from './integrity.ts';
import { type LedgerReading, ledgerReading } from './ledger-reading.ts';

/** Number of groups of clinicians that are read at once. */
const CONCURRENCY = 4;

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

/**
 * Reads every judgment once, for three results: the evidence rows, the comparison of the counters with the judgments, and
 * the quality of single judgments. Writers may continue meanwhile.
 */
export async function ledgerPass(store: RecountedStore, protocol: Protocol): Promise<LedgerPass> {
  const reading = ledgerReading(countedNames(protocol).models, store.settings.criteria);
  const collector = rowCollector();
  const begin = (group: number) => {
    const [keep, collect] = [reading.begin(group), collector.begin(group)];
    return (...judgment: Parameters<typeof collect>) => {
      keep(judgment[0]);
      collect(...judgment);
    };
  };
  const recounted = await pMap(
    ALL_GROUPS,
    (group) => Array.fromAsync(recount(store, { groups: [group], begin })),
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
  const clinicians = reading.votes();
  // With only a handful of clinicians, shares would reveal the votes of single ones.
  if (clinicians.length < protocol.suppressBelow)
    return notComputed(`Fewer than ${protocol.suppressBelow} clinicians have voted.`);
  const votes = clinicians.reduce((sum, { length }) => sum + length, 0);
  return {
    status: 'computed',
    explanation: `From the ${count(votes)} votes in the ledger, one by one.`,
    ...votingQuality(
      clinicians,
      leaderboard.overall.rows.map(({ model }) => model),
      protocol,
    ),
    agreement: raterAgreement(reading.answers(), criteria, protocol.confidence),
  };
}
