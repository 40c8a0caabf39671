import type { Level } from '../../contracts/index.ts';
import { FATES } from '../../ledger/cells/index.ts';
import {
  type ClusteredSizes,
  cellIntraclassCorrelation,
  freedomFactor,
  type Interval,
  multiwayDesignEffect,
  multiwayEffectiveN,
  wilsonInterval,
} from '../../stats/index.ts';
import { type CountKind, counted, weighted } from '../evidence/answers.ts';
import type { Counted } from '../evidence/counted.ts';
import type { Standing } from '../evidence/coverage.ts';
import type { ItemEvidence } from '../evidence/evidence.ts';
import type { Block } from '../evidence/layout.ts';
import { type Target, unratedAnswersOf } from './outcomes.ts';
import type { UnratedAnswers } from './unrated-answers.ts';

/** The failure rate of a model, in one specialty or over all specialties, on a criterion or the composite. */
export interface Rate {
  readonly n: number;
  readonly failures: number;
  /**
   * The rate among displayed answers if the ratings allow an estimate, else among rated answers. Null without ratings.
   */
  readonly rate: number | null;
  /**
   * The number of independent answers with the same information. It is 0 if this cannot be estimated, with fewer than
   * two groups.
   */
  readonly effectiveN: number;
  /**
   * The effective number without the cell's own outcomes. It decides whether the cell is tested, so that outcomes do
   * not influence this decision.
   */
  readonly outcomeFreeN: number;
  readonly conditional: boolean;
  readonly interval: Interval | null;
  /** Weighted answers by sampling unit. They are recomputed at each access. */
  readonly groups: Counted;
  /**
   * The unrated answers, and what they may change in a rate of the target. Null if the ratings say nothing about the
   * target. They are recomputed at each call.
   */
  unratedAnswers(target: Target): UnratedAnswers | null;
  /** The same by item, and by intersection of a clinician with an item. Null if items are no sampling units. */
  readonly items: Counted | null;
  readonly intersections: Counted | null;
  /**
   * The same by each further kind of unit, which is not random. Empty over all specialties, because only rates in a
   * specialty are cleared.
   */
  readonly further: readonly Counted[];
}

/** The properties that rates on a criterion and level share, over all specialties or in single specialties. */
export interface RateKind extends CountKind {
  readonly confidence: number;
  /**
   * Degrees of freedom of the interval in addition to those from the cell's own groups, because the correlation is
   * estimated from other cells, too. Decisions do not use them.
   */
  readonly lentFreedom: number;
}

/** The answers of a cell, and the properties of other cells that its rate depends on. */
interface RateInput {
  readonly block: Block;
  readonly kind: RateKind;
  /** The intraclass correlation of the cell's answers, estimated from all cells of its kind. */
  readonly icc: number;
  /** How the answers that were rated on the criterion represent the displayed answers. */
  readonly standing: Standing;
  /** The block's answers on the criterion, if they have been counted before. */
  readonly raw?: Counted;
  /** The cell's answers by item. Null if items are no sampling units. */
  readonly byItem: ItemAnswers | null;
  /** The cell's answers by item without weights, if they have been counted before. */
  readonly rawByItem?: Counted | undefined;
  /** Counts the cell's answers by each further kind of unit, with the weight of their fate or without. */
  readonly further?: (weights: readonly number[] | null) => readonly Counted[];
}

/** The answers of a cell by item and by intersection. */
interface ItemAnswers {
  /** The intraclass correlation of answers to the same item, estimated from all cells of the kind. */
  readonly icc: number;
  /** Counts the answers, with the weight of their fate or without. Cached counts would take too much memory. */
  counted(units: keyof ItemEvidence, weights: readonly number[] | null): Counted;
}

