/**
 * Rounding for public editions. Every figure is given on a grid on which several answers or votes make one step, so that
 * its digits do not reveal the counts behind it.
 */

/** The largest step of counts. */
const MAX_COUNT_STEP = 5;

/** The step of counts in a study: 1 shows exact counts. */
export const countStep = (suppressBelow: number): number => Math.min(MAX_COUNT_STEP, suppressBelow);

/** Minimum number of steps in the number of answers of a rate. With fewer, a rate has no useful digit. */
const MIN_STEPS_OF_RATE = 4;

/** Change of a preference score, in points, if one of n votes goes to the other model: 4 · 400 / ln 10 / n. */
const POINTS_PER_VOTE = 695;

/** The step of exact figures. */
const EXACT = 0;

/** Removes the error of binary fractions, such as 0.15000000000000002. */
const DIGITS = 10;
const clean = (value: number): number => Number(value.toFixed(DIGITS));

const rounded = (round: (steps: number) => number) => (value: number, step: number) =>
  step === EXACT ? value : clean(round(clean(value / step)) * step);

export const toStep = rounded(Math.round);
const downTo = rounded(Math.floor);
const upTo = rounded(Math.ceil);

export type Interval = [number, number];

/** Rounds both limits outwards. */
export const outwards = ([low, high]: readonly [number, number], step: number): Interval => [
  downTo(low, step),
  upTo(high, step),
];

/** The grid of the rates of n answers. Null if n has too few steps for a rate. */
export interface RateGrid {
  nearest(rate: number): number;
  above(rate: number): number;
  outwards(interval: readonly [number, number]): Interval;
}

const share = (value: number): number => Math.min(1, Math.max(0, value));

/**
 * @param n the rounded number of answers
 * @param step the step of counts
 */
export function rateGrid(n: number, step: number): RateGrid | null {
  if (n === 0 || (step > 1 && n < MIN_STEPS_OF_RATE * step)) return null;
  const grid = step === 1 ? EXACT : step / n;
  return {
    nearest: (rate) => share(toStep(rate, grid)),
    above: (rate) => share(upTo(rate, grid)),
    outwards: (interval) => outwards(interval, grid).map(share) as Interval,
  };
}

/** The step of the preference scores of a model with n votes, in points. */
export const scoreStep = (votes: number, step: number): number =>
  step === 1 ? EXACT : Math.max(1, Math.ceil((step * POINTS_PER_VOTE) / Math.max(votes, step)));

/** Upper bounds of p-values. */
const P_VALUES = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1];

/** The smallest listed bound that is not below the p-value. */
export const atMost = (pValue: number, step: number): number =>
  step === 1 ? pValue : P_VALUES.find((bound) => pValue <= bound)!;

/** Lower bounds of tipping points. */
const RATIOS = [1, 1.25, 1.5, 2, 3, 5, 10, 20, 50];

/** The largest listed bound that is not above the ratio, which is at least 1. */
export const ratioAtLeast = (ratio: number, step: number): number =>
  step === 1 ? ratio : RATIOS.findLast((bound) => bound <= ratio)!;
