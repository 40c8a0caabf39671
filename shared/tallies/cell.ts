import { byCodeUnit } from '../judgments/register.ts';
import type { Counts } from './counts.ts';

/**
 * Where a judgment is tallied: a pair of models in a specialty, x before y by code unit; or one model whose
 * comparison is not known, with y empty.
 */
export interface CellKey {
  readonly specialty: string;
  readonly x: string;
  readonly y: string;
}

/** A cell of one group of clinicians. */
export interface Cell extends CellKey {
  /** From 0 to 31. */
  readonly group: number;
  readonly counts: Counts;
}

/** The cell's sort key: `#` cannot occur in a name. */
export const cellId = ({ specialty, x, y }: CellKey): string => `${specialty}#${x}#${y}`;

export function parseCellId(id: string): CellKey {
  const [specialty, x, y, ...rest] = id.split('#');
  if (!specialty || !x || y === undefined || rest.length > 0) throw new Error(`not the key of a cell: ${id}`);
  return { specialty, x, y };
}

/** The order in which cells are summed, published and hashed. */
export const compareCells = (a: Cell, b: Cell): number =>
  a.group - b.group || byCodeUnit(a.specialty, b.specialty) || byCodeUnit(a.x, b.x) || byCodeUnit(a.y, b.y);
