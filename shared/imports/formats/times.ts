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
const ZONE = '(Z|UTC|[+-]\\d\\d(?::?\\d\\d)?)';
const ISO = new RegExp(`^(\\d{4}-\\d\\d-\\d\\d)(?:(?:T|\\s+)${CLOCK})?\\s*${ZONE}?$`, 'i');
const DAY = new RegExp(
  `^(\\d{1,2})([/.-])(\\d{1,2})\\2(\\d{4})(?:,?\\s+${CLOCK}(?:\\s*([ap])\\.?m\\.?)?)?\\s*${ZONE}?$`,
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
  return day ? fromDay(day, time) : { why: NO_ISO };
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

function fromDay(
  [, one = '', , two = '', year, clock, half, zone]: readonly (string | undefined)[],
  time: Mapping['time'],
): ReadTime | NoTime {
  const { format } = time;
  if (format === undefined) return { why: NO_ORDER };
  if (format !== 'dd/mm/yyyy' && format !== 'mm/dd/yyyy') return { why: OTHER_FORM };
  const [day, month] = format === 'dd/mm/yyyy' ? [one, two] : [two, one];
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  // A month of 13, or a 31 April, shows that the days of the file are in another order.
  if (isoOf(Date.parse(`${date}T00:00:00Z`))?.slice(0, 10) !== date) return { why: noDay(format) };
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

/** Turns `z`, `UTC`, `+01` and `+0100` into the notation of the contract. */
function zoneOf(zone: string): string {
  if (/^(Z|UTC)$/i.test(zone)) return 'Z';
  return `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
}

const NO_ISO =
  'is not an ISO 8601 time; declare its form in the mapping, as "time": {"format": "dd/mm/yyyy"}, or write it as' +
  ' 2026-03-01T09:30:00Z';
const NO_UNIT =
  'is a number of an undeclared unit; set "time": {"format": "s"} in the mapping, or "ms", or "excel" for days';
const NO_ORDER =
  'is a date, and the order of its day and month is not declared; set "time": {"format": "dd/mm/yyyy"} in the mapping,' +
  ' or "mm/dd/yyyy"';
const NO_TIME = 'is not a time of the declared form; correct "time" in the mapping, or the time';
const OTHER_FORM =
  'is a time of another form than "time" of the mapping declares; correct "format", or the time';
const noDay = (format: string): string =>
  `is no day of the form "${format}"; correct "format" under "time" of the mapping, or the time`;
