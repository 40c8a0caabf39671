import { limits, limitsOf, type StudyLimits } from '../../shared/contracts/index.ts';

/** The limits of a study. */
export type LimitsOf = (study: string) => StudyLimits;

/**
 * The limits that the stack sets.
 *
 * @param json limits by study, as in `{"*": {"eventsPerMinute": 6000}}`; undefined for the default limits
 * @throws if the value is anything else, because the function is then deployed wrongly
 */
export function readLimits(json: string | undefined): LimitsOf {
  const given = json === undefined ? {} : limits.parse(JSON.parse(json));
  return (study) => limitsOf(given, study);
}
