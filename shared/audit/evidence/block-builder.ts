import { lengthened } from '../../lib/compact/index.ts';
import { type Block, completeBlock, type Layout } from './layout.ts';

/** Number of units for which a new block has room. */
const INITIAL_UNITS = 4;

/**
 * Collects the counts of a block. Their layout is unit × entry, because the counts of a cell are then adjacent in
 * memory, and because a new unit needs no other place for the counts of known ones.
 */
export class BlockBuilder {
  /** Counts of the units in the order of their arrival. They move if {@link countsOf} meets a new unit. */
  counts: Int32Array;
  readonly #layout: Layout;
  readonly #places = new Map<number, number>();

  constructor(layout: Layout) {
    this.#layout = layout;
    this.counts = new Int32Array(layout.entries * INITIAL_UNITS);
  }

  /** The place of a unit's first entry in {@link counts}. */
  countsOf(unit: number): number {
    const { entries } = this.#layout;
    const known = this.#places.get(unit);
    if (known !== undefined) return known * entries;
    const place = this.#places.size;
    this.#places.set(unit, place);
    if ((place + 1) * entries > this.counts.length)
      this.counts = lengthened(this.counts, Math.ceil((place + 1) * 1.5) * entries);
    return place * entries;
  }

  /** The block, with its units in ascending order. */
  build(): Block {
    const { entries } = this.#layout;
    const units = Int32Array.from(this.#places.keys()).sort();
    const counts = new Int32Array(entries * units.length);
    for (const [at, unit] of units.entries()) {
      const from = this.#places.get(unit)! * entries;
      for (let entry = 0; entry < entries; entry++)
        counts[entry * units.length + at] = this.counts[from + entry]!;
    }
    const block = { units, counts };
    completeBlock(block, this.#layout);
    return block;
  }
}
