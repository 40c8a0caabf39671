import type { Mapping, Protocol } from '../../contracts/index.ts';
import { foldCase, normalised, quote, several } from '../../lib/index.ts';
import type { Contents } from '../containers/contents.ts';
import { type Access, accessTo, columnsOf, firstAccessTo, sourcesIn } from '../formats/access.ts';
import { listOfElement } from '../formats/each.ts';
import type { Form } from '../formats/form-of.ts';
import type { Format, Sample } from '../formats/format.ts';
import { bareMapping, isReady, withReady } from '../formats/ready.ts';
import { filterColumns } from '../formats/record-filter.ts';
import { partMappings } from '../formats/row-parts.ts';
import { pathsIn } from '../formats/several.ts';
import { ColumnProfile } from './column-profile.ts';
import { type ColumnRoles, type ColumnSummaries, summariseColumns } from './column-summary.ts';
import type { StartingMapping } from './drafting.ts';
import { keyColumnOf } from './open-facts-to-say.ts';
import { mayNameRater, namesRater } from './raters.ts';
import { type ReadThrough, readThrough } from './read-through.ts';
import { listsIn, type ReadLists } from './record-lists.ts';
import { partsReader } from './record-parts.ts';
import { RowIds } from './row-ids.ts';
import { startingMapping } from './starting-mapping.ts';
import { suggest } from './suggest.ts';
import { unreadColumns } from './unread.ts';
import { surveyor, type WordSurvey } from './word-survey.ts';

export interface FileProfiling {
  readonly form: Form;
  readonly sample: Sample;
  readonly protocol: Protocol;
  /** The mapping of the file. Null if there is none. */
  readonly given: Mapping | null;
  /** Null if the file cannot be read. */
  readonly format: Format | null;
  /** Maximum number of records. Null for all. */
  readonly atMost: number | null;
  /** How the table is divided, if neither the file nor a mapping says it. */
  readonly table: Mapping['table'];
}

export interface ProfiledFile {
  readonly read: ReadThrough;
  readonly columns: ColumnSummaries;
  readonly survey: WordSurvey;
  readonly unread: readonly string[];
  readonly warnings: readonly string[];
  /** A warning of ids that do not identify rows. The import refuses a file for most of them. */
  readonly idWarning: string | null;
  readonly starting: StartingMapping;
}

/** Number of records by which the meaning of columns is guessed. */
const MAX_GUESSED_RECORDS = 1000;

/** Reads a file once to count its columns and words, after its first records have shown what to look for. */
export async function profileFile(contents: Contents, profiling: FileProfiling): Promise<ProfiledFile> {
  const { form, sample, protocol, given, format, atMost } = profiling;
  const header = sample.header?.map(normalised) ?? null;
  const prose = !format?.singleLine;
  const lists = given ? listsNamed(withReady(given)) : listsOf(form, sample);
  const partsOf = partsReader(given ? (given.reads ?? '') : form, lists.each, header);

  const begin = new ColumnProfile({ header, important: new Set(), indexed: lists.indexed, rater: null });
  await readThrough(contents, {
    prose,
    atMost: MAX_GUESSED_RECORDS,
    look: (record, key) => {
      for (const part of partsOf(record)) begin.look(part, key);
    },
  });
  const repeated = repeatedNames(header);
  const columns = begin.columns.filter(({ name }) => !repeated.has(name));
  const names = begin.names.filter((name) => !repeated.has(name));
  const suggestion = suggest({ form, columns, names, lists, protocol });
  const mapping = given ? withReady(given) : suggestion.mapping;

  const paths = header ?? [...new Set(sample.records.flatMap(partsOf).flatMap(pathsIn))];
  const parts = given && format ? partMappings(mapping, protocol.criteria, paths) : [mapping];
  const all = [mapping, ...parts];
  const sources = new Set(
    all.flatMap((one) => [...sourcesIn(one).flatMap(columnsOf), ...filterColumns(one)]),
  );
  const { clinician, pseudonym } = mapping.columns;
  const rater = firstAccessTo(
    [clinician, pseudonym].filter((source) => source !== undefined && source !== null),
    header,
  );
  const profile = new ColumnProfile({ header, important: sources, indexed: lists.indexed, rater });
  for (const name of ratersInColumns(mapping, parts)) profile.raters.add(name);
  const keyColumn = suggestion.pairColumn?.name ?? keyColumnOf(form);
  const { survey, look } = surveyor(mapping, header, keyColumn, parts);
  const ids = rowIdsOf(mapping, { ...profiling, sample: { ...sample, header } }, rater);
  const read = await readThrough(contents, {
    prose,
    atMost,
    look: (record, key) => {
      for (const part of partsOf(record)) {
        profile.look(part, key);
        look(part, key);
        ids?.look(part, key);
      }
    },
  });
  const roles = rolesOf(all, sources, given !== null || isReady(form) || format !== null);
  const lost = ids?.reasonToLose() ?? null;
  return {
    read,
    columns: summariseColumns(profile, roles),
    survey: { ...survey, scores: withoutRaters(survey.scores, profile) },
    unread: format?.named
      ? unreadColumns(all, profile.names).filter((name) => !namesRater(name, profile.raters))
      : [],
    warnings: cutNumberWarnings(profile, roles),
    idWarning: lost === null ? null : lost + ID_REMEDY,
    starting: given
      ? NO_MAPPING
      : startingMapping({
          form,
          suggestion,
          profile,
          survey,
          protocol,
          idReason: isReady(form) ? lost : (ids?.reasonAgainst() ?? null),
          repeated,
          table: profiling.table,
        }),
  };
}

