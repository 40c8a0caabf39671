import type { Fault } from '../../../contracts/index.ts';
import { excelTime, type LocalTime } from '../../excel-days.ts';
import { CutNumber } from '../../formats/access.ts';
import { unparsable } from '../record-faults.ts';
import type { DateStyles } from './number-formats.ts';
import type { SharedStrings } from './shared-strings.ts';

/** The value of a cell. Dates and times are ISO texts without a zone. */
export type CellValue = string | CutNumber;

/** A cell as it is written in the sheet. */
export interface WrittenCell {
  /** The type of its value, as in `s` for a shared text. */
  readonly type: string;
  readonly style: number;
  /** The text of its value. Undefined if it has none. */
  readonly value: string | undefined;
  readonly hasFormula: boolean;
}

/** The parts of a workbook to which cells refer. */
export interface CellContext {
  readonly strings: SharedStrings | null;
  readonly styles: DateStyles;
  readonly from1904: boolean;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d{1,3})?$/i;
const MAX_NUMBER_CHARACTERS = 64;
/** Excel stores this many digits of a number. */
const DIGITS = 15;
const FIRST_16_DIGIT_NUMBER = 1e15;
/** Number of days from the first day of one calendar to that of the other. */
const DAYS_TO_1904 = 1462;

/**
 * Reads a cell.
 * @returns undefined for an empty cell
 * @see docs/decisions/0115-cells-give-their-values.md
 */
export function readCell(
  cell: WrittenCell,
  context: CellContext,
): CellValue | undefined | { readonly fault: Fault } {
  const { type, value, hasFormula } = cell;
  // A text may be empty. Any other result is missing.
  if (hasFormula && !value && type !== 'str') return { fault: NO_RESULT };
  if (value === undefined || value === '') return undefined;
  if (type === 's') return context.strings?.at(wholeNumber(value)) ?? { fault: NO_SHARED_TEXT };
  if (type === 'b') return value === '1' || value === 'true' ? 'TRUE' : 'FALSE';
  return type === 'n' ? numberCell(value, cell, context) : value;
}

function numberCell(text: string, { style }: WrittenCell, { styles, from1904 }: CellContext) {
  if (text.length > MAX_NUMBER_CHARACTERS || !NUMBER.test(text)) return { fault: NO_NUMBER };
  const number = Number(text);
  if (styles.isDate(style)) {
    const time = number < 0 ? null : excelTime(from1904 ? number + DAYS_TO_1904 : number);
    if (time) return timeText(number, time);
  }
  // A sum such as 0.1 + 0.2 has digits that no spreadsheet program shows.
  const shown = Number(number.toPrecision(DIGITS));
  if (Math.abs(number) < FIRST_16_DIGIT_NUMBER) return String(shown);
  return hasAllDigits(number) ? String(number) : new CutNumber(String(shown));
}

/** Whether a program wrote the number. People cannot enter more than 15 digits: Excel replaces the others by zeros. */
const hasAllDigits = (number: number): boolean => Number.isSafeInteger(number) && number % 10 !== 0;

function timeText(days: number, { date, clock }: LocalTime): string {
  if (days < 1) return clock;
  return clock === '00:00:00' ? date : `${date}T${clock}`;
}

const wholeNumber = (text: string): number => (/^\d{1,10}$/.test(text) ? Number(text) : Number.NaN);

const NO_RESULT = unparsable(
  'holds a formula without its result; open the workbook in a spreadsheet program, and save it again',
);
const NO_SHARED_TEXT = unparsable('refers to a text that the workbook does not have');
const NO_NUMBER = unparsable('holds a number that is none');
