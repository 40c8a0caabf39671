import { usageError } from './errors.ts';

/*
 * Parsers of option values for `commander`. Each throws a usage error that quotes the value.
 */

export const wholeNumber = (text: string): number => {
  if (!/^\d+$/.test(text)) throw usageError(`"${text}" is not a whole number`);
  return Number(text);
};

const number = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw usageError(`"${text}" is not a number`);
  return value;
};

export const positive = (text: string): number => {
  const value = wholeNumber(text);
  if (value < 1) throw usageError(`"${text}" is not at least 1`);
  return value;
};

/** A number from 0 to 1, including both limits. */
export const share = (text: string): number => {
  const value = number(text);
  if (!(value >= 0 && value <= 1)) throw usageError(`"${text}" is not from 0 to 1`);
  return value;
};

/** A rate or a probability. It must be strictly between 0 and 1, so that a percentage is rejected. */
export const fraction = (text: string): number => {
  const value = number(text);
  if (!(value > 0 && value < 1)) throw usageError(`"${text}" is not between 0 and 1: 10 % is 0.1`);
  return value;
};

/** The seconds in a time such as `30m`, `12h` or `7d`. NaN if it is none. */
function secondsOf(text: string): number {
  const [, amount, unit] = /^(\d+)([mhd])$/.exec(text) ?? [];
  return Number(amount) * ({ m: 60, h: 3600, d: 86_400 }[unit ?? ''] ?? Number.NaN);
}

/** A moment: a date or time in ISO 8601, or the time since then, such as `30m`, `12h` or `7d`. */
export const moment = (text: string): Date => {
  const seconds = secondsOf(text);
  const at = Number.isNaN(seconds) ? Date.parse(text) : Date.now() - 1000 * seconds;
  if (!Number.isNaN(at) && (!Number.isNaN(seconds) || /^\d{4}-/.test(text))) return new Date(at);
  throw usageError(`"${text}" is not a time such as 2026-03-01, 2026-03-01T09:00Z, 30m, 12h or 7d`);
};

/** The lifetime of links in seconds, from `30m`, `12h` or `7d`. S3 signs for at most 7 days. */
export const linkLifetime = (text: string): number => {
  const seconds = secondsOf(text);
  if (seconds >= 60 && seconds <= 7 * 86_400) return seconds;
  throw usageError(`"${text}" is not a time from 1m to 7d, such as 30m, 12h or 7d`);
};