/** The clinicians after whom a mapping says that columns are named, in folded case. */
const ratersInColumns = ({ several }: Mapping, parts: readonly Mapping[]): string[] =>
  several === undefined
    ? []
    : parts.flatMap(({ constants }) => (constants.clinician ? [foldCase(constants.clinician)] : []));

const withoutRaters = <Value>(named: ReadonlyMap<string, Value>, { raters }: ColumnProfile) =>
  new Map([...named].filter(([name]) => !namesRater(name, raters)));

const ID_REMEDY = '. Leave the column out of the mapping, as "columns": {"judgment": null}, or name another';

const NO_MAPPING: StartingMapping = { entries: null, remarks: [] };
const NO_LISTS: ReadLists = { indexed: new Set() };

/** The lists of a file without a mapping: those that its known form reads, or the probable ones. */
function listsOf(form: Form, { records }: Sample): ReadLists {
  if (isReady(form)) return listsNamed(withReady(bareMapping(form)));
  return form === 'unknown' ? listsIn(records) : NO_LISTS;
}

/** The lists that a mapping reads. */
function listsNamed(given: Mapping): ReadLists {
  const paths = sourcesIn(given).flatMap(columnsOf);
  const indexed = new Set(paths.flatMap((path) => listOfElement(path) ?? []));
  return given.each === undefined ? { indexed } : { each: given.each, indexed };
}

function repeatedNames(header: readonly string[] | null): Set<string> {
  const known = new Set<string>();
  return new Set((header ?? []).filter((name) => known.size === known.add(name).size && name !== ''));
}

/** The check of the ids of rows. A MOOVE export has several places of ids, and none of them is a column of rows. */
function rowIdsOf(
  mapping: Mapping,
  { form, given, sample: { header } }: FileProfiling,
  rater: Access | null,
) {
  const { judgment, first, second, item } = mapping.columns;
  if (!judgment || (form === 'moove' && !given?.columns.judgment)) return null;
  const id = accessTo(judgment, header);
  if (!id) return null;
  const isOther = item && JSON.stringify(item) !== JSON.stringify(judgment);
  // One judgment may rate several models.
  const parts = mapping.row === 'vote' ? [first, second] : [];
  return new RowIds({
    name: columnsOf(judgment).join(' or '),
    id,
    rater,
    subject: [...parts, isOther ? item : null].flatMap((source) =>
      source ? (accessTo(source, header) ?? []) : [],
    ),
    isScore: mapping.row === 'score',
  });
}

/** @param isDeclared whether the mapping is not only guessed */
function rolesOf(
  mappings: readonly Mapping[],
  sources: ReadonlySet<string>,
  isDeclared: boolean,
): ColumnRoles {
  const clinicians = new Set(
    mappings.flatMap(({ columns }) => [columns.clinician, columns.pseudonym]).flatMap(columnsOf),
  );
  const others = new Set([...sources].filter((name) => !clinicians.has(name)));
  const none = new Set<string>();
  return { clinicians, declared: isDeclared ? others : none, guessed: isDeclared ? none : others };
}

/** Warnings of values that a spreadsheet wrote as `1.23457E+11`. */
const cutNumberWarnings = ({ columns, raters }: ColumnProfile, { clinicians }: ColumnRoles): string[] =>
  columns
    .filter(({ cutNumbers }) => cutNumbers > 0)
    .map((column) => {
      const isShown = !clinicians.has(column.name) && !mayNameRater(column.name);
      const example = isShown ? column.values().find(([word]) => /e\+/i.test(word))?.[0] : undefined;
      const name = namesRater(column.name, raters) ? 'a column' : quote(column.name);
      return (
        `${several(column.cutNumbers, 'value')} of ${name}${example === undefined ? '' : `, such as ${example},`} look like long` +
        ' numbers that a spreadsheet cut, so that different ids may have become one. Export them again as text'
      );
    });
