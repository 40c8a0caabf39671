import { type Pace, realPace } from '../../lib/index.ts';
import {
  type CellReading,
  type CountersSeen,
  compareWithLedger,
  countersSeen,
  type OnJudgment,
} from '../cell-readings.ts';
import { ALL_GROUPS, type CellKey } from '../cells/cell.ts';
import type { CellCorrection, StudyStore } from '../port.ts';

/** The operations that a recount needs of a study's store. */
export type RecountedStore = Pick<
  StudyStore,
  'settings' | 'counters' | 'versions' | 'entered' | 'judgments' | 'correct'
>;

/** A counter that differs from the sum over the ledger. */
export interface CounterDifference extends CellKey {
  readonly group: number;
  readonly slot: string;
  readonly counter: number;
  readonly ledger: number;
}

export interface GroupRecount {
  readonly group: number;
  /**
   * `inconclusive`: some cells changed during every comparison, or did not show the same difference twice. The
   * differences of the other cells are still listed.
   * `fixed`: the counters differed, and were corrected.
   */
  readonly status: 'equal' | 'differs' | 'fixed' | 'inconclusive';
  /** Number of judgments read. */
  readonly judgments: number;
  /** Differences that two readings have shown; with `fix`, the corrected ones. */
  readonly differences: readonly CounterDifference[];
  /** Number of cells without a result. */
  readonly open: number;
}

export interface RecountOptions {
  readonly groups?: readonly number[];
  readonly fix?: boolean;
  /** Maximum number of readings of a group's ledger. */
  readonly rounds?: number;
  readonly pace?: Pick<Pace, 'sleep' | 'random'>;
  /**
   * Called when the reading of a group's ledger begins, which may be several times. It returns a function that is called
   * with every judgment of that reading and its increments. A caller that also needs the judgments does not have to read
   * them again.
   */
  readonly begin?: (group: number) => OnJudgment;
  /** The caller's own reading of a group's counters. It takes the place of the first one. */
  readonly seen?: (group: number) => CountersSeen | undefined;
}

/**
 * Compares the counters of each group with the sum of tallies over its ledger, and corrects them with `fix`. Writers
 * may continue meanwhile, and nothing is locked.
 *
 * The difference of a cell does not depend on time, because writers change the ledger and the cell by the same amount. A
 * cell is compared if its version stayed the same during one reading of the ledger. A difference counts if two such
 * readings have shown it. The correction is made only if the cell has not changed since the second reading began. Cells
 * that have changed are read again, up to `rounds` times.
 * @see docs/decisions/0031-correct-counters-while-votes-arrive.md
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
  { fix = false, rounds = 2, pace = realPace, begin = () => () => {}, seen }: Omit<RecountOptions, 'groups'>,
): Promise<GroupRecount> {
  const differences: CounterDifference[] = [];
  const concluded = new Set<string>();
  const suspected = new Map<string, string>();
  let judgments = 0;
  let open = 0;
  for (let round = 1; round <= rounds; round += 1) {
    const before = (round === 1 && seen?.(group)) || (await countersSeen(store, group));
    const { cells, judgments: read } = await compareWithLedger(store, group, before, begin(group));
    judgments = read;
    open = 0;
    for (const reading of cells) {
      if (concluded.has(reading.id)) continue;
      const status = compare(reading, suspected);
      if (status === 'open' || (status === 'differs' && fix && !(await store.correct(correctionOf(reading)))))
        open += 1;
      else {
        concluded.add(reading.id);
        if (status === 'differs') differences.push(...differencesOf(reading));
      }
    }
    if (open === 0) break;
    if (round < rounds) await pace.sleep(MIN_PAUSE * (1 + pace.random()));
  }
  return { group, status: statusOf(differences, open, fix), judgments, differences, open };
}

/**
 * Minimum pause between two comparisons, in milliseconds. The items of one DynamoDB transaction do not become visible at
 * the same instant. After the pause, a transaction that was seen in part is complete.
 */
const MIN_PAUSE = 500;

/** The first difference of a cell is only noted. The cell differs if the same difference was noted before. */
function compare(reading: CellReading, suspected: Map<string, string>): 'equal' | 'differs' | 'open' {
  if (reading.moved) return 'open';
  if (reading.differing.length === 0) return 'equal';
  const found = JSON.stringify(
    reading.differing.map(({ slot, counter, ledger }) => [slot, ledger - counter]),
  );
  if (suspected.get(reading.id) === found) return 'differs';
  suspected.set(reading.id, found);
  return 'open';
}

function statusOf(
  differences: readonly CounterDifference[],
  open: number,
  fix: boolean,
): GroupRecount['status'] {
  if (differences.length > 0 && !fix) return 'differs';
  if (open > 0) return 'inconclusive';
  return differences.length > 0 ? 'fixed' : 'equal';
}

const differencesOf = ({ cell, group, differing }: CellReading): CounterDifference[] =>
  differing.map((slot) => ({ group, ...cell, ...slot }));

const correctionOf = ({ cell, group, version, differing }: CellReading): CellCorrection => ({
  ...{ ...cell, group, version },
  counts: new Map(differing.map(({ slot, counter, ledger }) => [slot, ledger - counter])),
});
