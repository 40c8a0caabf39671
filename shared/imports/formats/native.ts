import { normalised } from '../../lib/index.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { type Columns, nativeColumns } from '../windows/native-columns.ts';
import { rowReader } from '../windows/native-row.ts';
import { textOf } from './access.ts';
import type { Format, FormatContext, Sample } from './format.ts';
import { REMEDY } from './mapped-format.ts';

/**
 * Primum's own CSV, or the same columns in Parquet.
 * @throws UnreadableFile with the columns that the header lacks, or if the scores are on another scale
 */
export function nativeTable(
  header: readonly string[],
  { container, records }: Sample,
  { study, criteria }: FormatContext,
): Format {
  const columns = nativeColumns(header, new Set(criteria.map(({ id }) => id)));
  refuseOtherScale(columns, records);
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

const AT_LEAST_0 = /^\d+(\.0*)?$/;

/**
 * If no score is below 0 and some are above 2, the scores are on another scale. A 1 may be the worst score of that
 * scale.
 */
function refuseOtherScale({ scores }: Columns, rows: Sample['records']): void {
  const cells = rows.flatMap((row) => [...scores.keys()].map((index) => (row as readonly unknown[])[index]));
  const given = cells.map((cell) => cellText(cell ?? '')).filter((text) => text !== '');
  const numbers = given.map(Number);
  if (!given.every((text) => AT_LEAST_0.test(text)) || !numbers.some((number) => number > 2)) return;
  throw new UnreadableFile(
    `the scores of its first rows run from ${Math.min(...numbers)} to ${Math.max(...numbers)}, and those of Primum from -2 to` +
      ' 2: declare their scale in a mapping, as "scale": {"from": [1, 5], "to": [-2, 2]}, with the worst score first.' +
      ` ${REMEDY}.`,
  );
}

/** The text that a CSV would contain for a cell of Parquet. */
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
