import type { Mapping } from '../../contracts/index.ts';
import { excelTime } from '../excel-days.ts';
import { isoOf } from './access.ts';
import type { DecimalMark } from './scale.ts';

/** A time in the notation of the contract. `unzoned` if it had no zone and was read as UTC. */
export interface ReadTime {
  readonly at: string;
  readonly unzoned: boolean;
}

/** Why a value is not read as a time, with the remedy. */
export interface NoTime {
  readonly why: string;
}

const UNIT = { seconds: 1000, milliseconds: 1, s: 1000, ms: 1 } as const;
const NUMBER = /^-?\d+(\.\d+)?$/;
const CLOCK = '(\\d{1,2}:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?)';
const ZONE = '(Z|UTC|GMT(?:[+-]\\d{1,2}(?::?\\d\\d)?)?|[+-]\\d\\d(?::?\\d\\d)?)';
const HALF_OF_DAY = '(?:\\s*([ap])\\.?m\\.?)?';
const ISO = new RegExp(`^(\\d{4}-\\d\\d-\\d\\d)(?:(?:T|\\s+)${CLOCK})?\\s*${ZONE}?$`, 'i');
const DAY = new RegExp(
  `^(\\d{1,2})([/.-])(\\d{1,2})\\2(\\d{4})(?:,?\\s+${CLOCK}${HALF_OF_DAY})?\\s*${ZONE}?$`,
  'i',
);
/** The times of Google Forms, such as `2026/03/01 9:30:12 AM GMT+1`. */
const YEAR_FIRST = new RegExp(
  `^(\\d{4})/(\\d{1,2})/(\\d{1,2})(?:,?\\s+${CLOCK}${HALF_OF_DAY})?\\s*${ZONE}?$`,
  'i',
);

const FOUR_DIGIT_YEAR = /^\d{4}-/;

/**
 * Reads a time: a date of Parquet, ISO 8601 with a `T` or a blank in the middle, or the form that the mapping
 * declares. ISO 8601 has one meaning only, and is therefore read in any case.
 * @see docs/decisions/0102-times-are-declared-and-plausible.md
 */
export function readTime(
  value: unknown,
  time: Mapping['time'],
  decimal: DecimalMark = '.',
): ReadTime | NoTime {
  if (value instanceof Date) return exact(value.getTime());
  const given = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
  if (typeof given !== 'string') return { why: NO_ISO };
  const text = given.trim();
  const number = decimal === ',' ? text.replace(',', '.') : text;
  if (NUMBER.test(number)) return fromNumber(Number(number), time);
  const [, date, clock, zone] = ISO.exec(text) ?? [];
  if (date !== undefined) return placed(date, clock, zone ?? time.zone);
  const day = DAY.exec(text);
  if (day) return fromDay(day, time);
  const yearFirst = YEAR_FIRST.exec(text);
  return yearFirst ? fromYearFirst(yearFirst, time) : { why: NO_ISO };
}

function fromNumber(number: number, { format, unit, zone }: Mapping['time']): ReadTime | NoTime {
  const counted = format ?? unit;
  if (counted === 'excel') {
    const time = excelTime(number);
    return time ? placed(time.date, time.clock, zone) : { why: NO_TIME };
  }
  if (counted === undefined) return { why: NO_UNIT };
  return counted in UNIT ? exact(number * UNIT[counted as keyof typeof UNIT]) : { why: OTHER_FORM };
}

type Matched = readonly (string | undefined)[];

function fromDay(
  [, one = '', , two = '', year = '', ...rest]: Matched,
  time: Mapping['time'],
): ReadTime | NoTime {
  const { format } = time;
  if (format === undefined) return { why: NO_ORDER };
  if (format !== 'dd/mm/yyyy' && format !== 'mm/dd/yyyy') return { why: OTHER_FORM };
  return onDay(format === 'dd/mm/yyyy' ? [year, two, one] : [year, one, two], rest, time);
}

function fromYearFirst(
  [, year = '', month = '', day = '', ...rest]: Matched,
  time: Mapping['time'],
): ReadTime | NoTime {
  if (time.format === undefined) return { why: NO_YEAR_FIRST };
  return time.format === 'yyyy/mm/dd' ? onDay([year, month, day], rest, time) : { why: OTHER_FORM };
}

function onDay(
  [year, month, day]: readonly [string, string, string],
  [clock, half, zone]: Matched,
  time: Mapping['time'],
): ReadTime | NoTime {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  // A month of 13, or a 31 April, shows that the days of the file are in another order.
  if (isoOf(Date.parse(`${date}T00:00:00Z`))?.slice(0, 10) !== date)
    return { why: noDay(time.format as string) };
  const hours = half === undefined ? clock : in24Hours(clock!, half);
  return hours === null ? { why: NO_TIME } : placed(date, hours, zone ?? time.zone);
}

/** A time of day from one with a.m. or p.m. Null if its hour is not one of twelve. */
function in24Hours(clock: string, half: string): string | null {
  const [hour = '', ...rest] = clock.split(':');
  if (Number(hour) < 1 || Number(hour) > 12) return null;
  const hours = (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  return [hours, ...rest].join(':');
}

function placed(date: string, clock: string | undefined, zone: string | undefined): ReadTime {
  const [hour = '00', minute = '00', seconds = '00'] = clock?.split(':') ?? [];
  const at = `${date}T${hour.padStart(2, '0')}:${minute}:${seconds}${zoneOf(zone ?? 'Z')}`;
  return { at, unzoned: zone === undefined };
}

function exact(milliseconds: number): ReadTime | NoTime {
  const at = isoOf(milliseconds);
  return at === null || !FOUR_DIGIT_YEAR.test(at) ? { why: NO_TIME } : { at, unzoned: false };
}

const OFFSET = /^(?:GMT)?([+-])(\d{1,2}):?(\d\d)?$/i;

/** Turns `z`, `UTC`, `GMT`, `GMT+1`, `+01` and `+0100` into the notation of the contract. */
function zoneOf(zone: string): string {
  const [, sign, hours = '', minutes = '00'] = OFFSET.exec(zone) ?? [];
  return sign === undefined ? 'Z' : `${sign}${hours.padStart(2, '0')}:${minutes}`;
}

const NO_ISO =
  'is not an ISO 8601 time; declare its form in the mapping, as "time": {"format": "dd/mm/yyyy"}, or write it as' +
  ' 2026-03-01T09:30:00Z';
const NO_UNIT =
  'is a number of an undeclared unit; set "time": {"format": "s"} in the mapping, or "ms", or "excel" for days';
const NO_ORDER =
  'is a date, and the order of its day and month is not declared; set "time": {"format": "dd/mm/yyyy"} in the mapping,' +
  ' or "mm/dd/yyyy"';
const NO_YEAR_FIRST =
  'is a date whose order is not declared; set "time": {"format": "yyyy/mm/dd"} in the mapping';
const NO_TIME = 'is not a time of the declared form; correct "time" in the mapping, or the time';
const OTHER_FORM =
  'is a time of another form than "time" of the mapping declares; correct "format", or the time';
const noDay = (format: string): string =>
  `is no day of the form "${format}"; correct "format" under "time" of the mapping, or the time`;
