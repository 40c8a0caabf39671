/** The answers of one outcome: displayed ones, rated ones among them, and failures among the rated ones. */
export interface OutcomeCount {
  readonly displayed: number;
  readonly rated: number;
  readonly failures: number;
}

/**
 * The failure rate of all displayed answers, if the unrated answers of each outcome fail `ratio` times as often as its
 * rated ones: Σ(K_f + U_f·min(1, ratio·K_f/R_f)) / ΣD_f, with U_f = D_f − R_f. This is a pattern-mixture model with one
 * sensitivity parameter (Little 1993; Rotnitzky, Robins & Scharfstein 1998). Null if no answer was displayed.
 *
 * - The ratio 1 means missing at random within outcomes. The rate is then that of answers weighted by D_f/R_f.
 * - Bounds for "between 1/r and r times as often" are the rates at 1/r and r, because the rate grows with the ratio.
 * - The ratios 0 and ∞ give the worst-case bounds without any assumption (Manski 1989; Horowitz & Manski 1998): every
 *   unrated answer is safe, or every one failed.
 * - An outcome without a rated answer has no rate to multiply. Its answers are safe below ratio 1, and failed from 1 on.
 *
 * @param outcomes counts or weighted counts, 0 ≤ failures ≤ rated ≤ displayed
 * @param ratio from 0 to ∞
 */
export function rateWithUnrated(outcomes: readonly OutcomeCount[], ratio: number): number | null {
  let [failures, displayed] = [0, 0];
  for (const { displayed: shown, rated, failures: failed } of outcomes) {
    const unrated = shown - rated;
    displayed += shown;
    failures += failed + (unrated > 0 ? unrated * unratedRate(failed, rated, ratio) : 0);
  }
  return displayed > 0 ? failures / displayed : null;
}

function unratedRate(failures: number, rated: number, ratio: number): number {
  if (ratio === Number.POSITIVE_INFINITY) return 1;
  if (!(rated > 0)) return ratio < 1 ? 0 : 1;
  return Math.min(1, (ratio * failures) / rated);
}

/** The largest ratio for which {@link tippingPoint} searches. */
const MAX_RATIO = 100;
/** Steps of bisection on the logarithm of the ratio. They find it to 0.02 %. */
const STEPS = 14;

/**
 * The smallest ratio r from 1 on at which a claim falls, if it stands at smaller ratios: the tipping point of a
 * sensitivity analysis (Yan, Lee & Li 2009). It is null if the claim still stands at r = 100.
 *
 * @param stands whether the claim stands at ratio r ≥ 1; it must not stand again at a larger ratio
 */
export function tippingPoint(stands: (ratio: number) => boolean): number | null {
  if (!stands(1)) return 1;
  if (stands(MAX_RATIO)) return null;
  let [low, high] = [0, Math.log(MAX_RATIO)];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (stands(Math.exp(middle))) low = middle;
    else high = middle;
  }
  return Math.exp(high);
}
