import pMap from 'p-map';
import { byCodeUnit } from '../lib/index.ts';
import { type CellKey, type Counts, cellId, type Pseudonym, parseCellId } from './cells/cell.ts';
import { judgmentsIn } from './cells/decode.ts';
import { packCounts, unpackCounts } from './cells/packed-counts.ts';
import { type Increments, incrementsOf } from './cells/tally.ts';
import { LedgerSums } from './ledger-sums.ts';
import type { CellVersion, LedgerRow, StudyStore } from './port.ts';

/** Receives a judgment, and its increments in the cells. */
export type OnJudgment = (row: LedgerRow, increments: readonly Increments[]) => void;

/** Number of clinicians that are read concurrently. A faster reading meets fewer changes. */
const CONCURRENCY = 8;

/** A slot with a counter that is not the sum over the ledger. */
export interface DifferingSlot {
  readonly slot: string;
  readonly counter: number;
  readonly ledger: number;
}

/** A cell, compared with the ledger. */
export interface CellReading {
  readonly id: string;
  readonly cell: CellKey;
  readonly group: number;
  /** The version before the ledger was read. */
  readonly version: number;
  /** Whether the cell changed while the ledger was read. The comparison then shows nothing. */
  readonly moved: boolean;
  /** Sorted by slot. Empty if the cell moved. */
  readonly differing: readonly DifferingSlot[];
}

/** A reading of a group's counters. */
export interface CountersSeen {
  readonly cells: ReadonlyMap<string, SeenCell>;
  /** Number of judgments that the cells count. */
  readonly judgments: number;
}

interface SeenCell {
  readonly version: number;
  /** The counts as text, because all cells of a study as maps take a hundred megabytes. */
  readonly packed: string;
}

/** Whether a cell still has the version of an earlier reading. */
export const isUnchanged = ({ cells }: CountersSeen, cell: CellVersion): boolean =>
  (cells.get(cellId(cell)) ?? NEVER_WRITTEN).version === cell.version;

/** Reads the counters of a group. */
export async function countersSeen(
  store: Pick<StudyStore, 'counters'>,
  group: number,
): Promise<CountersSeen> {
  const cells = new Map<string, SeenCell>();
  let judgments = 0;
  for await (const cell of store.counters(group)) {
    cells.set(cellId(cell), { version: cell.version, packed: packCounts(cell.counts) });
    judgments += judgmentsIn(cell);
  }
  return { cells, judgments };
}

/**
 * Reads a group's ledger, and the versions of its cells again.
 *
 * A change of a judgment raises the version of each cell that the judgment leaves or enters, in the same transaction. If
 * a cell has the same version in both readings, no judgment has left or entered it between them. The ledger then had the
 * same content for this cell all the time, so the order in which it was read does not matter.
 *
 * @param before an earlier reading of the group's cells. If it is old, more cells have moved.
 * @param onJudgment called with every judgment of the group, and its increments
 */
export async function compareWithLedger(
  store: Pick<StudyStore, 'settings' | 'versions' | 'entered' | 'judgments'>,
  group: number,
  before: CountersSeen,
  onJudgment: OnJudgment,
): Promise<{ readonly cells: readonly CellReading[]; readonly judgments: number }> {
  const { ledger, judgments } = await readLedger(store, group, onJudgment);
  const readings: CellReading[] = [];
  const compare = (id: string, cell: CellKey, version: number) => {
    const was = before.cells.get(id) ?? NEVER_WRITTEN;
    const moved = was.version !== version;
    const differing = moved ? NO_DIFFERENCES : differences(id, unpackCounts(was.packed), ledger);
    readings.push({ id, cell, group, version: was.version, moved, differing });
  };
  const seen = new Set<string>();
  for await (const { specialty, x, y, version } of store.versions(group)) {
    const cell = { specialty, x, y };
    const id = cellId(cell);
    seen.add(id);
    compare(id, cell, version);
  }
  for (const id of new Set([...before.cells.keys(), ...ledger.ids()]))
    if (!seen.has(id)) compare(id, parseCellId(id), 0);
  return { cells: readings.sort((a, b) => byCodeUnit(a.id, b.id)), judgments };
}

const NO_DIFFERENCES: readonly DifferingSlot[] = [];
const NEVER_WRITTEN: SeenCell = { packed: '', version: 0 };

async function readLedger(
  store: Pick<StudyStore, 'settings' | 'entered' | 'judgments'>,
  group: number,
  onJudgment: OnJudgment,
): Promise<{ ledger: LedgerSums; judgments: number }> {
  const ledger = new LedgerSums();
  let judgments = 0;
  const add = (row: LedgerRow) => {
    judgments += 1;
    const increments = incrementsOf(row.entry.judgment, store.settings.criteria);
    onJudgment(row, increments);
    for (const each of increments) ledger.add(each);
  };
  const read = async (clinician: Pseudonym) => {
    for await (const row of store.judgments(clinician)) add(row);
  };
  await pMap(store.entered(group), read, { concurrency: CONCURRENCY });
  return { ledger, judgments };
}

/** The slots of a cell with a counter that is not the sum, in a fixed order. */
function differences(id: string, counters: Counts, ledger: LedgerSums): readonly DifferingSlot[] {
  if (ledger.equal(id, counters)) return NO_DIFFERENCES;
  const sums = ledger.countsOf(id);
  return [...new Set([...counters.keys(), ...sums.keys()])]
    .map((slot) => ({ slot, counter: counters.get(slot) ?? 0, ledger: sums.get(slot) ?? 0 }))
    .filter(({ counter, ledger }) => counter !== ledger)
    .sort((a, b) => byCodeUnit(a.slot, b.slot));
}
