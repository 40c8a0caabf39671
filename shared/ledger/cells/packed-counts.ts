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

export const unpackCounts = (packed: string): Map<string, number> =>
  new Map(
    packed === ''
      ? []
      : packed
          .split(SEPARATOR)
          .map((part) => [part.slice(0, SLOT_LENGTH), Number.parseInt(part.slice(SLOT_LENGTH), 36)]),
  );
