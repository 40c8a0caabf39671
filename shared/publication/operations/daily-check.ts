import {
  type Integrity,
  type IntegrityCheck,
  integrityCheck,
  integrityCheckKey,
} from '../../contracts/index.ts';
import { GROUPS } from '../../ledger/cells/index.ts';
import { count } from '../../lib/index.ts';
import type { ObjectReader } from '../../lib/object-store/index.ts';
import { readIfValid } from './read-if-valid.ts';

/** The result of the last daily comparison of counters with the ledger. Null before the first comparison. */
export async function dailyCheck(exports: ObjectReader, study: string): Promise<Integrity | null> {
  const check = await readIfValid(exports, integrityCheckKey(study), integrityCheck);
  return check && { ...found(check), differences: [] };
}

function found({
  checkedAt,
  judgments,
  groups,
  differences,
}: IntegrityCheck): Omit<Integrity, 'differences'> {
  const when = `At ${checkedAt},`;
  if (differences > 0)
    return {
      status: 'differs',
      explanation: `${when} ${count(differences)} counters differed from the ledger: run recount.`,
    };
  if (groups.open > 0)
    return {
      status: 'inconclusive',
      explanation: `${when} no difference was found, but ${groups.open} of ${GROUPS} groups of clinicians could not be compared.`,
    };
  return {
    status: 'checked',
    explanation: `${when} the counters were the sum of the ${count(judgments)} judgments in the ledger.`,
  };
}
