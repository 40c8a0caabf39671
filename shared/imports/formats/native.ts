import { normalised } from '../../lib/index.ts';
import { nativeColumns } from '../windows/native-columns.ts';
import { rowReader } from '../windows/native-row.ts';
import { CutNumber, textOf } from './access.ts';
import type { Format, FormatContext } from './format.ts';

/**
 * Primum's own CSV, or the same columns in Parquet or in a workbook.
 * @throws UnreadableFile with the columns that the header lacks
 */
export function nativeTable(header: readonly string[], { study, criteria }: FormatContext): Format {
  const columns = nativeColumns(header, new Set(criteria.map(({ id }) => id)));
  const eventOf = rowReader(columns, study);
  return {
    name: columns.kind === 'vote' ? 'votes.csv' : 'ratings.csv',
    singleLine: true,
    // Blanks around a text and characters without width mean nothing, in any container.
    read: (row) => ({ form: 'row', value: eventOf((row as readonly unknown[]).map(cellValue) as string[]) }),
  };
}

/** The text of a cell. A number without all its digits stays a number, which is refused as an id. */
const cellValue = (cell: unknown): unknown =>
  cell instanceof CutNumber ? Number(cell.text) : cellText(cell);

/** The text of a cell in one form. For a value of Parquet, it is the text that a CSV would contain. */
const cellText = (cell: unknown): string => (textOf(cell) ?? '') as string;

/** Whether a table has the column names of Primum's own. */
export function hasOurColumns(header: readonly string[]): boolean {
  const names = new Set(header.map(normalised));
  const has = (...columns: string[]) => columns.every((column) => names.has(column));
  if (!has('specialty') || !(has('clinician') || has('pseudonym'))) return false;
  return has('first', 'second', 'outcome') || has('model');
}

/** The contract itself: each record is an event, or an array of events. */
export const nativeJson: Format = { name: 'jsonl', read: (value) => ({ form: 'message', value }) };
