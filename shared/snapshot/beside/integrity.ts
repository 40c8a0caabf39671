import { GROUPS } from '../../contracts/pseudonym.ts';
import type { GroupRecount } from '../../store/recount.ts';
import type { Integrity } from '../operations.ts';
import { count } from '../report/format.ts';

/** Judgments up to which every snapshot reads the whole ledger: some 100 MB, read within a minute. */
export const CHECKED_UP_TO = 200_000;
/** Differences listed. */
const LISTED = 20;

export const NOT_CHECKED: Integrity = {
  status: 'not checked',
  explanation: `Ledgers of more than ${count(CHECKED_UP_TO)} judgments are compared once a day; this one has not been yet.`,
  differences: [],
};

/**
 * Whether the counters are the sum of the tallies of the ledger. Writers may go on meanwhile: groups whose counters
 * moved during the comparison are not judged.
 */
export function integrityOf(results: readonly GroupRecount[]): Integrity {
  const read = results.reduce((sum, { judgments }) => sum + judgments, 0);
  const differences = results.flatMap((result) => result.differences);
  const open = results.filter(({ status }) => status === 'inconclusive').length;
  if (differences.length > 0)
    return {
      status: 'differs',
      explanation: `${count(differences.length)} counters are not what the ledger says: run recount.`,
      differences: differences.slice(0, LISTED),
    };
  if (open > 0)
    return {
      status: 'inconclusive',
      explanation: `No difference found; in ${open} of ${GROUPS} groups of clinicians the counters moved during the comparison.`,
      differences: [],
    };
  return {
    status: 'checked',
    explanation: `The counters are the sum of the ${count(read)} judgments in the ledger.`,
    differences: [],
  };
}
