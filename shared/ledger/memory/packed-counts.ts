import { addInto, type Counts } from '../cells/cell.ts';
import { packCounts, unpackCounts } from '../cells/packed-counts.ts';

/** Separates the version of a packed cell from its counts. */
const SEPARATOR = ':';

/** The version in a packed cell, such as `7:w13,A41`. */
export const packedVersion = (packed: string): number => Number.parseInt(packed, 36);

/** The counts in a packed cell. */
export const packedCounts = (packed: string): Map<string, number> =>
  unpackCounts(packed.slice(packed.indexOf(SEPARATOR) + 1));

/**
 * Adds counts to a packed cell, which then has the given version.
 *
 * @param packed empty for a new cell
 */
export function addPacked(packed: string, counts: Counts, version: number): string {
  const sum = packedCounts(packed);
  addInto(sum, counts);
  return version.toString(36) + SEPARATOR + packCounts(sum);
}
