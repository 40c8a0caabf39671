import {
  type Criterion,
  isReported,
  type Mapping,
  mostlyFailures,
  neverScoredInWords,
  noteInWords,
  notFound,
  type Protocol,
  unitOfNote,
} from '../../contracts/index.ts';
import type { Pseudonymiser } from '../../events/index.ts';
import { type ByteSource, noun, several } from '../../lib/index.ts';
import { openContents } from '../containers/open-contents.ts';
import { dividerAt } from '../formats/each.ts';
import { type Form, formOf } from '../formats/form-of.ts';
import type { Container, Format, Sample } from '../formats/format.ts';
import { tableReading } from '../formats/known-columns.ts';
import { nearInWords } from '../formats/named-places.ts';
import { isReady, withReady } from '../formats/ready.ts';
import { recognise } from '../formats/recognise.ts';
import { partMappings } from '../formats/row-parts.ts';
import { pathsIn } from '../formats/several.ts';
import { firstRecords } from '../read-records.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { isHeader } from './guess.ts';
import { type Looked, lookThrough } from './look-through.ts';
import { pairColumnOf } from './pair-column.ts';
import { startingMapping, suggested } from './starting-mapping.ts';
import { type Survey, surveyor } from './survey.ts';
import { unreadColumns } from './unread.ts';

export interface InspectionOptions {
  readonly protocol: Protocol;
  /** The mapping for the file. Null if there is none. */
  readonly mapping: Mapping | null;
  readonly pseudonymiser: Pseudonymiser;
  /** When the file was written, in ISO 8601. */
  readonly fileTime: string;
  /** Maximum number of records to read. */
  readonly atMost: number;
  /** Whether the first line of the table is a header even if it does not look like one. */
  readonly hasHeader: boolean;
}

export interface Inspection {
  readonly container: Container;
  /** Name of the format by which an import reads the file. Null if no format reads it. */
  readonly format: string | null;
  /** The reason why the file cannot be read. Null if it can. */
  readonly refusal: string | null;
  readonly survey: Survey;
  /** Columns or paths that are not read. Empty if the file cannot be read, or is in Primum's own form. */
  readonly unread: readonly string[];
  readonly looked: Looked;
  /** Whether the first line of a table is probably a header. */
  readonly header: boolean;
  readonly warnings: readonly string[];
  /** A mapping to begin with. Undecided entries are marked. */
  readonly startingMapping: Record<string, unknown>;
}

/** The study of records that name none. */
const STUDY = 'study';

/**
 * Finds out how an import would read a file, and reads its first records.
 * @returns null if the file is empty
 * @throws UnreadableFile if the bytes cannot be divided into records
 */
export async function inspectFile(
  source: ByteSource,
  { protocol, mapping: given, pseudonymiser, fileTime, atMost, hasHeader }: InspectionOptions,
): Promise<Inspection | null> {
  const context = { study: STUDY, criteria: protocol.criteria };
  const reading = tableReading({ ...context, mapping: given });
  const contents = await openContents(source, () => true, reading);
  if (contents.container === 'empty') return null;
  const { container, header: columns } = contents;
  const sample: Sample = { container, header: columns, records: await firstRecords(contents) };
  const { format, refusal } = formatOrRefusal(() => recognise(sample, { ...context, mapping: given }));
  const form = formOf(sample);
  const keyColumn = keyColumnOf(form, sample);
  const mapping = given ? withReady(given) : suggested(form, columnsIn(sample, form), protocol, keyColumn);
  const parts =
    refusal === null ? partMappings(mapping, protocol.criteria, columnNamesIn(sample, mapping)) : [mapping];
  const { survey, look } = surveyor(mapping, sample.header, keyColumn, parts);
  const looked = await lookThrough(contents, {
    study: STUDY,
    protocol,
    names: pseudonymiser,
    fileTime,
    format,
    atMost,
    look,
  });
  const isRow =
    sample.header !== null &&
    refusal !== null &&
    given === null &&
    form !== 'qualtrics' &&
    !isHeader(sample.header);
  return {
    container,
    format: format?.name ?? null,
    refusal,
    survey,
    unread: format?.named ? unreadColumns([mapping, ...parts], survey.columns) : [],
    looked,
    header: !isRow || hasHeader,
    warnings: warningsOf(looked, protocol),
    startingMapping: startingMapping(form, survey, protocol, keyColumn),
  };
}

/** The column by which a lookup gives the models. Null if the file names them in columns of their own. */
const keyColumnOf = (form: Form, sample: Sample): string | null => {
  if (form === 'moove') return 'parentContribution.value';
  if (form === 'langfuse') return 'traceId';
  return isReady(form) ? null : pairColumnOf(sample);
};

function formatOrRefusal(recognised: () => Format): { format: Format | null; refusal: string | null } {
  try {
    return { format: recognised(), refusal: null };
  } catch (error) {
    if (error instanceof UnreadableFile) return { format: null, refusal: error.message };
    throw error;
  }
}

/** The names by which patterns of a mapping find columns. */
function columnNamesIn({ header, records }: Sample, { each }: Mapping): readonly string[] {
  const divide = each === undefined ? null : dividerAt(each);
  return header ?? [...new Set(records.flatMap((record) => divide?.(record) ?? [record]).flatMap(pathsIn))];
}

function columnsIn(sample: Sample, form: Form): string[] {
  const reads = isReady(form) ? form : undefined;
  const nothing: Mapping = { reads, columns: {}, constants: {}, labels: {}, time: {} };
  const { survey, look } = surveyor(nothing, sample.header, null);
  for (const record of sample.records) look(record);
  return [...survey.columns];
}

function warningsOf(looked: Looked, { criteria }: Protocol): string[] {
  const { notes, awaited, records, rejects, names, scored, similar } = looked;
  const parsed = records - (rejects.get('unparsable')?.count ?? 0);
  const lost = [...(parsed > 0 ? awaited : [])].map(
    (place) => [notFound(place.path), records, nearInWords(place)] as const,
  );
  const failing = mostlyFailures(notes);
  const rules = [...notes].filter(([note]) => isReported(note));
  const counted = [
    ...rules.map(([note, times]) => [note, times, ''] as const),
    ...(failing === null ? [] : [['mostly_failures', failing, ''] as const]),
    ...lost,
  ];
  const unscored = criteria.filter(({ id, safetyCritical }) => safetyCritical && !scored.has(id));
  return [
    ...counted.map(
      ([note, times, more]) => `${several(times, ...unitOfNote(note))} ${noteInWords(note)}${more}`,
    ),
    ...names.warnings(),
    ...(scored.size > 0 && unscored.length > 0 ? [unscoredInWords(unscored, criteria, records)] : []),
    ...similar.warnings().map(({ message }) => message),
  ];
}

const unscoredInWords = (unscored: readonly Criterion[], criteria: readonly Criterion[], records: number) =>
  neverScoredInWords(
    unscored.map(({ id }) => id),
    criteria,
    `in the ${several(records, 'record')} that ${noun(records, 'was', 'were')} read`,
  );
