import type { Protocol, Snapshot } from '../../contracts/index.ts';
import { MINIMUM_EFFECTIVE_GROUPS, type RateDifference, regretBounds, regretP } from '../../stats/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { rateDifference } from '../rates/rate-difference.ts';
import type { StandardisedRates } from '../rates/standardise.ts';

/** Rates of unsafe answers: of all displayed answers, and of half answers that won and half that lost. */
export interface UnsafeForms {
  readonly displayed: StandardisedRates;
  readonly balanced: StandardisedRates;
}

/** The models among which one is chosen by preference, and their rates of unsafe answers. */
interface Comparison {
  readonly preferred: readonly number[];
  readonly unsafe: UnsafeForms;
  /** r: unrated answers fail between 1/r and r times as often as rated ones. At least 1. */
  readonly unratedRatio: number;
}

/**
 * Estimates the safety cost of choosing by preference: the excess of the chosen model's share of unsafe answers over
 * that of the safest model. Preference does not determine which model of the top set is chosen. Therefore, the lower
 * bound is the smallest over these models, and the upper bound and the p-value are the largest. Null if no model is
 * preferred, or too few models have enough ratings.
 *
 * The bounds and the p-value hold for both forms of the rates. The vote may influence the scores of the displayed
 * answers, which makes preferred models look safer. Votes that follow safety make them look less safe in the balanced
 * rates. The upper bound with unrated answers also holds if those of the chosen model fail r times as often as its rated
 * ones, and those of the others 1/r times as often.
 * @see docs/decisions/0158-regret-holds-in-both-forms-of-rates.md
 */
export function regret(
  { models }: Evidence,
  { preferred, unsafe, unratedRatio }: Comparison,
  { confidence, regretMargin }: Protocol,
): Snapshot['dissociation']['regret'] {
  const { displayed, balanced } = unsafe;
  const isStandardised = [displayed, balanced].every(({ support }) => support.length > 0);
  const chosen = preferred.flatMap((model) => {
    const others = displayed.models.filter((other) => other !== model);
    if (!displayed.comparable(model) || others.length === 0) return [];
    const ofDisplayed = others.map((other) => difference(displayed, model, other));
    const ofBalanced = others.map((other) => difference(balanced, model, other));
    // Models without a balanced rate: the displayed rates understate the cost, so they can show it, but not exclude it.
    const known = ofBalanced.map((found, at) => found ?? ofDisplayed[at]!);
    const bounds = {
      model: models[model]!,
      lower: Math.min(...[ofDisplayed, known].map((found) => regretBounds(found, confidence).lower)),
      upper: Math.max(...[ofDisplayed, ofBalanced].map((found) => regretBounds(found, confidence).upper)),
    };
    const upperWithUnrated = Math.max(
      ...[displayed, balanced].map((form) => {
        const worst = others.map((other) => worstDifference(form, { model, other, ratio: unratedRatio }));
        return regretBounds(worst, confidence).upper;
      }),
    );
    return [
      {
        bounds,
        upperWithUnrated,
        p: Math.max(...[ofDisplayed, known].map((found) => regretP(found, regretMargin))),
      },
    ];
  });
  const known = chosen.length > 0 && chosen.length === preferred.length;
  return {
    lower: known ? Math.min(...chosen.map(({ bounds }) => bounds.lower)) : null,
    upper: known ? Math.max(...chosen.map(({ bounds }) => bounds.upper)) : null,
    upperWithUnrated: known ? Math.max(...chosen.map((one) => one.upperWithUnrated)) : null,
    models: displayed.models.length,
    basis: isStandardised ? 'standardised' : 'crude',
    conditional: displayed.models.some((model) => displayed.comparable(model)!.conditional),
    p: known ? Math.max(...chosen.map(({ p }) => p)) : null,
    chosen: chosen.map(({ bounds }) => bounds),
  };
}

/** The rate of a model less that of another one. Null if one of them is not compared, or if too few units judged both. */
function difference(unsafe: StandardisedRates, model: number, other: number): RateDifference | null {
  const [own, its] = [unsafe.comparable(model), unsafe.comparable(other)];
  const found = own && its && rateDifference(own, its);
  if (!found || found.effectiveGroups < MINIMUM_EFFECTIVE_GROUPS) return null;
  const { estimate, standardError, degreesOfFreedom } = found;
  return { difference: estimate, standardError, degreesOfFreedom };
}

/** The same if unrated answers of the model fail `ratio` times as often as its rated ones, and those of the other 1/ratio times. */
function worstDifference(
  unsafe: StandardisedRates,
  { model, other, ratio }: { readonly model: number; readonly other: number; readonly ratio: number },
): RateDifference | null {
  const found = difference(unsafe, model, other);
  const [worst, best] = [unsafe.withUnrated(model, ratio), unsafe.withUnrated(other, 1 / ratio)];
  if (!found || worst === null || best === null) return null;
  const own = unsafe.comparable(model)!.rate;
  const growth = own > 0 ? Math.max(1, worst / own) : 1;
  return { ...found, difference: worst - best, standardError: growth * found.standardError };
}
