import type { Fault } from '../contracts/index.ts';

/**
 * The shortest possible event has about 90 bytes. No message or line of the maximum length holds more events than
 * this.
 */
const MAX_EVENTS = 12_000;

/**
 * The reason why a list cannot be a list of events. Null if it can. Without this check, a megabyte of `[1,1,1…`
 * would become half a million rejects, each many times as long as its value.
 */
export function faultInList({ length }: readonly unknown[]): Fault | null {
  if (length === 0) return { reason: 'missing_field', message: 'holds no event', field: '' };
  if (length <= MAX_EVENTS) return null;
  return {
    reason: 'too_large',
    message: `holds ${length} values, most of which cannot be events`,
    field: '',
  };
}
