import { columnsOf } from '../native-columns.ts';
import { rowReader } from '../native-row.ts';
import { textOf } from './access.ts';
import type { Container, Format, FormatContext } from './format.ts';

/**
 * Primum's own CSV, or the same columns in Parquet.
 * @throws UnreadableFile naming what the header lacks
 */
export function nativeTable(
  header: readonly string[],
  container: Container,
  { study, criteria }: FormatContext,
): Format {
  const columns = columnsOf(header, criteria);
  const eventOf = rowReader(columns, study);
  return {
    name: columns.kind === 'vote' ? 'votes.csv' : 'ratings.csv',
    singleLine: true,
    read:
      container === 'parquet'
        ? (row) => ({ form: 'row', value: eventOf((row as readonly unknown[]).map(cellText)) })
        : (row) => ({ form: 'row', value: eventOf(row as readonly string[]) }),
  };
}

/** A cell of Parquet as CSV would hold it. */
const cellText = (cell: unknown): string => (textOf(cell) ?? '') as string;

/** Whether a table names what Primum's own does. */
export function hasOurColumns(header: readonly string[]): boolean {
  const names = new Set(header.map((name) => name.normalize('NFC').trim()));
  const has = (...columns: string[]) => columns.every((column) => names.has(column));
  if (!has('specialty') || !(has('clinician') || has('pseudonym'))) return false;
  return has('first', 'second', 'outcome') || has('model');
}

/** The contract itself: each record an event, or an array of events. */
export const nativeJson: Format = { name: 'jsonl', read: (value) => ({ form: 'message', value }) };
