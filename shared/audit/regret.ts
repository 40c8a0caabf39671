import type { Protocol } from '../contracts/protocol.ts';
import type { Snapshot } from '../contracts/snapshot.ts';
import { MINIMUM_EFFECTIVE_GROUPS } from '../stats/delete-one-group.ts';
import { regretBounds } from '../stats/regret.ts';
import type { Evidence } from './evidence.ts';
import { rateDifference } from './rate-difference.ts';
import type { StandardisedRates } from './standardise.ts';

/**
 * What choosing by preference costs in safety: by how much the chosen model's share of unsafe answers exceeds
 * that of the safest model. Over the whole top set: the lower bound is the smallest of its models', the upper
 * bound the largest, since preference does not say which of them would be chosen. Null where nobody is
 * preferred, or too few models are rated enough.
 */
export function regret(
  { models }: Evidence,
  preferred: readonly number[],
  unsafe: StandardisedRates,
  { confidence }: Protocol,
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
    return [{ model: models[model]!, ...regretBounds(differences, confidence) }];
  });
  const known = chosen.length > 0 && chosen.length === preferred.length;
  return {
    lower: known ? Math.min(...chosen.map(({ lower }) => lower)) : null,
    upper: known ? Math.max(...chosen.map(({ upper }) => upper)) : null,
    models: unsafe.models.length,
    basis,
    conditional: unsafe.models.some((model) => unsafe.comparable(model)!.conditional),
    chosen,
  };
}
