import { table } from './files.ts';
import type { File } from './reading.ts';

/** A row of a table of votes with unknown column names. */
export const ROW = { id: 'j1', who: 'ann', area: 'cardiology', a: 'm1', b: 'm2', won: 'first' };

/** The columns of a row's fields. */
export const COLUMNS = {
  judgment: 'id',
  clinician: 'who',
  specialty: 'area',
  first: 'a',
  second: 'b',
  outcome: 'won',
};

/** Such a table, and the mapping next to it. The given entries override those of the mapping. */
export const votes = (rows: readonly object[], mapping: object): File => ({
  content: table(rows),
  mapping: {
    row: 'vote',
    columns: COLUMNS,
    ...mapping,
  },
});

export const withMapping = (file: File, change: object): File => ({
  ...file,
  mapping: { ...(file.mapping as object), ...change },
});

export const unmapped = ({ content }: File): File => ({ content });
