import { ALL_GROUPS } from '../contracts/pseudonym.ts';
import { type Pace, realPace } from '../retry.ts';
import type { CellKey } from '../tallies/cell.ts';
import { type CellReading, cellsBesideLedger } from './cells-beside-ledger.ts';
import type { CellCorrection, LedgerRow, StudyStore } from './port.ts';

/** The operations that a recount needs of a study's store. */
export type RecountedStore = Pick<StudyStore, 'settings' | 'counters' | 'entered' | 'judgments' | 'correct'>;

/** A counter that is not what the ledger says. */
export interface Difference extends CellKey {
  readonly group: number;
  readonly slot: string;
  readonly counter: number;
  readonly ledger: number;
}

export interface GroupRecount {
  readonly group: number;
  /**
   * `inconclusive`: some cells changed during every comparison, or did not differ the same way twice. Of those that
   * stood still, `differences` tells.
   * `fixed`: they differed, and were set right.
   */
  readonly status: 'equal' | 'differs' | 'fixed' | 'inconclusive';
  /** Judgments read. */
  readonly judgments: number;
  /** Found twice; where they were to be fixed, those that were. */
  readonly differences: readonly Difference[];
  /** Cells of which nothing can be said. */
  readonly open: number;
}

export interface RecountOptions {
  readonly groups?: readonly number[];
  readonly fix?: boolean;
  /** Most readings of a group's ledger. */
  readonly rounds?: number;
  readonly pace?: Pick<Pace, 'sleep' | 'random'>;
  /**
   * Called whenever the reading of a group's ledger begins, which may be several times; what it returns is handed every
   * judgment of that reading. So that whoever else needs them all need not read them again.
   */
  readonly begin?: (group: number) => (row: LedgerRow) => void;
}

/**
 * Compares the counters of each group with the sum of tallies over its ledger, and with `fix` sets them right, while
 * writers may go on.
 *
 * By how much a cell differs is the same at any time, for writers change ledger and cell by the same. So a cell is
 * judged as soon as it stood still during one reading of the ledger, which its version tells; a difference counts
 * when two such readings found the same; and the correction is made only if the cell has not changed since the second
 * began. Cells that did change are read again, `rounds` times at most. Nobody waits for it, and nothing is locked.
 */
export async function* recount(
  store: RecountedStore,
  { groups = ALL_GROUPS, ...options }: RecountOptions = {},
): AsyncGenerator<GroupRecount> {
  for (const group of groups) yield await recountGroup(store, group, options);
}

async function recountGroup(
  store: RecountedStore,
  group: number,
  { fix = false, rounds = 2, pace = realPace, begin = () => () => {} }: Omit<RecountOptions, 'groups'>,
): Promise<GroupRecount> {
  const differences: Difference[] = [];
  const settled = new Set<string>();
  const suspected = new Map<string, string>();
  let judgments = 0;
  let open = 0;
  for (let round = 1; round <= rounds; round += 1) {
    const compared = await cellsBesideLedger(store, group, begin(group));
    judgments = compared.judgments;
    open = 0;
    for (const reading of compared.cells) {
      if (settled.has(reading.id)) continue;
      const verdict = judge(reading, suspected);
      if (
        verdict === 'open' ||
        (verdict === 'differs' && fix && !(await store.correct(correctionOf(reading))))
      )
        open += 1;
      else {
        settled.add(reading.id);
        if (verdict === 'differs') differences.push(...differencesOf(reading));
      }
    }
    if (open === 0) break;
    if (round < rounds) await pace.sleep(PAUSE * (1 + pace.random()));
  }
  return { group, status: statusOf(differences, open, fix), judgments, differences, open };
}

/**
 * Milliseconds between two comparisons, at least: DynamoDB does not let the items of one transaction be seen all at
 * the same instant, and what was seen half done is done by then.
 */
const PAUSE = 500;

/** A cell that differs is suspected first; it differs where it was suspected of the same before. */
function judge(reading: CellReading, suspected: Map<string, string>): 'equal' | 'differs' | 'open' {
  if (reading.moved) return 'open';
  if (reading.differing.length === 0) return 'equal';
  const found = JSON.stringify(
    reading.differing.map(({ slot, counter, ledger }) => [slot, ledger - counter]),
  );
  if (suspected.get(reading.id) === found) return 'differs';
  suspected.set(reading.id, found);
  return 'open';
}

function statusOf(differences: readonly Difference[], open: number, fix: boolean): GroupRecount['status'] {
  if (differences.length > 0 && !fix) return 'differs';
  if (open > 0) return 'inconclusive';
  return differences.length > 0 ? 'fixed' : 'equal';
}

const differencesOf = ({ cell, group, differing }: CellReading): Difference[] =>
  differing.map((slot) => ({ group, ...cell, ...slot }));

const correctionOf = ({ cell, group, version, differing }: CellReading): CellCorrection => ({
  ...{ ...cell, group, version },
  counts: new Map(differing.map(({ slot, counter, ledger }) => [slot, ledger - counter])),
});
