/**
 * Maximum number of sampling units of one kind: clinicians, items or sites. If there are more, several share a unit.
 * More units would make intervals hardly narrower, and cost time.
 */
export const MAX_UNITS = 1024;
