import { addInto, type Counts } from '../cells/cell.ts';

/** Length of a slot's name. */
const SLOT_LENGTH = 2;
const SEPARATOR = ',';

/** A cell's version and counts as one flat string, like `7,w13,A41`. A `Map` of the counts takes ten times as much. */
function pack(version: number, counts: Counts): string {
  const parts = [version.toString(36)];
  for (const [slot, count] of counts) parts.push(slot + count.toString(36));
  return parts.join(SEPARATOR);
}

export const packedVersion = (packed: string): number => Number.parseInt(packed, 36);

export function unpackCounts(packed: string): Map<string, number> {
  const [, ...parts] = packed.split(SEPARATOR);
  return new Map(
    parts.map((part) => [part.slice(0, SLOT_LENGTH), Number.parseInt(part.slice(SLOT_LENGTH), 36)]),
  );
}

/**
 * Adds counts to a packed cell, which then has the given version.
 *
 * @param packed empty for a new cell
 */
export function addPacked(packed: string, counts: Counts, version: number): string {
  const sum = unpackCounts(packed);
  addInto(sum, counts);
  return pack(version, sum);
}