/**
 * The rate of a cell, computed from its counts. It is a class so that the counts by group can be computed on demand.
 * There are hundreds of thousands of rates, and their counts by group would need several times the memory of the
 * blocks.
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
  readonly #byItem: ItemAnswers | null;
  readonly #further: RateInput['further'];

  constructor({
    block,
    kind,
    icc,
    standing,
    raw = counted(block, kind),
    byItem,
    rawByItem,
    further,
  }: RateInput) {
    this.#block = block;
    this.#kind = kind;
    this.#byItem = byItem;
    this.#further = further;
    this.n = sum(raw.n);
    this.failures = sum(raw.k);
    if (this.n === 0) return;

    const { rated, weights, conditional } = standing;
    const reweighted = rated && weights && weighted(block, kind, weights);
    if (reweighted) this.#weights = weights;
    const groups = reweighted || raw;
    this.rate = reweighted ? sum(groups.k) / sum(groups.n) : this.failures / this.n;
    this.conditional = conditional;
    const units: Clustered[] = [{ raw, sizes: groups.n, icc }];
    if (byItem) {
      const ofItems = rawByItem ?? byItem.counted('byItem', null);
      const sizes = reweighted ? byItem.counted('byItem', weights).n : ofItems.n;
      units.push({ raw: ofItems, sizes, icc: byItem.icc });
    }
    this.outcomeFreeN = multiwayEffectiveN(units) / (reweighted ? weightingEffect(rated, weights) : 1);
    const own = units.map((each) => ({ ...each, icc: cellIntraclassCorrelation(each.raw, each.icc) }));
    this.effectiveN = (this.outcomeFreeN * multiwayDesignEffect(units)) / multiwayDesignEffect(own);
    const fewest = units.reduce((least, each) => (occupied(each) < occupied(least) ? each : least));
    this.interval = wilsonInterval(
      this.rate,
      this.effectiveN * freedomFactor(fewest.sizes, kind.lentFreedom),
      kind,
    );
  }

  get groups(): Counted {
    return (
      (this.#weights && weighted(this.#block, this.#kind, this.#weights)) ?? counted(this.#block, this.#kind)
    );
  }

  unratedAnswers(target: Target): UnratedAnswers | null {
    const { n, failures, rate } = this;
    return rate === null ? null : unratedAnswersOf(this.#block, this.#kind, { n, failures, rate }, target);
  }

  get items(): Counted | null {
    return this.#byItem?.counted('byItem', this.#weights) ?? null;
  }

  get intersections(): Counted | null {
    return this.#byItem?.counted('byIntersection', this.#weights) ?? null;
  }

  get further(): readonly Counted[] {
    return this.#further?.(this.#weights) ?? [];
  }
}

/** The answers of a cell by the units of one kind, with weights (`sizes`) and without (`raw`). */
interface Clustered extends ClusteredSizes {
  readonly raw: Counted;
}

/** Number of units with answers. */
const occupied = ({ sizes }: ClusteredSizes): number => {
  let units = 0;
  for (let unit = 0; unit < sizes.length; unit++) if (sizes[unit]! > 0) units++;
  return units;
};

/** The rate of a cell without ratings. */
export const UNRATED: Rate = {
  n: 0,
  failures: 0,
  rate: null,
  effectiveN: 0,
  outcomeFreeN: 0,
  conditional: false,
  interval: null,
  groups: { units: new Int32Array(0), n: [], k: [] },
  unratedAnswers: () => null,
  items: null,
  intersections: null,
  further: [],
};

export const rateOf = (input: RateInput): Rate => new CellRate(input);

/** The loss of precision by unequal weights of answers: Kish's n·Σw²/(Σw)², at least 1. */
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

/** All failure rates of a study. Models, specialties and criteria are given by number. Null means all specialties. */
export interface Rates {
  at(model: number, specialty: number | null, criterion: number, level: Level): Rate;
  /**
   * The same, standardised half over answers that won and half over answers that lost, so that halo through the vote is
   * the same for all models. It has no ratings if answers with one of the two outcomes have none, or if failures are
   * not tallied by outcome.
   */
  balanced(model: number, specialty: number | null, criterion: number, level: Level): Rate;
}
