import type { Mapping } from '../../contracts/index.ts';
import { columnsOf, sourcesIn } from '../formats/access.ts';
import { filterColumns } from '../formats/record-filter.ts';

/** The columns of a file that its mapping, or those of the parts of its rows, do not read. In JSON, these are paths. */
export function unreadColumns(mappings: readonly Mapping[], all: Iterable<string>): string[] {
  const read = new Set(
    mappings.flatMap((mapping) => [...sourcesIn(mapping).flatMap(columnsOf), ...filterColumns(mapping)]),
  );
  // A column is read if its name, or a prefix of it before a dot, is read. Trying each length is fast, because names
  // have few lengths.
  const lengths = [...new Set([...read].map(({ length }) => length))];
  const isRead = (column: string) =>
    read.has(column) || lengths.some((length) => column[length] === '.' && read.has(column.slice(0, length)));
  return [...all].filter((column) => !isRead(column));
}
