import type { Mapping } from '../../contracts/index.ts';
import { columnsOf } from '../formats/access.ts';
import { filterColumns } from '../formats/record-filter.ts';

/** The columns of a file that a mapping does not read. In JSON, these are paths. */
export function unreadColumns(mapping: Mapping, all: Iterable<string>): string[] {
  const { columns, scores = {}, latestWins, lookup } = mapping;
  const read = new Set([
    ...[...Object.values(columns), latestWins, lookup?.by].flatMap(columnsOf),
    ...Object.keys(scores.columns ?? {}),
    ...Object.values(scores.cards ?? {}),
    ...filterColumns(mapping),
  ]);
  // A column is read if its name, or a prefix of it before a dot, is read. Trying each length is fast, because names
  // have few lengths.
  const lengths = [...new Set([...read].map(({ length }) => length))];
  const isRead = (column: string) =>
    read.has(column) || lengths.some((length) => column[length] === '.' && read.has(column.slice(0, length)));
  return [...all].filter((column) => !isRead(column));
}
