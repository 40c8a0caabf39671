import type { Fault } from '../contracts/reject.ts';

/** The shortest event there can be has some 90 bytes: no message and no line of the longest length holds so many. */
const MOST_EVENTS = 12_000;

/**
 * Why a list cannot be one of events; null where it can. A megabyte of `[1,1,1…` would else become half a million
 * rejects, each many times its length.
 */
export function faultInList({ length }: readonly unknown[]): Fault | null {
  if (length === 0) return { reason: 'missing_field', message: 'holds no event', field: '' };
  if (length <= MOST_EVENTS) return null;
  return {
    reason: 'too_large',
    message: `holds ${length} values, of which most cannot be events`,
    field: '',
  };
}
