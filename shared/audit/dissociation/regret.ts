import type { Protocol, Snapshot } from '../../contracts/index.ts';
import { MINIMUM_EFFECTIVE_GROUPS, regretBounds, regretP } from '../../stats/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { rateDifference } from '../rates/rate-difference.ts';
import type { StandardisedRates } from '../rates/standardise.ts';

/**
 * Estimates the safety cost of choosing by preference: the excess of the chosen model's share of unsafe answers over
 * that of the safest model. Preference does not determine which model of the top set is chosen. Therefore, the lower
 * bound is the smallest over these models, and the upper bound and the p-value are the largest. Null if no model is
 * preferred, or too few models have enough ratings.
 */
export function regret(
  { models }: Evidence,
  preferred: readonly number[],
  unsafe: StandardisedRates,
  { confidence, regretMargin }: Protocol,
): Snapshot['dissociation']['regret'] {
  const basis: 'standardised' | 'crude' = unsafe.support.length > 0 ? 'standardised' : 'crude';
  const chosen = preferred.flatMap((model) => {
    const top = unsafe.comparable(model);
    const others = unsafe.models.filter((other) => other !== model);
    if (!top || others.length === 0) return [];
    const differences = others.map((other) => {
      const found = rateDifference(top, unsafe.comparable(other)!);
      if (!found || found.effectiveGroups < MINIMUM_EFFECTIVE_GROUPS) return null;
      const { estimate: difference, standardError, degreesOfFreedom } = found;
      return { difference, standardError, degreesOfFreedom };
    });
    const bounds = { model: models[model]!, ...regretBounds(differences, confidence) };
    return [{ bounds, p: regretP(differences, regretMargin) }];
  });
  const known = chosen.length > 0 && chosen.length === preferred.length;
  return {
    lower: known ? Math.min(...chosen.map(({ bounds }) => bounds.lower)) : null,
    upper: known ? Math.max(...chosen.map(({ bounds }) => bounds.upper)) : null,
    models: unsafe.models.length,
    basis,
    conditional: unsafe.models.some((model) => unsafe.comparable(model)!.conditional),
    p: known ? Math.max(...chosen.map(({ p }) => p)) : null,
    chosen: chosen.map(({ bounds }) => bounds),
  };
}
