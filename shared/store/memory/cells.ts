import { type Cell, type CellKey, cellId, parseCellId } from '../../tallies/cell.ts';
import type { Counts } from '../../tallies/counts.ts';
import type { Increment } from '../../tallies/tally.ts';
import type { CellAddition } from '../port.ts';
import { addPacked, unpackCounts } from './packed-counts.ts';

/** A cell's counts by the slot's number; or packed, where there are too many cells to keep each so. */
type Kept = Int32Array | string;

/** A kilobyte each. A study of a hundred models may make a million cells of a few judgments each. */
const MOST_PLAIN = 200_000;
const ASCII = 128;
const NONE = -1;
/** Slots that an array is made for at once. */
const STEP = 32;

/** The cells of all groups. */
export class MemoryCells {
  readonly #groups = new Map<number, Map<string, Kept>>();
  readonly #numbers = new Map<string, number>();
  readonly #byCodes = new Int16Array(ASCII * ASCII).fill(NONE);
  #plain = 0;

  add(addition: CellAddition, factor = 1): void {
    const { group, counts } = addition;
    const cells = this.#cellsOf(group);
    const id = cellId(addition);
    const held = cells.get(id) ?? this.#empty();
    const after =
      typeof held === 'string' ? addPacked(held, counts, factor) : this.#sum(held, counts, factor);
    if (after !== held || !cells.has(id)) cells.set(id, after);
  }

  /** Adds 1 to slots of a cell, one by one. */
  incrementing(group: number, key: CellKey): Increment {
    const cells = this.#cellsOf(group);
    const id = cellId(key);
    let held = cells.get(id) ?? this.#empty();
    cells.set(id, held);
    if (typeof held === 'string') return (slot) => this.add({ ...key, group, counts: new Map([[slot, 1]]) });
    return (slot) => {
      const number = this.#numberOf(slot);
      if (number >= (held as Int32Array).length) {
        held = lengthened(held as Int32Array, number);
        cells.set(id, held);
      }
      (held as Int32Array)[number]! += 1;
    };
  }

  /** A group's cells that count something. */
  *of(group: number): Iterable<Cell> {
    for (const cell of this.all(group)) if (cell.counts.size > 0) yield cell;
  }

  /** Those that are left with nothing, too. */
  *all(group: number): Iterable<Cell> {
    for (const [id, held] of this.#groups.get(group) ?? [])
      yield { ...parseCellId(id), group, counts: this.#unpacked(held) };
  }

  #cellsOf(group: number): Map<string, Kept> {
    let cells = this.#groups.get(group);
    if (!cells) {
      cells = new Map();
      this.#groups.set(group, cells);
    }
    return cells;
  }

  #empty(): Kept {
    if (this.#plain === MOST_PLAIN) return '';
    this.#plain += 1;
    return new Int32Array(Math.ceil((this.#numbers.size + 1) / STEP) * STEP);
  }

  #sum(held: Int32Array, counts: Counts, factor: number): Int32Array {
    let sums = held;
    for (const [slot, count] of counts) {
      const number = this.#numberOf(slot);
      if (number >= sums.length) sums = lengthened(sums, number);
      sums[number] = sums[number]! + factor * count;
    }
    return sums;
  }

  #numberOf(slot: string): number {
    // Slots are of two characters, nearly all of them ASCII: two look-ups in an array for one in a map.
    const first = slot.charCodeAt(0);
    const second = slot.charCodeAt(1);
    if (first >= ASCII || second >= ASCII || slot.length !== 2) return this.#numberIn(slot);
    const known = this.#byCodes[first * ASCII + second]!;
    if (known !== NONE) return known;
    const number = this.#numberIn(slot);
    this.#byCodes[first * ASCII + second] = number;
    return number;
  }

  #numberIn(slot: string): number {
    let number = this.#numbers.get(slot);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(slot, number);
    }
    return number;
  }

  #unpacked(held: Kept): Map<string, number> {
    if (typeof held === 'string') return unpackCounts(held);
    const counts = new Map<string, number>();
    for (const [slot, number] of this.#numbers) if (held[number]) counts.set(slot, held[number]!);
    return counts;
  }
}

function lengthened(held: Int32Array, number: number): Int32Array {
  const longer = new Int32Array(Math.ceil((number + 1) / STEP) * STEP);
  longer.set(held);
  return longer;
}
