import {
  cellIntraclassCorrelation,
  designEffect,
  effectiveN,
  freedomFactor,
} from '../stats/design-effect.ts';
import { type Interval, wilsonInterval } from '../stats/wilson.ts';
import { FATES } from '../tallies/slots.ts';
import { type Counted, counted, weighted, zeros } from './answers.ts';
import type { Standing } from './coverage.ts';
import type { Level } from './input.ts';
import type { Block, Layout } from './layout.ts';

/** A failure rate of one model, in one specialty or all, on one criterion or the composite. */
export interface Rate {
  readonly n: number;
  readonly failures: number;
  /** Of the displayed answers where their ratings allow it, else of the rated ones; null without any. */
  readonly rate: number | null;
  /** Independent answers that would tell as much; 0 where that cannot be known: fewer than two groups. */
  readonly effectiveN: number;
  /** The same, whatever the cell's own outcomes: what decides whether the cell is looked at. */
  readonly outcomeFreeN: number;
  readonly conditional: boolean;
  readonly interval: Interval | null;
  /** By group, each answer counting what it weighs. Counted anew whenever it is asked for. */
  readonly groups: Counted;
}

/** What rates on one criterion and level have in common, over all specialties or in single ones. */
export interface RateKind {
  readonly layout: Layout;
  readonly criterion: number;
  readonly level: Level;
  readonly confidence: number;
  /**
   * Degrees of freedom that the interval has beside those of the cell's own groups: its correlation is known from other
   * cells too. Decisions do without.
   */
  readonly lentFreedom: number;
}

/**
 * The rate of a cell, from its counts. A class, for the groups' sake: there are hundreds of thousands of rates, and
 * their counts by group would be several times as large as what they were counted from.
 */
class CellRate implements Rate {
  readonly n: number;
  readonly failures: number;
  readonly rate: number | null = null;
  readonly effectiveN: number = 0;
  readonly outcomeFreeN: number = 0;
  readonly conditional: boolean = false;
  readonly interval: Interval | null = null;
  readonly #block: Block;
  readonly #kind: RateKind;
  readonly #weights: readonly number[] | null = null;

  constructor(block: Block, kind: RateKind, icc: number, standing: Standing, raw = countedIn(block, kind)) {
    this.#block = block;
    this.#kind = kind;
    this.n = sum(raw.n);
    this.failures = sum(raw.k);
    if (this.n === 0) return;

    const { rated, weights, conditional } = standing;
    const reweighted = rated && weights && weightedIn(block, kind, weights);
    if (reweighted) this.#weights = weights;
    const groups = reweighted || raw;
    this.rate = reweighted ? sum(groups.k) / sum(groups.n) : this.failures / this.n;
    this.conditional = conditional;
    this.outcomeFreeN = effectiveN(groups.n, icc) / (reweighted ? weightingEffect(rated, weights) : 1);
    const own = cellIntraclassCorrelation(raw, icc);
    this.effectiveN =
      own > icc
        ? (this.outcomeFreeN * designEffect(icc, groups.n)) / designEffect(own, groups.n)
        : this.outcomeFreeN;
    this.interval = wilsonInterval(
      this.rate,
      this.effectiveN * freedomFactor(groups.n, kind.lentFreedom),
      kind,
    );
  }

  get groups(): Counted {
    return (
      (this.#weights && weightedIn(this.#block, this.#kind, this.#weights)) ??
      countedIn(this.#block, this.#kind)
    );
  }
}

/** The rate of a cell that nobody rated. */
export const UNRATED: Rate = {
  n: 0,
  failures: 0,
  rate: null,
  effectiveN: 0,
  outcomeFreeN: 0,
  conditional: false,
  interval: null,
  groups: { n: zeros(), k: zeros() },
};

/**
 * @param icc the intraclass correlation of the cell's answers, as it is known from all cells of its kind
 * @param standing how the block's answers rated on the criterion stand for the displayed ones
 * @param raw the block's answers on the criterion, where they have been counted
 */
export const rateOf = (...of: ConstructorParameters<typeof CellRate>): Rate => new CellRate(...of);

const countedIn = (block: Block, { layout, criterion, level }: RateKind): Counted =>
  counted(block, layout, criterion, level);

const weightedIn = (
  block: Block,
  { layout, criterion, level }: RateKind,
  weights: readonly number[],
): Counted | null => weighted(block, layout, criterion, level, weights);

/** How much the unequal weights of answers cost: Kish's n·Σw²/(Σw)², at least 1. */
function weightingEffect(rated: readonly number[], weights: readonly number[]): number {
  const over = (of: (fate: number) => number) =>
    FATES.reduce((all, _, fate) => all + rated[fate]! * of(fate), 0);
  return (over(() => 1) * over((fate) => weights[fate]! ** 2)) / over((fate) => weights[fate]!) ** 2;
}

const sum = (counts: readonly number[]): number => {
  let all = 0;
  for (let group = 0; group < counts.length; group++) all += counts[group]!;
  return all;
};
