import { stringify } from 'csv-stringify/sync';

export type Value = string | number | boolean | null | undefined;

/** What tells a spreadsheet that the text is UTF-8: without it names outside of ASCII are garbled. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * A table as CSV in UTF-8: a header, numbers as in JSON, nothing for null. Spreadsheets open it with its names right
 * and run none of them as a formula.
 */
export const csv = (columns: readonly string[], rows: readonly (readonly Value[])[]): string =>
  BYTE_ORDER_MARK +
  stringify([[...columns], ...rows.map((row) => [...row])], { cast: { boolean: String, string: inert } });

/** What spreadsheets take for the beginning of a formula, in its wide forms too. */
const FORMULA = /(^|;)(\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

/**
 * A text with an apostrophe before what a spreadsheet would run as a formula: at its beginning, or after a
 * semicolon, which separates fields where the comma is a decimal sign.
 */
const inert = (text: string): string => text.replace(FORMULA, "$1'$2");
