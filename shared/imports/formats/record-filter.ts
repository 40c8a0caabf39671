import { type Fault, leftOut, type Mapping, type Note } from '../../contracts/index.ts';
import { accessTo, columnsOf, textOf } from './access.ts';

/** Decides whether a record is read. Null if it is, else the condition that leaves it out, or why none can be checked. */
export type RecordFilter = (record: unknown, key?: string) => { note: Note } | { fault: Fault } | null;

const BOTH = ['only', 'except'] as const;

/** The columns on whose values a mapping makes the reading of a record depend. */
export const filterColumns = (mapping: Mapping): string[] =>
  BOTH.flatMap((by) => Object.keys(conditionsOf(mapping[by])));

/** The columns without which no record could fulfil a condition of the mapping. */
export const neededColumns = ({ only }: Mapping): string[] =>
  Object.entries(conditionsOf(only)).flatMap(([column, values]) =>
    values.includes('') ? [] : columnsOf(column),
  );

/** Conditions on columns that a mapping does not mention as conditions. */
export function conditionsNotIn(given: Mapping, { only, except }: Pick<Mapping, 'only' | 'except'>) {
  const named = new Set([...Object.keys(given.only ?? {}), ...Object.keys(given.except ?? {})]);
  const rest = (all: Mapping['only']) =>
    Object.fromEntries(Object.entries(all ?? {}).filter(([column]) => !named.has(column)));
  return { only: rest(only), except: rest(except) };
}

type Conditions = NonNullable<Mapping['only']>;
type Values = NonNullable<Conditions[string]>;

const conditionsOf = (given: Mapping['only']): Readonly<Record<string, Values>> =>
  Object.fromEntries(
    Object.entries(given ?? {}).filter((entry): entry is [string, Values] => entry[1] !== null),
  );

/**
 * Returns the filter of a mapping's `only` and `except`. The first condition that leaves a record out counts for it.
 * @see docs/decisions/0103-leave-out-records-by-stated-values.md
 */
export function recordFilter(
  mapping: Pick<Mapping, 'only' | 'except'>,
  header: readonly string[] | null,
): RecordFilter {
  const conditions = BOTH.flatMap((by) =>
    Object.entries(conditionsOf(mapping[by])).map(([column, values]) => ({
      by,
      column,
      access: accessTo(column, header) ?? (() => undefined),
      texts: new Set<unknown>(values.map(textOf)),
    })),
  );
  return (record, key) => {
    for (const { by, column, access, texts } of conditions) {
      const text = textOf(access(record, key)) ?? '';
      if (typeof text !== 'string') return { fault: noSingleValue(by, column) };
      if (texts.has(text) === (by === 'except')) return { note: leftOut(by, column) };
    }
    return null;
  };
}

const noSingleValue = (by: string, column: string): Fault => ({
  reason: 'invalid_value',
  field: `${by}.${column}`,
  message: `${by}.${column}: is a list or an object, but must be one value; name a path within it`,
});
