import type { Mapping } from '../../contracts/index.ts';
import { quote } from '../../lib/index.ts';
import { accessTo, columnsOf } from './access.ts';
import type { Sample } from './format.ts';

const INSTRUMENT = 'redcap_repeat_instrument';
const INSTANCE = 'redcap_repeat_instance';

/** Whether a table is an export of REDCap with a repeating instrument. Its records then stand in several rows. */
export const hasInstruments = (header: readonly string[]): boolean =>
  header.includes(INSTRUMENT) && header.includes(INSTANCE);

/**
 * Columns that a mapping reads, and that are filled in the row of a record, but not in the rows of its repeating
 * instrument. Each row is read by itself, so their values would be missing.
 * @see docs/decisions/0111-rows-are-read-by-themselves.md
 */
export function columnsOfOtherRows({ columns }: Mapping, { header, records }: Sample): string[] {
  if (header === null || !hasInstruments(header)) return [];
  const instrument = accessTo(INSTRUMENT, header)!;
  const repeated = records.filter((row) => instrument(row) !== undefined);
  const single = records.filter((row) => instrument(row) === undefined);
  const isFilledIn = (rows: readonly unknown[], column: string): boolean => {
    const access = accessTo(column, header);
    return rows.some((row) => access?.(row) !== undefined);
  };
  const read = new Set(Object.values(columns).flatMap(columnsOf));
  return [...read]
    .filter((column) => repeated.length > 0 && isFilledIn(single, column) && !isFilledIn(repeated, column))
    .map((column) => quote(column));
}

/** The remedy for such columns. */
export const CARRY_DOWN =
  'Copy their values into the rows of the instrument before the upload. If each record is one clinician, the mapping can do without' +
  ' them: "columns": {"clinician": "record_id", "judgment": {"join": ["redcap_repeat_instrument", "redcap_repeat_instance"]}}' +
  ' and "lookup": {"by": "record_id", "entries": {"1": {"specialty": "cardiology"}}}';
