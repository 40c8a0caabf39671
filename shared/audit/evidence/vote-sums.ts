import type { votesOf } from '../../ledger/cells/index.ts';
import { lengthened } from '../../lib/compact/index.ts';
import type { Series } from './layout.ts';

export type VoteTally = ReturnType<typeof votesOf>;

/** Votes by sampling unit, over all pairs and specialties. */
export interface VoteSums {
  /** Votes that the answer displayed first won, and votes that the answer displayed second won. */
  readonly wonFirst: Series;
  readonly wonSecond: Series;
  /** Wins of the safer answer in decided votes. Both answers are complete and not equally safe. */
  readonly saferWon: Series;
  readonly lessSafeWon: Series;
}

const KINDS = ['wonFirst', 'wonSecond', 'saferWon', 'lessSafeWon'] as const satisfies (keyof VoteSums)[];

/** Sums votes by unit. The number of units may grow. */
export class VoteSumsBuilder {
  #units: number;
  #sums: Record<keyof VoteSums, Float64Array<ArrayBuffer>>;

  constructor(units = 0) {
    this.#units = units;
    this.#sums = sumsFrom(() => new Float64Array(Math.max(16, units)));
  }

  add(unit: number, tally: VoteTally): void {
    if (unit >= this.#sums.wonFirst.length)
      this.#sums = sumsFrom((kind) => lengthened(this.#sums[kind], Math.ceil((unit + 1) * 1.5)));
    this.#units = Math.max(this.#units, unit + 1);
    this.#sums.wonFirst[unit]! += tally.xWinsFirst + tally.yWinsFirst;
    this.#sums.wonSecond[unit]! += tally.xWinsSecond + tally.yWinsSecond;
    this.#sums.saferWon[unit]! += tally.saferWon;
    this.#sums.lessSafeWon[unit]! += tally.lessSafeWon;
  }

  /** @param units number of units, if some of the last ones have no votes */
  build(units = this.#units): VoteSums {
    return sumsFrom((kind) => {
      const sums = new Float64Array(units);
      sums.set(this.#sums[kind].subarray(0, units));
      return sums;
    });
  }
}

const sumsFrom = (
  sums: (kind: keyof VoteSums) => Float64Array<ArrayBuffer>,
): Record<keyof VoteSums, Float64Array<ArrayBuffer>> =>
  Object.fromEntries(KINDS.map((kind) => [kind, sums(kind)])) as Record<
    keyof VoteSums,
    Float64Array<ArrayBuffer>
  >;
