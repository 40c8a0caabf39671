import type { Mapping } from '../../shared/contracts/mapping.ts';
import { columnsOf } from '../../shared/importing/formats/access.ts';

/** The columns, or in JSON the paths, of a file that a mapping does not read. */
export function unreadColumns(
  { columns, scores = {}, latestWins, lookup }: Mapping,
  all: Iterable<string>,
): string[] {
  const read = [
    ...[...Object.values(columns), latestWins, lookup?.by].flatMap(columnsOf),
    ...Object.keys(scores.columns ?? {}),
    ...Object.values(scores.cards ?? {}),
  ];
  return [...all].filter((column) => !read.some((path) => column === path || column.startsWith(`${path}.`)));
}
