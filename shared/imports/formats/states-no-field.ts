import type { Mapping } from '../../contracts/index.ts';

/**
 * Whether a mapping states only where the table is, or how its rows relate to other files. The file is then read as without a
 * mapping.
 */
export const statesNoField = ({ table, rows, ...others }: Mapping): boolean =>
  (table !== undefined || rows !== undefined) &&
  Object.values(others).every((entry) => entry === undefined || isEmptyObject(entry));

const isEmptyObject = (entry: unknown): boolean =>
  typeof entry === 'object' && entry !== null && Object.keys(entry).length === 0;
