import { GROUPS } from '../contracts/pseudonym.ts';
import { type CellKey, cellId, parseCellId } from '../tallies/cell.ts';
import { addInto, type Counts } from '../tallies/counts.ts';
import { tally } from '../tallies/tally.ts';
import type { CellCorrection, LedgerRow, StudyStore } from './port.ts';

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
   * `inconclusive`: the counters moved while they were read, or did not differ the same way twice.
   * `fixed`: they differed, and were set right.
   */
  readonly status: 'equal' | 'differs' | 'fixed' | 'inconclusive';
  /** Judgments read. */
  readonly judgments: number;
  readonly differences: readonly Difference[];
}

/** Counts by cell. */
type Cells = ReadonlyMap<string, Counts>;

const ALL_GROUPS = Array.from({ length: GROUPS }, (_, group) => group);

export interface RecountOptions {
  readonly groups?: readonly number[];
  readonly fix?: boolean;
  /**
   * Called whenever the reading of a group's ledger begins, which may be twice; what it returns is handed every
   * judgment of that reading. So that whoever else needs them all need not read them again.
   */
  readonly begin?: (group: number) => (row: LedgerRow) => void;
}

/**
 * Compares the counters of each group with the sum of tallies over its ledger, and with `fix` sets them right.
 * Writers may go on meanwhile: a group is judged only if its counters did not move between a reading before and
 * one after that of the ledger, and a difference only counts if a second such comparison finds the same.
 */
export async function* recount(
  store: StudyStore,
  { groups = ALL_GROUPS, fix = false, begin = () => () => {} }: RecountOptions = {},
): AsyncGenerator<GroupRecount> {
  for (const group of groups) yield await recountGroup(store, group, fix, begin);
}

type Begin = NonNullable<RecountOptions['begin']>;

async function recountGroup(
  store: StudyStore,
  group: number,
  fix: boolean,
  begin: Begin,
): Promise<GroupRecount> {
  const first = await compare(store, group, begin);
  if (first.status !== 'differs') return first;
  const second = await compare(store, group, begin);
  if (second.status !== 'differs') return second;
  if (JSON.stringify(second.differences) !== JSON.stringify(first.differences))
    return { ...second, status: 'inconclusive', differences: [] };
  if (!fix) return second;
  const done = await store.correct(correctionsOf(second.differences));
  return { ...second, status: done ? 'fixed' : 'inconclusive' };
}

async function compare(store: StudyStore, group: number, begin: Begin): Promise<GroupRecount> {
  const counters = await readCounters(store, group);
  const ledger = await readLedger(store, group, begin(group));
  const after = await readCounters(store, group);
  const { judgments } = ledger;
  if (differencesOf(group, counters, after).length > 0)
    return { group, status: 'inconclusive', judgments, differences: [] };
  const differences = differencesOf(group, counters, ledger.cells);
  return { group, status: differences.length === 0 ? 'equal' : 'differs', judgments, differences };
}

async function readCounters(store: StudyStore, group: number): Promise<Cells> {
  const cells = new Map<string, Counts>();
  for await (const cell of store.cells([group])) cells.set(cellId(cell), cell.counts);
  return cells;
}

async function readLedger(
  store: StudyStore,
  group: number,
  take: (row: LedgerRow) => void,
): Promise<{ cells: Cells; judgments: number }> {
  const cells = new Map<string, Map<string, number>>();
  let judgments = 0;
  for await (const { clinician } of store.participants([group]))
    for await (const row of store.judgments(clinician)) {
      judgments += 1;
      take(row);
      for (const { counts, ...key } of tally(row.entry.judgment, store.settings.criteria)) {
        const cell = cells.get(cellId(key)) ?? new Map();
        addInto(cell, counts);
        cells.set(cellId(key), cell);
      }
    }
  return { cells, judgments };
}

/** Slots that differ, in a fixed order. */
function differencesOf(group: number, counters: Cells, ledger: Cells): Difference[] {
  const none: Counts = new Map();
  return [...new Set([...counters.keys(), ...ledger.keys()])].sort().flatMap((id) => {
    const [counted, expected] = [counters.get(id) ?? none, ledger.get(id) ?? none];
    return [...new Set([...counted.keys(), ...expected.keys()])]
      .sort()
      .map((slot) => ({ slot, counter: counted.get(slot) ?? 0, ledger: expected.get(slot) ?? 0 }))
      .filter((found) => found.counter !== found.ledger)
      .map((found) => ({ group, ...parseCellId(id), ...found }));
  });
}

function correctionsOf(differences: readonly Difference[]): CellCorrection[] {
  const cells = new Map<
    string,
    CellCorrection & { counts: Map<string, number>; seen: Map<string, number> }
  >();
  for (const { group, slot, counter, ledger, ...key } of differences) {
    const cell = cells.get(cellId(key)) ?? { ...key, group, counts: new Map(), seen: new Map() };
    cell.counts.set(slot, ledger - counter);
    cell.seen.set(slot, counter);
    cells.set(cellId(key), cell);
  }
  return [...cells.values()];
}
