import type { Fault } from '../../../contracts/index.ts';
import { normalised } from '../../../lib/index.ts';
import { textOf } from '../../formats/access.ts';
import { UnreadableFile } from '../../unreadable-file.ts';
import { chooseHeader, MAX_TITLE_LINES, type TableReading } from '../choose-header.ts';
import { unparsable } from '../record-faults.ts';
import type { CellValue } from './cells.ts';
import type { ColumnRange } from './merged-cells.ts';
import type { SheetRow } from './sheet-rows.ts';

/** The table in a sheet. */
export interface SheetTable {
  /** The names of the columns, from the first to the last that has a name. */
  readonly header: readonly string[];
  /** The row of the header. */
  readonly line: number;
  readonly columns: ColumnRange;
}

/** Number of rows with text among which the header is looked for. */
export const rowsForHeader = ({ declared }: TableReading): number =>
  Math.max(MAX_TITLE_LINES, declared?.headerLine ?? 0);

/**
 * Finds the table in a sheet by its header.
 * @param rows the first rows of the sheet with text
 * @throws UnreadableFile with the remedy
 */
export const tableIn = (rows: readonly SheetRow[], reading: TableReading): SheetTable =>
  chooseHeader(rows, reading, { headerIn, knownIn });

export const hasText = ({ cells, fault }: SheetRow): boolean =>
  fault !== null || [...cells.values()].some((value) => nameIn(value) !== '');

const nameIn = (value: CellValue): string => normalised(String(textOf(value)));

function headerIn(row: SheetRow, { known }: TableReading, unknown = () => {}): SheetTable {
  if (row.fault) throw new UnreadableFile(`its header in line ${row.line} ${row.fault.message}.`);
  if (knownIn(row, known).length === 0) unknown();
  const named = [...row.cells].flatMap(([column, value]) => (nameIn(value) === '' ? [] : [column]));
  const columns = { start: Math.min(...named), end: Math.max(...named) + 1 };
  return { header: valuesIn(row, columns).map((value) => String(textOf(value))), line: row.line, columns };
}

const knownIn = ({ cells }: SheetRow, known: ReadonlySet<string>): string[] =>
  [...cells.values()].map(nameIn).filter((name) => known.has(name));

/** The values of a row in the columns of the table. An empty cell is an empty text. */
function valuesIn({ cells }: SheetRow, { start, end }: ColumnRange): CellValue[] {
  const values = Array<CellValue>(end - start).fill('');
  for (const [column, value] of cells) if (column >= start && column < end) values[column - start] = value;
  return values;
}

/**
 * The content of a row of the table.
 * @param isMerged whether a cell of the row has no value of its own
 */
export function contentOf(
  row: SheetRow,
  { columns }: SheetTable,
  isMerged: boolean,
): readonly CellValue[] | Fault {
  if (row.fault) return row.fault;
  if (isMerged) return MERGED;
  const { start, end } = columns;
  const isBeyond = [...row.cells].some(
    ([column, value]) => (column < start || column >= end) && nameIn(value) !== '',
  );
  return isBeyond ? BEYOND_COLUMNS : valuesIn(row, columns);
}

const MERGED = unparsable(
  'has a cell that is merged with another one; unmerge the cells, and write the value into each of them',
);
const BEYOND_COLUMNS = unparsable(
  'holds a text outside of the columns that have a name; name that column, or delete the text',
);
