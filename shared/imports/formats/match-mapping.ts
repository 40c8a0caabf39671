import type { Field, Mapping, Source } from '../../contracts/index.ts';
import { isObject } from '../../lib/index.ts';
import { accessTo, columnsOf, sourcesIn } from './access.ts';
import type { Sample } from './format.ts';
import { requiredFields } from './missing-entries.ts';
import { withoutPairAsId } from './ready.ts';
import { filterColumns, neededColumns } from './record-filter.ts';
import { unfoldedRecords } from './unfolding.ts';

/** The relation of a mapping to a file. */
export interface MappingMatch {
  /** The mapping without optional columns of a known form that this table does not have. */
  readonly mapping: Mapping;
  /** Places that the mapping names or every event needs, and that the file does not have. */
  readonly missing: ReadonlySet<string>;
  /** Columns that the mapping names and that occur twice in the header. */
  readonly repeated: ReadonlySet<string>;
  /**
   * Whether records without a clinician count as those of one unspecified clinician, because the file names no
   * clinician.
   */
  readonly anonymous: boolean;
}

/**
 * @param given the mapping in the file next to the data
 * @param mapping the same mapping, completed by the known form that it begins from
 */
export function matchMapping(given: Mapping, mapping: Mapping, sample: Sample): MappingMatch {
  const isThere = (source: Source) =>
    sample.header ? accessTo(source, sample.header) !== null : inSample(source, mapping, sample);
  const fitted = sample.header ? withoutAbsent(given, mapping, isThere) : mapping;
  const required = requiredFields(mapping).map((field) => fitted.columns[field]);
  // In JSON, an optional member may be missing in the sample.
  const named = sample.header
    ? [...sourcesIn(given), ...filterColumns(given)]
    : [given.columns.clinician, ...neededColumns(given)];
  const sources = [...required, ...named].filter((source) => source !== undefined && source !== null);
  const { columns, constants } = fitted;
  const clinicianSources = [columns.clinician, columns.pseudonym].filter(
    (source) => source !== undefined && source !== null,
  );
  const anonymous = constants.clinician === undefined && !clinicianSources.some(isThere);
  return {
    mapping: anonymous ? withoutPairAsId(given, fitted) : fitted,
    missing: new Set(sources.filter((source) => !isThere(source)).map(pathText)),
    repeated: repeatedIn(sample.header ?? [], sources.flatMap(columnsOf)),
    anonymous,
  };
}

/** Whether a place occurs in the sample. A sample without records cannot show that a place is missing. */
function inSample(source: Source, mapping: Mapping, { records }: Sample): boolean {
  const objects = unfoldedRecords(mapping, records).filter(isObject);
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

function repeatedIn(header: readonly string[], columns: readonly string[]): Set<string> {
  const [once, twice] = [new Set<string>(), new Set<string>()];
  for (const name of header) (once.has(name) ? twice : once).add(name);
  return new Set(columns.filter((column) => twice.has(column)));
}

const pathText = (source: Source): string => columnsOf(source).join('|');
