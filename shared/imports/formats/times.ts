import type { Mapping } from '../../contracts/index.ts';
import { isoOf } from './access.ts';

/** A time in the notation of the contract. `unzoned` if it had no zone and was read as UTC. */
export interface ReadTime {
  readonly at: string;
  readonly unzoned: boolean;
}

const UNIT = { seconds: 1000, milliseconds: 1 } as const;
const NUMBER = /^-?\d+(\.\d+)?$/;
const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/**
 * Reads a time: a date of Parquet, a number in the declared unit, or ISO 8601 with a `T` or a blank in the middle.
 * Null for other values, and for numbers without a declared unit.
 */
export function readTime(value: unknown, { unit, zone }: Mapping['time']): ReadTime | null {
  if (value instanceof Date) return exact(value.getTime());
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
  if (typeof text !== 'string') return null;
  if (NUMBER.test(text)) return unit ? exact(Number(text) * UNIT[unit]) : null;
  const [, date, clock = '00:00:00', own] = TIME.exec(text.trim()) ?? [];
  if (date === undefined) return null;
  const seconds = clock.length === 5 ? `${clock}:00` : clock;
  return { at: `${date}T${seconds}${zoneOf(own ?? zone ?? 'Z')}`, unzoned: !own && !zone };
}

function exact(milliseconds: number): ReadTime | null {
  const at = isoOf(milliseconds);
  return at === null ? null : { at, unzoned: false };
}

/** Turns `z`, `+01` and `+0100` into the notation of the contract. */
function zoneOf(zone: string): string {
  if (zone.toUpperCase() === 'Z') return 'Z';
  return `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
}
