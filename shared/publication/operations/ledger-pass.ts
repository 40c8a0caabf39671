import pMap from 'p-map';
import { raterAgreement, votingQuality } from '../../audit/index.ts';
import { countedNames, type Integrity, type LedgerQuality, type Snapshot } from '../../contracts/index.ts';
import { ALL_GROUPS, type Settings } from '../../ledger/cells/index.ts';
import { type RecountedStore, recount } from '../../ledger/maintenance/index.ts';
import { count } from '../../lib/index.ts';
import { integrityOf, MAX_JUDGMENTS_CHECKED, NOT_CHECKED } from './integrity.ts';
import { type LedgerReading, ledgerReading } from './ledger-reading.ts';

/**
 * Reads every judgment once, for two results: whether the counters are the sum of the judgments, and the quality of
 * single judgments. Writers may continue meanwhile. Ledgers above the size limit are not read with every snapshot.
 *
 * @param also another reader of the same judgments
 */
export async function ledgerPass(
  store: RecountedStore,
  audit: Snapshot,
  also: Begin | null = null,
): Promise<{ integrity: Integrity; ledger: LedgerQuality }> {
  if (audit.totals.judgments > MAX_JUDGMENTS_CHECKED) {
    const why = `Ledgers of more than ${count(MAX_JUDGMENTS_CHECKED)} judgments are not read with every snapshot.`;
    return { integrity: NOT_CHECKED, ledger: notComputed(why) };
  }
  const reading = ledgerReading(countedNames(audit.protocol).models);
  const results = await pMap(
    ALL_GROUPS,
    (group) => Array.fromAsync(recount(store, { groups: [group], begin: bothOf(reading.begin, also) })),
    { concurrency: 4 },
  );
  return { integrity: integrityOf(results.flat()), ledger: qualityOf(reading, audit, store.settings) };
}

type Begin = LedgerReading['begin'];

/** A reading of the ledger for two readers. */
function bothOf(one: Begin, other: Begin | null): Begin {
  if (!other) return one;
  return (group) => {
    const [first, second] = [one(group), other(group)];
    return (row) => {
      first(row);
      second(row);
    };
  };
}

const notComputed = (explanation: string): LedgerQuality => ({
  status: 'not computed',
  explanation,
  concentration: null,
  firstRank: null,
  voteStuffing: null,
  agreement: [],
});

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
