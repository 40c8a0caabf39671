import { groupOf, type Pseudonym } from '../contracts/pseudonym.ts';

/** Events that are merged at once: each takes several KB while it is. */
const EVENTS_A_PART = 20_000;
/** Four of the 32 groups are in a part then, so that no partition of the counters is hit alone. */
const MOST_PARTS = 8;

/**
 * Divides a window's events into parts that are recorded one after another; each is a list of places.
 *
 * All events of a judgment, and all judgments of a cell, are of one group of clinicians: parts by group fold as the
 * whole would, in a fraction of its memory.
 */
export function partsByGroup(
  clinicians: readonly Pseudonym[],
  eventsAPart = EVENTS_A_PART,
): readonly (readonly number[])[] {
  const count = Math.min(MOST_PARTS, Math.ceil(clinicians.length / eventsAPart));
  const parts: number[][] = Array.from({ length: count }, () => []);
  for (const [place, clinician] of clinicians.entries()) parts[groupOf(clinician) % count]!.push(place);
  return parts.filter((part) => part.length > 0);
}
