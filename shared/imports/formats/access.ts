import type { Source } from '../../contracts/index.ts';
import { plainName } from '../../lib/index.ts';

/** Reads a place of a record. Undefined if it is absent or empty. */
export type Access = (record: unknown, key?: string) => unknown;

/** Stands for the name of a record in a JSON object of records. */
const KEY = '$key';

/**
 * Returns the access to a source. Null if the header has no such column.
 * @param header names of the columns; null for JSON, in which any path may exist
 */
export function accessTo(source: Source, header: readonly string[] | null): Access | null {
  if (typeof source === 'string') return columnAccess(source, header);
  if (Array.isArray(source)) return firstFilled(present(source, header));
  const parts = present(source.join, header);
  return parts.length < source.join.length ? null : joined(parts, source.with);
}

/** The columns that a source names. Empty without a source. */
export const columnsOf = (source: Source | null | undefined): readonly string[] => {
  if (source === undefined || source === null) return [];
  if (typeof source === 'string') return [source];
  return Array.isArray(source) ? source : source.join;
};

const present = (columns: readonly string[], header: readonly string[] | null): Access[] =>
  columns.map((column) => columnAccess(column, header)).filter((access) => access !== null);

const indexes = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** The first index of each name. The map is cached, because a mapping may name as many columns as a header has. */
function indexesOf(header: readonly string[]): ReadonlyMap<string, number> {
  let known = indexes.get(header);
  if (!known) {
    known = new Map(header.map((name, index): [string, number] => [name, index]).reverse());
    indexes.set(header, known);
  }
  return known;
}

function columnAccess(column: string, header: readonly string[] | null): Access | null {
  if (column === KEY) return (_, key) => key;
  if (header === null) return (record) => filled(memberOf(record, column));
  const index = indexesOf(header).get(column);
  if (index !== undefined) return (row) => filled((row as readonly unknown[])[index]);
  // A cell of Parquet may contain an object.
  const dot = column.indexOf('.');
  const outer = dot === -1 ? undefined : indexesOf(header).get(column.slice(0, dot));
  if (outer === undefined) return null;
  const inner = column.slice(dot + 1);
  return (row) => filled(memberOf((row as readonly unknown[])[outer], inner));
}

/** The value at a path with dots, or under a name that contains dots. */
function memberOf(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, path)) return (value as Record<string, unknown>)[path];
  const dot = path.indexOf('.');
  return dot === -1 ? undefined : memberOf(memberOf(value, path.slice(0, dot)), path.slice(dot + 1));
}

const filled = (value: unknown): unknown =>
  value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value;

function firstFilled(columns: readonly Access[]): Access | null {
  if (columns.length === 0) return null;
  return (record, key) => {
    for (const column of columns) {
      const value = column(record, key);
      if (value !== undefined) return value;
    }
    return undefined;
  };
}

/**
 * The parts as one text. It is absent if a part is absent, because an id without a part is a different id. An
 * inexact part makes the whole inexact.
 */
function joined(parts: readonly Access[], between: string): Access {
  return (record, key) => {
    const values = parts.map((part) => part(record, key));
    const inexact = values.find(isInexact);
    if (inexact !== undefined) return inexact;
    const texts = values.map(textOf);
    return texts.every((text) => typeof text === 'string') ? texts.join(between) : undefined;
  };
}

/**
 * Whether a number may have lost digits, so that two ids could become one. A long integer with all its digits is a
 * `bigint`. `1e400` and `NaN` are inexact too.
 */
export const isInexact = (value: unknown): boolean =>
  typeof value === 'number' && !(Math.abs(value) <= Number.MAX_SAFE_INTEGER);

/**
 * Numbers, dates and Booleans as text, as a CSV would contain them. A long integer keeps all digits. Other values
 * become absent. They would go into the list of rejects, and JSON cannot represent every value of Parquet.
 */
export function textOf(value: unknown): unknown {
  if (typeof value === 'string') return plainName(value);
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  if (value instanceof Date) return isoOf(value.getTime());
  return value === undefined || value === null ? value : NO_TEXT;
}

const NO_TEXT = Object.freeze({});

/** A time in milliseconds since 1970 as ISO 8601. Null if the number is not a valid time. */
export function isoOf(milliseconds: number): string | null {
  const time = new Date(milliseconds);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
