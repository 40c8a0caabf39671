import { byCodeUnit } from '../../lib/index.ts';
import type { Counts } from './counts.ts';

/**
 * The key of the cell that counts a judgment. A comparison belongs to a pair of models in a specialty, with x before
 * y by code unit. A rating without a known comparison belongs to its model alone, and y is empty.
 */
export interface CellKey {
  readonly specialty: string;
  readonly x: string;
  readonly y: string;
}

/** The counts of one group of clinicians in a cell. */
export interface Cell extends CellKey {
  /** From 0 to 31. */
  readonly group: number;
  readonly counts: Counts;
}

/** The sort key of the cell. The separator is safe because `#` cannot occur in a name. */
export const cellId = ({ specialty, x, y }: CellKey): string => `${specialty}#${x}#${y}`;

export function parseCellId(id: string): CellKey {
  const [specialty, x, y, ...rest] = id.split('#');
  if (!specialty || !x || y === undefined || rest.length > 0)
    throw new Error(`"${id}" is not the key of a cell`);
  return { specialty, x, y };
}

/** The order in which cells are summed, published and hashed. */
export const compareCells = (a: Cell, b: Cell): number =>
  a.group - b.group || byCodeUnit(a.specialty, b.specialty) || byCodeUnit(a.x, b.x) || byCodeUnit(a.y, b.y);
