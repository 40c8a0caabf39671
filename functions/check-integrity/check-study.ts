import pMap from 'p-map';
import type { IntegrityCheck } from '../../shared/contracts/index.ts';
import { ALL_GROUPS, GROUPS } from '../../shared/ledger/cells/index.ts';
import {
  type CounterDifference,
  type GroupRecount,
  type RecountedStore,
  recount,
} from '../../shared/ledger/maintenance/index.ts';
import { rotate } from '../support/rotate.ts';

/** Number of groups that are read at once. */
const CONCURRENCY = 4;
/**
 * Maximum number of times that the ledger of a group is read. It is read again if cells changed in the meantime, or
 * differ.
 */
const MAX_ROUNDS = 3;
/** Number of differences that the log names. */
const MAX_LOGGED_DIFFERENCES = 5;

export type Found = Pick<IntegrityCheck, 'judgments' | 'groups' | 'differences'> & {
  readonly firstDifferences: readonly string[];
};

/**
 * Compares the counters of a study with its ledger, one group of clinicians after another, while there is time.
 * @param now ms since 1970. It selects the first group, so that several runs together check a study that is too
 *   large for one.
 */
export async function checkStudy(
  study: RecountedStore,
  timeLeft: () => boolean,
  now: number,
): Promise<Found> {
  const results: GroupRecount[] = [];
  const check = async (group: number): Promise<void> => {
    if (!timeLeft()) return;
    for await (const result of recount(study, { groups: [group], rounds: MAX_ROUNDS })) results.push(result);
  };
  await pMap(rotate(ALL_GROUPS, now), check, { concurrency: CONCURRENCY });
  return found(results);
}

function found(results: readonly GroupRecount[]): Found {
  const having = (status: GroupRecount['status']) =>
    results.filter((result) => result.status === status).length;
  const [confirmed, differing] = [having('equal'), having('differs')];
  const differences = results.flatMap((result) => result.differences);
  return {
    judgments: results.reduce((sum, { judgments }) => sum + judgments, 0),
    groups: { confirmed, differing, open: GROUPS - confirmed - differing },
    differences: differences.length,
    firstDifferences: differences.slice(0, MAX_LOGGED_DIFFERENCES).map(differenceText),
  };
}

const differenceText = ({ group, specialty, x, y, slot, counter, ledger }: CounterDifference): string =>
  `group ${group} ${specialty} ${x} ${y} ${slot}: counted ${counter}, ledger ${ledger}`;
