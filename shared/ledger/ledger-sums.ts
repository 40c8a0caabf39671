import { lengthened } from '../lib/compact/index.ts';
import { type Counts, cellId } from './cells/cell.ts';
import { SlotNumbers } from './cells/slot-numbers.ts';
import type { Increments } from './cells/tally.ts';

const FIRST_LENGTH = 64;
const NO_SUMS = new Int32Array(0);

/** Sums of increments by cell. They are arrays, because adding to maps of counts takes ten times as long. */
export class LedgerSums {
  readonly #numbers = new SlotNumbers();
  readonly #cells = new Map<string, Int32Array>();

  add({ slots, ...key }: Increments): void {
    const id = cellId(key);
    let sums = this.#cells.get(id) ?? NO_SUMS;
    for (const slot of slots) {
      const number = this.#numbers.numberOf(slot);
      if (number >= sums.length) {
        sums = lengthened(sums, Math.max(FIRST_LENGTH, 2 * number));
        this.#cells.set(id, sums);
      }
      sums[number]! += 1;
    }
  }

  /** The ids of the cells with an increment. */
  ids(): Iterable<string> {
    return this.#cells.keys();
  }

  /** Whether the sums of a cell are exactly these counts. */
  equal(id: string, counts: Counts): boolean {
    const sums = this.#cells.get(id) ?? NO_SUMS;
    let nonzero = 0;
    for (let number = 0; number < sums.length; number += 1) if (sums[number] !== 0) nonzero += 1;
    if (nonzero !== counts.size) return false;
    for (const [slot, count] of counts) if (sums[this.#numbers.numberOf(slot)] !== count) return false;
    return true;
  }

  /** The sums of a cell, without zeros. */
  countsOf(id: string): Counts {
    const sums = this.#cells.get(id) ?? NO_SUMS;
    const counts = new Map<string, number>();
    for (const [number, slot] of this.#numbers.slots.entries())
      if (sums[number]) counts.set(slot, sums[number]);
    return counts;
  }
}
