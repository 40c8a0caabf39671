import pMap from 'p-map';
import type { Pseudonym } from '../contracts/pseudonym.ts';
import { byCodeUnit } from '../judgments/register.ts';
import { type CellKey, cellId, parseCellId } from '../tallies/cell.ts';
import { addInto, type Counts } from '../tallies/counts.ts';
import { tally } from '../tallies/tally.ts';
import type { LedgerRow, StudyStore, VersionedCell } from './port.ts';

/** Clinicians read at once: the sooner it is over, the fewer cells change meanwhile. */
const CONCURRENCY = 8;

/** A slot of a cell that does not count what the ledger says. */
export interface DifferingSlot {
  readonly slot: string;
  readonly counter: number;
  readonly ledger: number;
}

/** A cell beside what the ledger says of it. */
export interface CellReading {
  readonly id: string;
  readonly cell: CellKey;
  readonly group: number;
  /** As it was before the ledger was read. */
  readonly version: number;
  /** Whether it changed while the ledger was read: then nothing can be said of it. */
  readonly moved: boolean;
  /** By slot. */
  readonly differing: readonly DifferingSlot[];
}

/**
 * Reads a group's cells, its ledger, and its cells again.
 *
 * Every change of a judgment raises the version of each cell that it leaves or enters, in the same transaction. So
 * where a cell has the same version in both readings, no judgment left or entered it in between: the ledger, in whatever
 * order it was read, holds for this cell what it held all the time.
 *
 * @param take is handed every judgment
 */
export async function cellsBesideLedger(
  store: Pick<StudyStore, 'settings' | 'counters' | 'entered' | 'judgments'>,
  group: number,
  take: (row: LedgerRow) => void,
): Promise<{ readonly cells: readonly CellReading[]; readonly judgments: number }> {
  const before = await readCounters(store, group);
  const { ledger, judgments } = await readLedger(store, group, take);
  const after = await readCounters(store, group);
  const ids = new Set([...before.keys(), ...ledger.keys(), ...after.keys()]);
  const cells = [...ids].sort(byCodeUnit).map((id): CellReading => {
    const [was, is] = [before.get(id) ?? NEVER_WRITTEN, after.get(id) ?? NEVER_WRITTEN];
    return {
      ...{ id, cell: parseCellId(id), group, version: was.version },
      moved: was.version !== is.version || compare(was.counts, is.counts).length > 0,
      differing: compare(was.counts, ledger.get(id) ?? NOTHING),
    };
  });
  return { cells, judgments };
}

const NOTHING: Counts = new Map();
const NEVER_WRITTEN = { counts: NOTHING, version: 0 };

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
  take: (row: LedgerRow) => void,
): Promise<{ ledger: ReadonlyMap<string, Counts>; judgments: number }> {
  const ledger = new Map<string, Map<string, number>>();
  let judgments = 0;
  const add = (row: LedgerRow) => {
    judgments += 1;
    take(row);
    for (const { counts, ...cell } of tally(row.entry.judgment, store.settings.criteria)) {
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

/** Slots that count differently, in a fixed order. */
function compare(counts: Counts, expected: Counts): DifferingSlot[] {
  return [...new Set([...counts.keys(), ...expected.keys()])]
    .map((slot) => ({ slot, counter: counts.get(slot) ?? 0, ledger: expected.get(slot) ?? 0 }))
    .filter(({ counter, ledger }) => counter !== ledger)
    .sort((a, b) => byCodeUnit(a.slot, b.slot));
}
