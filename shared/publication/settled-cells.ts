import { type Cell, cellId } from '../ledger/cells/index.ts';
import type { CountersReader, VersionedCell } from '../ledger/index.ts';

/** The cells of a group with nonzero counts. */
export interface GroupReading {
  readonly cells: readonly Cell[];
  /** Whether the store held all of these cells at one moment. */
  readonly settled: boolean;
}

/**
 * Maximum number of readings of a group. A reading takes some hundredths of a second, and a busy group changes once a
 * second.
 */
const MAX_READINGS = 4;
/** Maximum number of cells in a group that is read twice. In published studies, a group has about a thousand. */
const MAX_CELLS_READ_TWICE = 10_000;

/**
 * Reads a group's cells until two consecutive readings found the same versions. The store then held exactly these cells
 * at the end of the first of the two readings. A single reading is not enough, because it visits cells one by one.
 * Meanwhile, a correction of the pair or specialty may move a judgment, so that it appears in both cells or in neither.
 * Judgments never move between groups.
 */
export async function settledCells(store: CountersReader, group: number): Promise<GroupReading> {
  if (store.readsAtOneMoment) return { cells: await Array.fromAsync(store.cells([group])), settled: true };
  let last = await Array.fromAsync(store.counters(group));
  for (let readings = 2; last.length <= MAX_CELLS_READ_TWICE && readings <= MAX_READINGS; readings += 1) {
    const next = await Array.fromAsync(store.counters(group));
    if (sameVersions(last, next)) return { cells: counting(next), settled: true };
    last = next;
  }
  return { cells: counting(last), settled: false };
}

const counting = (cells: readonly VersionedCell[]): Cell[] => cells.filter(({ counts }) => counts.size > 0);

/** Cells are never deleted, so equal numbers of cells mean the same cells. */
function sameVersions(before: readonly VersionedCell[], after: readonly VersionedCell[]): boolean {
  if (before.length !== after.length) return false;
  const versions = new Map(before.map((cell) => [cellId(cell), cell.version]));
  return after.every((cell) => versions.get(cellId(cell)) === cell.version);
}
