import { addInto, type Counts, packing } from '../../../ledger/cells/index.ts';
import { placesUpTo, sortedBy } from '../../../lib/compact/index.ts';
import { byCodeUnit } from '../../../lib/index.ts';

/** The kinds of sampling units. */
export const KINDS = ['clinician', 'item', 'site'] as const;
export type Kind = (typeof KINDS)[number];

/** The columns of rows, in the order of sorting. */
export const ROW_COLUMNS = [...KINDS, 'cell'] as const;
export type RowColumn = (typeof ROW_COLUMNS)[number];

/** The number of a row whose judgments name no item, or no site. */
export const NO_ID = -1;

/** Rows as columns of numbers, with their counts as text. Objects would take five times as much memory. */
export interface RowTable extends Readonly<Record<RowColumn, Int32Array>> {
  readonly length: number;
  /** The packed counts of a row. */
  packed(row: number): string;
}

/** Sorts rows by their columns, and adds up rows with the same numbers. */
export function addedUp(rows: RowTable): RowTable {
  let order = placesUpTo(rows.length);
  for (const column of ROW_COLUMNS.toReversed())
    order = sortedBy(
      rows[column].map((number) => number - NO_ID),
      order,
    );
  const kept = new Uint32Array(rows.length);
  const sums = new Map<number, string>();
  let length = 0;
  for (const row of order) {
    const last = length - 1;
    if (last >= 0 && ROW_COLUMNS.every((column) => rows[column][kept[last]!] === rows[column][row])) {
      const before = sums.get(last) ?? rows.packed(kept[last]!);
      sums.set(
        last,
        packedSorted(added(packing.unpackCounts(before), packing.unpackCounts(rows.packed(row)))),
      );
    } else {
      kept[length] = row;
      length += 1;
    }
  }
  const columnOf = (column: RowColumn) =>
    Int32Array.from(kept.subarray(0, length), (row) => rows[column][row]!);
  return {
    length,
    ...{
      clinician: columnOf('clinician'),
      item: columnOf('item'),
      site: columnOf('site'),
      cell: columnOf('cell'),
    },
    packed: (row) => sums.get(row) ?? rows.packed(kept[row]!),
  };
}

/** Packs counts in the order of their slots, so that equal sums have equal texts. */
const packedSorted = (counts: Counts): string =>
  packing.packCounts(new Map([...counts].sort(([a], [b]) => byCodeUnit(a, b))));

function added(sum: Map<string, number>, counts: Counts): Map<string, number> {
  addInto(sum, counts);
  return sum;
}
