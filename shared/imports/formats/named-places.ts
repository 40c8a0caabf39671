import type { Mapping, Source } from '../../contracts/index.ts';
import { isObject, quote } from '../../lib/index.ts';
import { accessTo, columnsOf, sourcesIn, textOf } from './access.ts';
import { filterColumns } from './record-filter.ts';

/** A column or path that a mapping names. If no record has it, its data would be lost silently. */
export interface NamedPlace {
  /** The path as the mapping names it, with `|` between alternatives. */
  readonly path: string;
  /** Names at the same place in the first records of the file. */
  readonly near: readonly string[];
  isIn(record: unknown, key?: string): boolean;
}

const MAX_NEAR_NAMES = 8;
/**
 * Limit on named places. Each found place is counted in the item of the import, and all must fit into one
 * expression of 4 KB.
 */
export const MAX_NAMED_PLACES = 150;

/** The awaited places that a record has. They are removed from the awaited ones. */
export function metIn(awaited: Set<NamedPlace>, record: unknown, key: string | undefined): NamedPlace[] {
  if (awaited.size === 0) return [];
  const met = [...awaited].filter((place) => place.isIn(record, key));
  for (const place of met) awaited.delete(place);
  return met;
}

/**
 * The places that a mapping itself names, and those at which its known form has the scores. Other places of a known
 * form are optional.
 * @param given the mapping in the file next to the data
 * @param mapping the same mapping, completed by the known form
 * @param records the first records, from which names are quoted
 * @see docs/decisions/0082-report-data-lost-while-reading.md
 */
export function namedPlaces(
  given: Mapping,
  mapping: Mapping,
  header: readonly string[] | null,
  records: readonly unknown[],
): NamedPlace[] {
  const alternatives = (source: Source): (readonly string[])[] =>
    typeof source === 'object' && !Array.isArray(source)
      ? columnsOf(source).map((column) => [column])
      : [columnsOf(source)];
  const named = [
    ...sourcesIn({ ...given, scores: mapping.scores }).flatMap(alternatives),
    ...filterColumns(given).map((column) => [column]),
  ];
  const clinicians = cliniciansIn(mapping, header, records);
  const near = nearNames(records, clinicians);
  const distinct = new Map(named.map((paths) => [paths.join('|'), paths]));
  return [...distinct].slice(0, MAX_NAMED_PLACES).flatMap(([path, paths]): NamedPlace[] => {
    const accesses = paths.map((column) => accessTo(column, header)).filter((access) => access !== null);
    if (accesses.length === 0) return [];
    const isIn: NamedPlace['isIn'] = (record, key) =>
      accesses.some((access) => access(record, key) !== undefined);
    return [{ path, near: header ? [] : near(paths[0]!), isIn }];
  });
}

/** Typical names of fields. People seldom have such names. */
const FIELD = /^[\p{L}_$][\p{L}\p{N}_$-]{0,60}$/u;

/** Maximum number of names of an object that are examined. A record of the maximum length contains 200,000. */
const MAX_NAMES = 1000;

/**
 * Names near a missing path: those in the innermost object that exists, in most of the records that have it. Paths
 * in the same object share the result, so that each object is searched only once.
 */
function nearNames(records: readonly unknown[], clinicians: readonly string[]): (path: string) => string[] {
  const known = new Map<string, string[]>();
  const near = (path: string): string[] => {
    const dot = path.lastIndexOf('.');
    const outer = dot === -1 ? '' : path.slice(0, dot);
    let names = known.get(outer);
    if (!names) {
      names = namesIn(outer, records, clinicians) ?? (outer === '' ? [] : near(outer));
      known.set(outer, names);
    }
    return names;
  };
  return near;
}

/** Names in the objects under a path. Null if no record has such an object. */
function namesIn(outer: string, records: readonly unknown[], clinicians: readonly string[]): string[] | null {
  const access = outer === '' ? null : accessTo(outer, null);
  const parents = (access ? records.map((record) => access(record)) : records).filter(isObject);
  if (parents.length === 0) return null;
  const times = new Map<string, number>();
  for (const parent of parents)
    for (const name of Object.keys(parent).slice(0, MAX_NAMES)) times.set(name, (times.get(name) ?? 0) + 1);
  return [...times]
    .filter(([name, count]) => FIELD.test(name) && 2 * count >= parents.length)
    .slice(0, MAX_NEAR_NAMES)
    .map(([name]) => (outer === '' ? name : `${outer}.${name}`))
    .filter((name) => !namesAny(name, clinicians));
}

/** Names of clinicians, because an object may contain the answers of each clinician under the clinician's name. */
function cliniciansIn(
  { columns }: Mapping,
  header: readonly string[] | null,
  records: readonly unknown[],
): string[] {
  const access = columns.clinician ? accessTo(columns.clinician, header) : null;
  const ids = access ? records.map((record) => textOf(access(record))) : [];
  return ids.filter((id) => typeof id === 'string').map((id) => id.toLowerCase());
}

/** Shorter ids occur in other names by chance. */
const SHORTEST_PART = 3;

const namesAny = (name: string, clinicians: readonly string[]): boolean => {
  const lower = name.toLowerCase();
  return clinicians.some((id) => lower === id || (id.length >= SHORTEST_PART && lower.includes(id)));
};

/** Whether a path contains the clinician whom a mapping names, because columns may be named after clinicians. */
export const namesClinician = (path: string, { constants }: Mapping): boolean =>
  constants.clinician !== undefined && namesAny(path, [constants.clinician.toLowerCase()]);

/** The near names in words. */
export const nearInWords = ({ near }: NamedPlace): string =>
  near.length === 0 ? '' : `; near it there are ${near.map(quote).join(', ')}`;
