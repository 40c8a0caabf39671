import type { Integrity } from '../../contracts/index.ts';
import { GROUPS } from '../../ledger/cells/index.ts';
import type { GroupRecount } from '../../ledger/maintenance/index.ts';
import { count } from '../../lib/index.ts';

/**
 * The largest ledger, in judgments, that every snapshot reads as a whole. It has about 100 MB and is read within a
 * minute. Larger studies are audited from the counters.
 */
export const MAX_JUDGMENTS_READ = 200_000;
/** Maximum number of differences in the list. */
const MAX_LISTED_DIFFERENCES = 20;

export const NOT_CHECKED: Integrity = {
  status: 'not checked',
  explanation: `Ledgers of more than ${count(MAX_JUDGMENTS_READ)} judgments are compared once a day. This ledger has not been compared yet.`,
  differences: [],
};

/**
 * Decides whether the counters are the sum of the tallies in the ledger. Writers may continue during the comparison. A
 * group is not judged if its counters moved meanwhile.
 */
export function integrityOf(results: readonly GroupRecount[]): Integrity {
  const read = results.reduce((sum, { judgments }) => sum + judgments, 0);
  const differences = results.flatMap((result) => result.differences);
  const open = results.filter(({ status }) => status === 'inconclusive').length;
  if (differences.length > 0)
    return {
      status: 'differs',
      explanation: `${count(differences.length)} counters differ from the ledger: run recount.`,
      differences: differences.slice(0, MAX_LISTED_DIFFERENCES),
    };
  if (open > 0)
    return {
      status: 'inconclusive',
      explanation: `No difference was found. In ${open} of ${GROUPS} groups of clinicians, the counters changed during the comparison.`,
      differences: [],
    };
  return {
    status: 'checked',
    explanation: `The counters are the sum of the ${count(read)} judgments in the ledger.`,
    differences: [],
  };
}
