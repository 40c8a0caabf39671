import pMap from 'p-map';
import { byCodeUnit } from '../lib/index.ts';
import { addInto, type CellKey, type Counts, cellId, type Pseudonym, parseCellId } from './cells/cell.ts';
import { type Tally, tally } from './cells/tally.ts';
import type { LedgerRow, StudyStore, VersionedCell } from './port.ts';

/** Receives a judgment, and its increments in the cells. */
export type OnJudgment = (row: LedgerRow, tallies: readonly Tally[]) => void;

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
  /** Sorted by slot. */
  readonly differing: readonly DifferingSlot[];
}

/**
 * Reads a group's cells, its ledger, and its cells again.
 *
 * A change of a judgment raises the version of each cell that the judgment leaves or enters, in the same transaction. If
 * a cell has the same version in both readings, no judgment has left or entered it between them. The ledger then had the
 * same content for this cell all the time, so the order in which it was read does not matter.
 *
 * @param onJudgment called with every judgment of the group, and its tallies
 */
export async function readCellsWithLedger(
  store: Pick<StudyStore, 'settings' | 'counters' | 'entered' | 'judgments'>,
  group: number,
  onJudgment: OnJudgment,
): Promise<{ readonly cells: readonly CellReading[]; readonly judgments: number }> {
  const before = await readCounters(store, group);
  const { ledger, judgments } = await readLedger(store, group, onJudgment);
  const after = await readCounters(store, group);
  const ids = new Set([...before.keys(), ...ledger.keys(), ...after.keys()]);
  const cells = [...ids].sort(byCodeUnit).map((id): CellReading => {
    const [was, is] = [before.get(id) ?? NEVER_WRITTEN, after.get(id) ?? NEVER_WRITTEN];
    return {
      ...{ id, cell: parseCellId(id), group, version: was.version },
      moved: was.version !== is.version || compare(was.counts, is.counts).length > 0,
      differing: compare(was.counts, ledger.get(id) ?? NO_COUNTS),
    };
  });
  return { cells, judgments };
}

const NO_COUNTS: Counts = new Map();
const NEVER_WRITTEN = { counts: NO_COUNTS, version: 0 };

async function readCounters(
  store: Pick<StudyStore, 'counters'>,
  group: number,
): Promise<ReadonlyMap<string, VersionedCell>> {
  const cells = new Map<string, VersionedCell>();
  for await (const cell of store.counters(group)) cells.set(cellId(cell), cell);
  return cells;
}

async function readLedger(
  store: Pick<StudyStore, 'settings' | 'entered' | 'judgments'>,
  group: number,
  onJudgment: OnJudgment,
): Promise<{ ledger: ReadonlyMap<string, Counts>; judgments: number }> {
  const ledger = new Map<string, Map<string, number>>();
  let judgments = 0;
  const add = (row: LedgerRow) => {
    judgments += 1;
    const tallies = tally(row.entry.judgment, store.settings.criteria);
    onJudgment(row, tallies);
    for (const { counts, ...cell } of tallies) {
      const sum = ledger.get(cellId(cell)) ?? new Map();
      addInto(sum, counts);
      ledger.set(cellId(cell), sum);
    }
  };
  const read = async (clinician: Pseudonym) => {
    for await (const row of store.judgments(clinician)) add(row);
  };
  await pMap(store.entered(group), read, { concurrency: CONCURRENCY });
  return { ledger, judgments };
}

/** The slots with different counts, in a fixed order. */
function compare(counts: Counts, expected: Counts): DifferingSlot[] {
  return [...new Set([...counts.keys(), ...expected.keys()])]
    .map((slot) => ({ slot, counter: counts.get(slot) ?? 0, ledger: expected.get(slot) ?? 0 }))
    .filter(({ counter, ledger }) => counter !== ledger)
    .sort((a, b) => byCodeUnit(a.slot, b.slot));
}
