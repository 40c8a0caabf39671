import { COMPOSITE, type Level } from '../audit/input.ts';
import type { Protocol } from './protocol.ts';

/**
 * The highest failure rate that the protocol accepts, on a criterion or on the composite of all safety-critical
 * criteria.
 */
export function toleranceOf({ tolerance }: Protocol, criterion: string, level: Level): number {
  if (criterion === COMPOSITE) return level === 'failure' ? tolerance.composite : tolerance.compositeSevere;
  const own = Object.hasOwn(tolerance.byCriterion, criterion) ? tolerance.byCriterion[criterion] : undefined;
  return own?.[level] ?? tolerance[level];
}
