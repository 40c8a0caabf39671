import { columnsOf } from '../native-columns.ts';
import { rowReader } from '../native-row.ts';
import type { Format, FormatContext } from './format.ts';

/**
 * Primum's own CSV.
 * @throws UnreadableFile naming what the header lacks
 */
export function nativeTable(header: readonly string[], { study, criteria }: FormatContext): Format {
  const columns = columnsOf(header, criteria);
  const eventOf = rowReader(columns, study);
  return {
    name: columns.kind === 'vote' ? 'votes.csv' : 'ratings.csv',
    singleLine: true,
    read: (row) => ({ form: 'row', value: eventOf(row as readonly string[]) }),
  };
}

/** The contract itself: each record an event, or an array of events. */
export const nativeJson: Format = { name: 'jsonl', read: (value) => ({ form: 'message', value }) };
