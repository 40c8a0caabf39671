import type { CountersReader, VersionedCell } from '../store/port.ts';
import { type Cell, cellId } from '../tallies/cell.ts';

/** A group's cells that count something. */
export interface GroupReading {
  readonly cells: readonly Cell[];
  /** Whether the store held all of them so at one moment. */
  readonly settled: boolean;
}

/** Readings of a group at most. Each takes some hundredths of a second, and a busy group changes once a second. */
const MOST_READINGS = 4;
/** Cells of a group up to which they are read twice. A study at the size of published ones has a thousand. */
const READ_TWICE_UP_TO = 10_000;

/**
 * Reads a group's cells until two readings in a row found the same versions: then all of them stood so when the first
 * of the two ended. One reading goes from cell to cell, while a judgment whose pair or specialty is corrected moves
 * from one to another, and it may be seen in both, or in neither. Judgments never move between groups.
 */
export async function settledCells(store: CountersReader, group: number): Promise<GroupReading> {
  if (store.readsAtOneMoment) return { cells: await Array.fromAsync(store.cells([group])), settled: true };
  let last = await Array.fromAsync(store.counters(group));
  for (let readings = 2; last.length <= READ_TWICE_UP_TO && readings <= MOST_READINGS; readings += 1) {
    const next = await Array.fromAsync(store.counters(group));
    if (sameVersions(last, next)) return { cells: counting(next), settled: true };
    last = next;
  }
  return { cells: counting(last), settled: false };
}

const counting = (cells: readonly VersionedCell[]): Cell[] => cells.filter(({ counts }) => counts.size > 0);

/** No cell is ever deleted: where there are as many, they are the same. */
function sameVersions(before: readonly VersionedCell[], after: readonly VersionedCell[]): boolean {
  if (before.length !== after.length) return false;
  const versions = new Map(before.map((cell) => [cellId(cell), cell.version]));
  return after.every((cell) => versions.get(cellId(cell)) === cell.version);
}
