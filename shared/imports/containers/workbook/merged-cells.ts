import { placeIn } from './cell-place.ts';
import { tooLarge } from './workbook-errors.ts';
import type { WorkbookLimits } from './workbook-limits.ts';
import { attributeOf, parsedXml } from './xml-events.ts';
import type { ZipParts } from './zip-parts.ts';

/** Consecutive columns of a table, from 0. The end is not part of it. */
export interface ColumnRange {
  readonly start: number;
  readonly end: number;
}

/** Consecutive rows, from 1. The last one is part of it. */
type RowRange = readonly [first: number, last: number];

const ELEMENT = Buffer.from('mergeCell');

/**
 * Finds the rows in which a cell of a table has no value of its own, because it is merged with another one. Ranges of
 * merged cells are at the end of a sheet. The bytes are searched first, because parsing takes ten times as long.
 * @throws BrokenOff if the part is damaged
 */
export async function mergedRows(
  parts: ZipParts,
  part: string,
  columns: ColumnRange,
  limits: WorkbookLimits,
): Promise<(row: number) => boolean> {
  if (!(await contains(parts.bytes(part), ELEMENT))) return () => false;
  const ranges: RowRange[] = [];
  let count = 0;
  const open = (name: string, attributes: Readonly<Record<string, string>>): void => {
    if (name !== 'mergeCell') return;
    count += 1;
    if (count > limits.mergedRanges)
      throw tooLarge(`more than ${limits.mergedRanges} ranges of merged cells`);
    const rows = rowsWithoutValue(attributeOf(attributes, 'ref') ?? '', columns);
    if (rows) ranges.push(rows);
  };
  for await (const _ of parsedXml(parts.bytes(part), { open }));
  return inRanges(ranges);
}

async function contains(chunks: AsyncIterable<Buffer>, searched: Buffer): Promise<boolean> {
  let rest: Buffer = Buffer.alloc(0);
  let isFound = false;
  // All bytes are read, so that the checksum of the part is checked before a row counts.
  for await (const chunk of chunks) {
    if (isFound) continue;
    const bytes = Buffer.concat([rest, chunk]);
    isFound = bytes.includes(searched);
    rest = bytes.subarray(Math.max(0, bytes.length - searched.length + 1));
  }
  return isFound;
}

/** The rows of a merged range such as `A2:A5` in which a cell of the table has no value of its own. */
function rowsWithoutValue(range: string, { start, end }: ColumnRange): RowRange | null {
  const [from, to] = range.split(':').map(placeIn);
  if (!from || !to || from.column >= end || to.column < start) return null;
  const first = to.column > from.column ? from.row : from.row + 1;
  return first <= to.row ? [first, to.row] : null;
}

/** Whether a row is in one of the ranges, by binary search. */
function inRanges(ranges: readonly RowRange[]): (row: number) => boolean {
  const united: [number, number][] = [];
  for (const [first, last] of [...ranges].sort(([a], [b]) => a - b)) {
    const known = united.at(-1);
    if (known && first <= known[1] + 1) known[1] = Math.max(known[1], last);
    else united.push([first, last]);
  }
  return (row) => {
    let [low, high] = [0, united.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (united[middle]![1] < row) low = middle + 1;
      else high = middle;
    }
    return (united[low]?.[0] ?? Number.POSITIVE_INFINITY) <= row;
  };
}
