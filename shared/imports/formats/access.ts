import { createHash } from 'node:crypto';
import type { Mapping, Source } from '../../contracts/index.ts';
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
  if (Array.isArray(source)) return firstAccessTo(source, header);
  if ('hash' in source) {
    const texts = present(source.hash, header);
    return texts.length < source.hash.length ? null : hashed(texts);
  }
  const parts = present(source.join, header);
  return parts.length < source.join.length ? null : joined(parts, source.with);
}

/** The columns that a source names. Empty without a source. */
export const columnsOf = (source: Source | null | undefined): readonly string[] => {
  if (source === undefined || source === null) return [];
  if (typeof source === 'string') return [source];
  if (Array.isArray(source)) return source.flatMap(columnsOf);
  return 'hash' in source ? source.hash : source.join;
};

/**
 * The sources of the fields and scores of a mapping, and of the parts that it lists. Columns of its conditions, and those
 * that patterns find, are not among them.
 */
export const sourcesIn = ({ several, ...shared }: Mapping): Source[] => [
  ...ownSources(shared),
  ...(Array.isArray(several) ? several.flatMap(ownSources) : []),
];

function ownSources({
  columns = {},
  scores,
  latestWins,
  lookup,
}: {
  readonly columns?: Mapping['columns'] | undefined;
  readonly scores?: Mapping['scores'];
  readonly latestWins?: Mapping['latestWins'];
  readonly lookup?: Mapping['lookup'];
}): Source[] {
  return [
    ...[...Object.values(columns), latestWins, lookup?.by],
    ...Object.keys(scores?.columns ?? {}),
    ...Object.values(scores?.cards ?? {}),
  ].filter((source) => source !== undefined && source !== null);
}

const present = (sources: readonly Source[], header: readonly string[] | null): Access[] =>
  sources.map((source) => accessTo(source, header)).filter((access) => access !== null);

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

/**
 * The value at a path with dots. Names may contain dots, too, such as `llama-3.1`. The longest name that exists is taken, so
 * that a record cannot make the search long.
 */
function memberOf(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, path)) return (value as Record<string, unknown>)[path];
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const outer = path.slice(0, dot);
    if (Object.hasOwn(value, outer))
      return memberOf((value as Record<string, unknown>)[outer], path.slice(dot + 1));
  }
  return undefined;
}

const filled = (value: unknown): unknown =>
  value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value;

/** The access to the first of some sources that a record has. Null if the file has none of them. */
export const firstAccessTo = (sources: readonly Source[], header: readonly string[] | null): Access | null =>
  firstFilled(present(sources, header));

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
 * The hash of texts. Like an id that is joined, it is absent if a part is absent. A part that is no text is returned as
 * it is, so that it is refused.
 */
function hashed(parts: readonly Access[]): Access {
  return (record, key) => {
    const values = parts.map((part) => part(record, key));
    const unusable = values.find((value) => isInexact(value) || textOf(value) === NO_TEXT);
    if (unusable !== undefined) return unusable;
    const texts = values.map(textOf);
    return texts.every((text) => typeof text === 'string') ? digestOf(texts) : undefined;
  };
}

const DIGEST_HEX_DIGITS = 32;

/**
 * SHA-256 of texts as 32 hex digits. Differences that readers cannot see do not matter. A normalised text has no line
 * break, so that the break between two texts is unambiguous.
 * @see docs/decisions/0106-questions-are-items.md
 */
export const digestOf = (texts: readonly string[]): string =>
  createHash('sha256')
    .update(texts.map((text) => text.normalize('NFC').replace(/\s+/gu, ' ').trim()).join('\n'))
    .digest('hex')
    .slice(0, DIGEST_HEX_DIGITS);

/** Spreadsheets show numbers from 12 digits on with an exponent, and save only the shown digits. */
const CUT_TEXT = /^\d(?:[.,]\d{1,6})?e\+(?:1[1-9]|[2-9]\d)$/i;

/** Whether a text looks like a long number that a spreadsheet cut, such as `1.23457E+11`. */
export const looksCut = (text: string): boolean => CUT_TEXT.test(text);

/** A number of a spreadsheet that may have had more digits than a spreadsheet keeps. */
export class CutNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Whether a number may have lost digits, so that two ids could become one. A long integer with all its digits is a
 * `bigint`. `1e400` and `NaN` are inexact too.
 */
export const isInexact = (value: unknown): boolean =>
  value instanceof CutNumber || (typeof value === 'number' && !(Math.abs(value) <= Number.MAX_SAFE_INTEGER));

/**
 * Numbers, dates and Booleans as text, as a CSV would contain them. A long integer keeps all digits. Other values
 * become absent. They would go into the list of rejects, and JSON cannot represent every value of Parquet.
 */
export function textOf(value: unknown): unknown {
  if (typeof value === 'string') return plainName(value);
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  if (value instanceof Date) return isoOf(value.getTime());
  if (value instanceof CutNumber) return value.text;
  return value === undefined || value === null ? value : NO_TEXT;
}

const NO_TEXT = Object.freeze({});

/** A time in milliseconds since 1970 as ISO 8601. Null if the number is not a valid time. */
export function isoOf(milliseconds: number): string | null {
  const time = new Date(milliseconds);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
