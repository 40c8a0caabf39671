import type { Level } from '../../contracts/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import {
  type Influence,
  type ItemInfluence,
  influenceOf,
  sparseInfluence,
  type UnitTotals,
} from './influence.ts';
import type { Target } from './outcomes.ts';
import type { Rate, Rates } from './rate.ts';

/** The rate of a model over the common specialties, and its change without each sampling unit. */
export interface StandardisedRate {
  readonly rate: number;
  /** The influence of the main units. */
  readonly units: Influence;
  /** The influence of items, and of intersections of a main unit with an item. Null if items are no sampling units. */
  readonly items: ItemInfluence | null;
  /** The variance under independence. */
  readonly independentVariance: number;
  readonly conditional: boolean;
}

export interface StandardisedRates {
  /** The models with enough rated answers for a comparison, in ascending order. */
  readonly models: readonly number[];
  /**
   * The specialties in which all these models were rated, with their shares of the rated answers. Empty if there are
   * none.
   */
  readonly support: readonly { readonly specialty: number; readonly weight: number }[];
  /** Null for models that are not compared, and for all models without common support. */
  of(model: number): StandardisedRate | null;
  /** The standardised rate. Without common support, this is the rate over all answers of the model. */
  comparable(model: number): StandardisedRate | null;
  /**
   * The same rate if unrated answers of each outcome fail `ratio` times as often as its rated ones. Null if the model is not
   * compared, or if answers with some outcome have no ratings.
   */
  withUnrated(model: number, ratio: number): number | null;
}

interface StandardisationInput {
  readonly evidence: Evidence;
  readonly rates: Rates;
  readonly criterion: number;
  readonly level: Level;
  /** The answers that the given rates are about. */
  readonly target: Target;
  /** Smallest number of rated answers with which a model is compared. */
  readonly minimumN: number;
}

/**
 * Standardises failure rates directly, as if every model had been asked in the same mixture of specialties: p_m = Σ_s
 * w_s p_ms. The sum covers the specialties in which each compared model has at least `minimumN` rated answers from two
 * or more groups. w_s is the specialty's share of the rated answers of these models.
 */
export function standardise({
  evidence,
  rates,
  criterion,
  level,
  target,
  minimumN,
}: StandardisationInput): StandardisedRates {
  const at = (model: number, specialty: number | null) => rates.at(model, specialty, criterion, level);
  const models = [...evidence.models.keys()].filter((model) => at(model, null).outcomeFreeN >= minimumN);
  const common = [...evidence.specialties.keys()].filter((specialty) =>
    models.every((model) => at(model, specialty).n >= minimumN && at(model, specialty).outcomeFreeN > 0),
  );
  const sizes = common.map((specialty) => models.reduce((sum, model) => sum + at(model, specialty).n, 0));
  const size = sizes.reduce((sum, n) => sum + n, 0);
  const support =
    models.length > 0 ? common.map((specialty, i) => ({ specialty, weight: sizes[i]! / size })) : [];

  const compared = new Set(models);
  const cache = new Map<number, StandardisedRate>();
  const standardised = (model: number, strata: readonly { rate: Rate; weight: number }[]) => {
    const found = cache.get(model) ?? weightedRate(strata, evidence);
    cache.set(model, found);
    return found;
  };
  const strataOf = (model: number): Strata =>
    support.length > 0
      ? support.map(({ specialty, weight }) => ({ rate: at(model, specialty), weight }))
      : [{ rate: at(model, null), weight: 1 }];
  const comparable = (model: number) => (compared.has(model) ? standardised(model, strataOf(model)) : null);
  return {
    models,
    support,
    of: (model) => (support.length > 0 ? comparable(model) : null),
    comparable,
    withUnrated: (model, ratio) => (compared.has(model) ? withUnrated(strataOf(model), target, ratio) : null),
  };
}

/** The rate over all available answers, with its change without each unit. */
export const crude = (rate: Rate, numbers: UnitTotals): StandardisedRate =>
  weightedRate([{ rate, weight: 1 }], numbers);

type Strata = readonly { readonly rate: Rate; readonly weight: number }[];

function withUnrated(strata: Strata, target: Target, ratio: number): number | null {
  let all = 0;
  for (const { rate: found, weight } of strata) {
    const unrated = found.unratedAnswers(target);
    if (!unrated) return null;
    all += weight * unrated.boundOfAll(found.rate!, ratio);
  }
  return all;
}

function weightedRate(strata: Strata, { units, items }: UnitTotals): StandardisedRate {
  let [failures, answers] = [0, 0];
  for (const { rate: found } of strata) {
    failures += found.failures;
    answers += found.n;
  }
  // Adds one failure and one success, because zero failures among few answers do not prove safety.
  const guess = (failures + 1) / (answers + 2);
  let [rate, conditional, independentVariance] = [0, false, 0];
  for (const { rate: found, weight } of strata) {
    rate += weight * found.rate!;
    conditional ||= found.conditional;
    independentVariance += (weight ** 2 * guess * (1 - guess)) / found.n;
  }
  // Most rates are never compared, and the influences of all of them would not fit in memory.
  const ofUnits = onDemand(() => influenceOf(strata, units, ({ groups }) => groups));
  const ofItems = onDemand(
    () =>
      items && {
        byItem: influenceOf(strata, items.byItem.units, (found) => found.items!),
        byIntersection: sparseInfluence(strata),
      },
  );
  return {
    rate,
    conditional,
    independentVariance,
    get units() {
      return ofUnits();
    },
    get items() {
      return ofItems();
    },
  };
}

/** Computes a value when it is first needed, and keeps it. */
function onDemand<T>(compute: () => T): () => T {
  let known: { readonly value: T } | null = null;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}
