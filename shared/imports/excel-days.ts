import { isoOf } from './formats/access.ts';

/** Excel counts days from this one on. Its 29 February 1900 never was, and earlier days are no times of votes. */
const EXCEL_DAY_0 = Date.UTC(1899, 11, 30);
const SECONDS_A_DAY = 24 * 3600;
const FOUR_DIGIT_YEAR = /^\d{4}-/;

/** A local date and time of day, as in `2026-03-01` and `09:30:00`. */
export interface LocalTime {
  readonly date: string;
  readonly clock: string;
}

/** The time that a number of days means in Excel, to the second. Null if it is outside of the calendar. */
export function excelTime(days: number): LocalTime | null {
  const at = isoOf(EXCEL_DAY_0 + Math.round(days * SECONDS_A_DAY) * 1000);
  return at === null || !FOUR_DIGIT_YEAR.test(at) ? null : { date: at.slice(0, 10), clock: at.slice(11, 19) };
}
