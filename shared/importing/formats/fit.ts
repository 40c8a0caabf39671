import type { Field, Mapping, Source } from '../../contracts/mapping.ts';
import { accessTo, columnsOf } from './access.ts';
import type { Sample } from './format.ts';
import { isObject, unfoldTask } from './label-studio.ts';
import { requiredFields } from './lacks.ts';

/** How a mapping stands to a file. */
export interface Fit {
  /** Without the columns that a known form may have and this table has not. */
  readonly mapping: Mapping;
  /** What the mapping names, or every event needs, and the file does not have. */
  readonly missing: ReadonlySet<string>;
  /** Columns that are named and stand twice in the header. */
  readonly repeated: ReadonlySet<string>;
  /** Whether records that tell no clinician are taken to be of an unspecified one: the file names none at all. */
  readonly anonymous: boolean;
}

/**
 * @param given as it stands beside the file
 * @param mapping the same with what the known form says that it begins from
 */
export function fitToFile(given: Mapping, mapping: Mapping, sample: Sample): Fit {
  const isThere = (source: Source) =>
    sample.header ? accessTo(source, sample.header) !== null : inSample(source, mapping, sample);
  const fitted = sample.header ? withoutAbsent(given, mapping, isThere) : mapping;
  const required = requiredFields(mapping).map((field) => fitted.columns[field]);
  // In JSON, what is not always there may be missing in a sample.
  const named = sample.header ? namedBy(given) : [given.columns.clinician];
  const sources = [...required, ...named].filter((source) => source !== undefined && source !== null);
  const { columns, constants } = fitted;
  const who = [columns.clinician, columns.pseudonym].filter(
    (source) => source !== undefined && source !== null,
  );
  return {
    mapping: fitted,
    missing: new Set(sources.filter((source) => !isThere(source)).map(told)),
    repeated: repeatedIn(sample.header ?? [], sources.flatMap(columnsOf)),
    anonymous: constants.clinician === undefined && !who.some(isThere),
  };
}

/** A sample without records tells of nothing that it is not there. */
function inSample(source: Source, { reads }: Mapping, { records }: Sample): boolean {
  const objects =
    reads === 'label-studio'
      ? records.flatMap((task) => unfoldTask(task)?.records ?? [])
      : records.filter(isObject);
  const access = accessTo(source, null);
  return objects.length === 0 || objects.some((record) => access?.(record, '-') !== undefined);
}

function withoutAbsent(given: Mapping, mapping: Mapping, isThere: (source: Source) => boolean): Mapping {
  const required = new Set<string>(requiredFields(mapping));
  const kept = Object.entries(mapping.columns).filter(
    ([field, source]) =>
      required.has(field) || Boolean(given.columns[field as Field]) || (source && isThere(source)),
  );
  return { ...mapping, columns: Object.fromEntries(kept) };
}

function namedBy({ columns, scores, latestWins, lookup }: Mapping): (Source | null | undefined)[] {
  const scored = [...Object.keys(scores?.columns ?? {}), ...Object.values(scores?.cards ?? {})];
  return [...Object.values(columns), ...scored, latestWins, lookup?.by];
}

function repeatedIn(header: readonly string[], columns: readonly string[]): Set<string> {
  const [once, twice] = [new Set<string>(), new Set<string>()];
  for (const name of header) (once.has(name) ? twice : once).add(name);
  return new Set(columns.filter((column) => twice.has(column)));
}

const told = (source: Source): string => columnsOf(source).join('|');
