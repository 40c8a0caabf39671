import type { Counts } from './cell.ts';

/** Length of a slot's name. */
const SLOT_LENGTH = 2;
const SEPARATOR = ',';

/** Counts as one flat string, like `w13,A41`. A `Map` of the counts takes ten times as much memory. */
export function packCounts(counts: Counts): string {
  const parts: string[] = [];
  for (const [slot, count] of counts) parts.push(slot + count.toString(36));
  return parts.join(SEPARATOR);
}

/** Counts of 1 in the order of the given slots, as {@link packCounts} writes them. */
export const packOnes = (slots: readonly string[]): string =>
  slots.length === 0 ? '' : `${slots.join(`1${SEPARATOR}`)}1`;

export function unpackCounts(packed: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at < packed.length; ) {
    const end = packed.indexOf(SEPARATOR, at + SLOT_LENGTH);
    const next = end < 0 ? packed.length : end;
    counts.set(packed.slice(at, at + SLOT_LENGTH), Number.parseInt(packed.slice(at + SLOT_LENGTH, next), 36));
    at = next + SEPARATOR.length;
  }
  return counts;
}
