import { lengthened } from '../../lib/compact/index.ts';
import { type Cell, type CellKey, type Counts, cellId, parseCellId } from '../cells/cell.ts';
import { SlotNumbers } from '../cells/slot-numbers.ts';
import type { Increment } from '../cells/tally.ts';
import type { CellAddition, VersionedCell } from '../port.ts';
import { addPacked, packedCounts, packedVersion } from './packed-counts.ts';

/** A cell's version and its counts by the slot's number. If there are too many cells, both are packed into a string. */
type StoredCell = Int32Array | string;

/** Maximum number of cells that are not packed. They take a kilobyte each, and a study of 100 models may have a million. */
const MAX_PLAIN_CELLS = 200_000;
/** The first number of an array is the cell's version. */
const VERSION = 0;
const FIRST_SLOT = 1;
/** Arrays grow by this many slots. */
const GROWTH = 32;

/** The cells of all groups. */
export class MemoryCells {
  readonly #groups = new Map<number, Map<string, StoredCell>>();
  readonly #numbers = new SlotNumbers();
  #plainCells = 0;

  /** Adds counts to a cell, which then has the given version. */
  add(addition: CellAddition, version: number): void {
    const { group, counts } = addition;
    const cells = this.#cellsOf(group);
    const id = cellId(addition);
    const cell = cells.get(id) ?? this.#newCell();
    cells.set(
      id,
      typeof cell === 'string' ? addPacked(cell, counts, version) : this.#addPlain(cell, counts, version),
    );
  }

  /** A function that adds 1 to a slot of a cell, which then has the given version. */
  incrementing(group: number, key: CellKey, version: number): Increment {
    const cells = this.#cellsOf(group);
    const id = cellId(key);
    let cell = cells.get(id);
    return (slot) => {
      if (cell === undefined) {
        cell = this.#newCell();
        cells.set(id, cell);
      }
      if (typeof cell === 'string') {
        cell = addPacked(cell, new Map([[slot, 1]]), version);
        cells.set(id, cell);
        return;
      }
      const number = this.#numberOf(slot);
      if (number >= cell.length) {
        cell = lengthened(cell, lengthFor(number));
        cells.set(id, cell);
      }
      cell[VERSION] = version;
      cell[number]! += 1;
    };
  }

  /** A group's cells that count something. */
  *of(group: number): Iterable<Cell> {
    for (const { version: _, ...cell } of this.all(group)) if (cell.counts.size > 0) yield cell;
  }

  /** A group's cells, also those that count nothing any more. */
  *all(group: number): Iterable<VersionedCell> {
    for (const [id, cell] of this.#groups.get(group) ?? [])
      yield { ...parseCellId(id), group, counts: this.#countsOf(cell), version: versionOf(cell) };
  }

  /** The version of a cell; 0 if it was never written. */
  versionOf(cell: CellAddition): number {
    const stored = this.#groups.get(cell.group)?.get(cellId(cell));
    return stored === undefined ? 0 : versionOf(stored);
  }

  #cellsOf(group: number): Map<string, StoredCell> {
    let cells = this.#groups.get(group);
    if (!cells) {
      cells = new Map();
      this.#groups.set(group, cells);
    }
    return cells;
  }

  #newCell(): StoredCell {
    if (this.#plainCells === MAX_PLAIN_CELLS) return '';
    this.#plainCells += 1;
    return new Int32Array(lengthFor(FIRST_SLOT + this.#numbers.slots.length));
  }

  #addPlain(cell: Int32Array, counts: Counts, version: number): Int32Array {
    let sums = cell;
    for (const [slot, count] of counts) {
      const number = this.#numberOf(slot);
      if (number >= sums.length) sums = lengthened(sums, lengthFor(number));
      sums[number]! += count;
    }
    sums[VERSION] = version;
    return sums;
  }

  #numberOf(slot: string): number {
    return FIRST_SLOT + this.#numbers.numberOf(slot);
  }

  #countsOf(cell: StoredCell): Counts {
    if (typeof cell === 'string') return packedCounts(cell);
    const counts = new Map<string, number>();
    for (const [number, slot] of this.#numbers.slots.entries()) {
      const count = cell[FIRST_SLOT + number];
      if (count) counts.set(slot, count);
    }
    return counts;
  }
}

const versionOf = (cell: StoredCell): number =>
  typeof cell === 'string' ? packedVersion(cell) : cell[VERSION]!;

/** The length of an array with a place for this number. */
const lengthFor = (number: number): number => Math.ceil((number + 1) / GROWTH) * GROWTH;
