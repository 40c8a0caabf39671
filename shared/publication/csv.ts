import { stringify } from 'csv-stringify/sync';

export type Value = string | number | boolean | null | undefined;

/** The mark by which spreadsheets recognise UTF-8. Without it, they garble names outside of ASCII. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Encodes a table as CSV in UTF-8, with a header. Numbers are written as in JSON, and null is empty. Spreadsheets show
 * names correctly and run none of them as a formula.
 */
export const csv = (columns: readonly string[], rows: readonly (readonly Value[])[]): string =>
  BYTE_ORDER_MARK +
  stringify([[...columns], ...rows.map((row) => [...row])], { cast: { boolean: String, string: inert } });

/** Characters with which spreadsheets begin a formula, including their full-width forms. */
const FORMULA = /(^|;)(\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

/**
 * Puts an apostrophe before text that a spreadsheet would run as a formula. This can be at the beginning or after a
 * semicolon, which separates fields if the comma is the decimal sign.
 */
const inert = (text: string): string => text.replace(FORMULA, "$1'$2");
