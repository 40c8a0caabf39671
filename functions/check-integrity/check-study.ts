import pMap from 'p-map';
import type { IntegrityCheck } from '../../shared/contracts/integrity-check.ts';
import { GROUPS } from '../../shared/contracts/pseudonym.ts';
import {
  type Difference,
  type GroupRecount,
  type RecountedStore,
  recount,
} from '../../shared/store/recount.ts';
import { rotate } from '../support/rotate.ts';

/** Groups read at once. */
const CONCURRENCY = 4;
/** Readings of a group's ledger, at most: again where cells changed meanwhile, or differ. */
const ROUNDS = 3;
/** Differences that are named in the log. */
const NAMED = 5;

export type Found = Pick<IntegrityCheck, 'judgments' | 'groups' | 'differences'> & {
  readonly firstDifferences: readonly string[];
};

/**
 * Compares the counters of a study with its ledger, group by group of clinicians, as long as there is time.
 * @param now ms since 1970. It selects the group to begin with: a study that one run has no time for is checked by several.
 */
export async function checkStudy(
  study: RecountedStore,
  timeLeft: () => boolean,
  now: number,
): Promise<Found> {
  const results: GroupRecount[] = [];
  const check = async (group: number): Promise<void> => {
    if (!timeLeft()) return;
    for await (const result of recount(study, { groups: [group], rounds: ROUNDS })) results.push(result);
  };
  const all = Array.from({ length: GROUPS }, (_, group) => group);
  await pMap(rotate(all, now), check, { concurrency: CONCURRENCY });
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
    firstDifferences: differences.slice(0, NAMED).map(told),
  };
}

const told = ({ group, specialty, x, y, slot, counter, ledger }: Difference): string =>
  `group ${group} ${specialty} ${x} ${y} ${slot}: counted ${counter}, ledger ${ledger}`;
