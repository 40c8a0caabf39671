import { byCodeUnit } from '../../lib/index.ts';

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

/** Counts by slot. An absent slot counts zero, and zeros are never stored. */
export type Counts = ReadonlyMap<string, number>;

/** Adds `factor` times `counts` to `into`. A slot is deleted if its sum is zero. */
export function addInto(into: Map<string, number>, counts: Counts, factor = 1): void {
  for (const [slot, count] of counts) {
    const sum = (into.get(slot) ?? 0) + factor * count;
    if (sum === 0) into.delete(slot);
    else into.set(slot, sum);
  }
}

declare const brand: unique symbol;
/** The pseudonym of a clinician: 32 hex digits. Clinicians are stored only in this form. */
export type Pseudonym = string & { readonly [brand]: 'pseudonym' };

/** Number of groups of clinicians. The groups are the write shards, and the resampling units of every interval. */
export const GROUPS = 32;
/** The numbers of all groups. */
export const ALL_GROUPS: readonly number[] = Array.from({ length: GROUPS }, (_, group) => group);

export const isPseudonym = (text: string): text is Pseudonym => /^[0-9a-f]{32}$/.test(text);

/** The clinician's group, from 0 to 31. */
export const groupOf = (pseudonym: Pseudonym): number => Number.parseInt(pseudonym.slice(0, 4), 16) % GROUPS;
