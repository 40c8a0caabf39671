import { tUpperP } from '../numeric/distributions.ts';

/** A share with the number of independent answers with the same information, and its degrees of freedom. */
interface EstimatedShare {
  readonly rate: number;
  readonly effectiveN: number;
  readonly degreesOfFreedom: number;
}

/**
 * One-sided p-value of the score test of "the share is at most π₀": P(T ≥ t) with t = (r̂ − π₀)/√(π₀(1 − π₀)/n_eff)
 * (Wilson 1927; Agresti & Coull 1998). It inverts Wilson's interval: the lower limit at confidence 1 − 2α is above π₀
 * exactly if the p-value is below α.
 *
 * @param share the rate in [0, 1], n_eff > 0
 * @param limit π₀ in (0, 1)
 */
export function shareAboveP({ rate, effectiveN, degreesOfFreedom }: EstimatedShare, limit: number): number {
  return tUpperP((rate - limit) / Math.sqrt((limit * (1 - limit)) / effectiveN), degreesOfFreedom);
}
