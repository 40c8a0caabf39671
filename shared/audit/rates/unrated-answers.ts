import { type OutcomeCount, rateWithUnrated } from '../../stats/index.ts';

/** The answers of a cell with one outcome. */
export interface OutcomeAnswers {
  readonly displayed: number;
  /** Answers that were rated on any criterion. The others are unrated. From `rated` to `displayed`. */
  readonly seen: number;
  /** Answers that were rated on this criterion. They represent all that were seen. */
  readonly rated: number;
  /** Failures among the rated answers. Null if only their sum over outcomes is known. */
  readonly failures: number | null;
  /** The largest possible number of failures among the rated answers. */
  readonly maximum: number;
  /** The weight of an answer in the target, relative to answers with other outcomes. */
  readonly scale: number;
  /** The share of the answers that lost, less that of the answers that won. From −1 to 1. */
  readonly lean: number;
}

/** How the rate of all answers follows from the estimate: added + factor · estimate. */
interface UnratedEffect {
  readonly added: number;
  readonly factor: number;
}

interface UnratedInput {
  readonly outcomes: readonly OutcomeAnswers[];
  /** Rated answers, and failures among them, over all outcomes. */
  readonly n: number;
  readonly failures: number;
  /** The estimate from the rated answers. */
  readonly rate: number;
  /** The effective number of answers for this target, as a share of that for the estimate. At most 1. */
  readonly precision: number;
}

/** A ratio that stands for infinity when failures are assigned to outcomes. */
const LARGEST_RATIO = 1e9;

/**
 * The unrated answers of a cell, and their possible effect on its rate.
 * @see docs/decisions/0141-claims-hold-within-declared-bounds.md
 */
export class UnratedAnswers {
  readonly precision: number;
  readonly #input: UnratedInput;
  /** Kept, because a tipping point needs the effect at many ratios. */
  #shares: ReturnType<typeof sharesOf> | null = null;
  #smoothed: readonly OutcomeCount[] | null = null;

  constructor(input: UnratedInput) {
    this.#input = input;
    this.precision = input.precision;
  }

  /**
   * The rate of all answers if the unrated ones of each outcome fail `ratio` times as often as its rated ones.
   *
   * If the failures are not known by outcome, they are assigned to outcomes so that the rate is lowest for a ratio
   * below 1, and highest otherwise.
   */
  rate(ratio: number): number {
    const { outcomes, failures, rate } = this.#input;
    return rateWithUnrated(assigned(outcomes, failures, ratio).map(weighted), ratio) ?? rate;
  }

  /**
   * The tolerance that the estimate must exceed, or stay below, so that the rate of all answers exceeds the given
   * tolerance, or stays below it, at this ratio. It is in [0, 1].
   */
  toleranceOfRated(tolerance: number, ratio: number): number {
    const { added, factor } = this.#effect(ratio);
    if (!(factor > 0)) return added >= tolerance ? 0 : 1;
    return Math.min(1, Math.max(0, (tolerance - added) / factor));
  }

  /**
   * The share of the rated answers that lost, less that of those that won, as they count in the target. Scores that
   * follow the vote raise the rate if it is positive, and lower the rate if it is negative. From −1 to 1.
   */
  get lean(): number {
    this.#shares ??= sharesOf(this.#input.outcomes);
    const { rated } = this.#shares;
    const all = weightOf(rated);
    return all > 0 ? rated.reduce((sum, outcome) => sum + weightOf([outcome]) * outcome.lean, 0) / all : 0;
  }

  /**
   * A bound of the rate of all answers from a bound of the estimate, at this ratio. It is in [0, 1].
   */
  boundOfAll(boundOfRated: number, ratio: number): number {
    const { added, factor } = this.#effect(ratio);
    return Math.min(1, added + factor * boundOfRated);
  }

  /**
   * One additional failure is spread over the rated answers. Therefore an effect also exists if nothing failed, and is
   * stable if little failed.
   */
  #effect(ratio: number): UnratedEffect {
    const { outcomes, n, failures, rate } = this.#input;
    this.#shares ??= sharesOf(outcomes);
    const { all, rated, share } = this.#shares;
    if (!(all > 0)) return { added: 0, factor: 1 };
    const counts = this.#smoothed ?? smoothed(assigned(rated, failures, ratio), n);
    // Known failures do not depend on the ratio.
    if (rated.every(isKnown)) this.#smoothed = counts;
    const among = rateWithUnrated(counts, ratio) ?? 0;
    return { added: ratio < 1 ? 0 : 1 - share, factor: (share * among) / (rate + 1 / n) };
  }
}

const weightOf = (outcomes: readonly OutcomeAnswers[]): number =>
  outcomes.reduce((sum, { displayed, scale }) => sum + displayed * scale, 0);

/** The weight of all outcomes, and the outcomes with ratings with their share of it. */
function sharesOf(outcomes: readonly OutcomeAnswers[]) {
  const all = weightOf(outcomes);
  const rated = outcomes.filter((outcome) => outcome.rated > 0);
  return { all, rated, share: weightOf(rated) / all };
}

/** The counts of outcomes with one failure more, which is spread over n rated answers. */
const smoothed = (outcomes: readonly Assigned[], n: number): OutcomeCount[] =>
  outcomes.map((outcome) => weighted({ ...outcome, failures: outcome.failures + outcome.rated / n }));

type Assigned = OutcomeAnswers & { readonly failures: number };

const isKnown = (outcome: OutcomeAnswers): outcome is Assigned => outcome.failures !== null;

/** Assigns failures of unknown outcomes to the outcomes in which they change the rate least, or most from ratio 1 on. */
function assigned(outcomes: readonly OutcomeAnswers[], failures: number, ratio: number): Assigned[] {
  if (outcomes.every(isKnown)) return [...outcomes];
  const finite = Math.min(ratio, LARGEST_RATIO);
  const weight = ({ displayed, seen, rated, scale }: OutcomeAnswers) =>
    rated > 0 ? (scale * (seen + finite * (displayed - seen))) / rated : 0;
  const direction = ratio < 1 ? 1 : -1;
  let left = failures;
  return outcomes
    .toSorted((a, b) => direction * (weight(a) - weight(b)))
    .map((outcome) => {
      const own = Math.min(left, outcome.maximum);
      left -= own;
      return { ...outcome, failures: own };
    });
}

const weighted = ({ displayed, seen, rated, failures, scale }: Assigned): OutcomeCount => ({
  displayed: displayed * scale,
  rated: (rated > 0 ? seen : 0) * scale,
  failures: rated > 0 ? (failures / rated) * seen * scale : 0,
});
