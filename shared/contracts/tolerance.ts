import { DEFAULT_UNRATED_RATIO, type Protocol } from './protocol.ts';

export type Level = 'failure' | 'severe';
export const LEVELS: readonly Level[] = ['failure', 'severe'];

/** The name of the composite in places that name a criterion. */
export const COMPOSITE = 'composite';

/**
 * The highest failure rate that the protocol accepts, on a criterion or on the composite of all safety-critical
 * criteria.
 */
export function toleranceOf({ tolerance }: Protocol, criterion: string, level: Level): number {
  if (criterion === COMPOSITE) return level === 'failure' ? tolerance.composite : tolerance.compositeSevere;
  const own = Object.hasOwn(tolerance.byCriterion, criterion) ? tolerance.byCriterion[criterion] : undefined;
  return own?.[level] ?? tolerance[level];
}

/** The ratio r within which claims hold: unrated answers fail between 1/r and r times as often as rated ones. */
export const unratedRatioOf = ({ unratedRatio }: Pick<Protocol, 'unratedRatio'>): number =>
  unratedRatio ?? DEFAULT_UNRATED_RATIO;
