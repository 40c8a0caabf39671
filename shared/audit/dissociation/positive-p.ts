import { type EstimatedDifference, MINIMUM_EFFECTIVE_GROUPS, tUpperP } from '../../stats/index.ts';

/** One-sided p of the hypothesis "not above 0". It is 1 if the difference cannot be tested. */
export function positiveP(difference: EstimatedDifference | null): number {
  if (!difference || difference.effectiveGroups < MINIMUM_EFFECTIVE_GROUPS) return 1;
  if (!(difference.standardError > 1e-12)) return 1;
  return tUpperP(difference.estimate / difference.standardError, difference.degreesOfFreedom);
}
