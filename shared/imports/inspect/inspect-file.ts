import {
  type Criterion,
  isLeftOut,
  type Mapping,
  neverScoredInWords,
  type Protocol,
} from '../../contracts/index.ts';
import type { Pseudonymiser } from '../../events/pseudonyms/index.ts';
import { type ByteSource, noun, several } from '../../lib/index.ts';
import { MAX_TITLE_LINES } from '../containers/choose-header.ts';
import type { Contents } from '../containers/contents.ts';
import { openContents } from '../containers/open-contents.ts';
import { formOf } from '../formats/form-of.ts';
import type { Container } from '../formats/format.ts';
import { tableReading } from '../formats/known-columns.ts';
import { recogniseFile } from '../read-records.ts';
import { studyInFile } from '../study-in-file.ts';
import { UndeclaredTable } from '../unreadable-file.ts';
import type { ColumnSummaries } from './column-summary.ts';
import { type DryRun, dryRun } from './dry-run.ts';
import { isHeader } from './guess.ts';
import { profileFile } from './profile-file.ts';
import type { ReadThrough } from './read-through.ts';
import type { WordSurvey } from './word-survey.ts';

export interface InspectionOptions {
  readonly protocol: Protocol;
  /** The mapping for the file. Null if there is none. */
  readonly mapping: Mapping | null;
  readonly pseudonymiser: Pseudonymiser;
  /** Whether `pseudonym` may replace `clinician`. */
  readonly trustsPseudonyms?: boolean;
  /** When the file was written, in ISO 8601. */
  readonly fileTime: string;
  /** Maximum number of records to read. Null for all. */
  readonly atMost: number | null;
  /** Whether the first line of the table is a header even if it does not look like one. */
  readonly hasHeader: boolean;
  /** Called with the number of records that the dry run has recorded. */
  readonly onProgress?: (records: number) => void;
}

export interface Inspection extends Pick<DryRun, 'receipt' | 'kinds' | 'examples' | 'firstRejects'> {
  readonly container: Container;
  /** Name of the format by which an import reads the file. Null if no format reads it. */
  readonly format: string | null;
  /** The reason why the file cannot be read. Null if it can. */
  readonly refusal: string | null;
  /** Number of records that were read. */
  readonly records: number;
  /** Whether the file has further records. */
  readonly more: boolean;
  /** The records that cannot be parsed. */
  readonly unparsed: ReadThrough['unparsed'];
  readonly columns: ColumnSummaries;
  readonly survey: WordSurvey;
  /** Columns or paths that are not read. Empty if the file cannot be read, or is in Primum's own form. */
  readonly unread: readonly string[];
  /** Whether the first line of a table is probably a header. */
  readonly header: boolean;
  readonly warnings: readonly string[];
  /** A mapping to begin with, in which undecided entries are marked. Null if no mapping could read the file. */
  readonly startingMapping: Record<string, unknown> | null;
  /** Facts about the starting mapping, one sentence each. */
  readonly remarks: readonly string[];
}

/** The study of records that name none. */
const STUDY = 'study';

/**
 * Finds out how an import would read a file, surveys its columns, and imports it into a study in memory.
 * @returns null if the file is empty
 * @throws UnreadableFile if the bytes cannot be divided into records
 * @see docs/decisions/0117-inspect-runs-the-import.md
 */
export async function inspectFile(
  source: ByteSource,
  options: InspectionOptions,
): Promise<Inspection | null> {
  const { protocol, mapping: given, atMost, hasHeader } = options;
  const context = { study: STUDY, criteria: protocol.criteria, mapping: given };
  const { contents, undeclared } = await openDeclared(source, tableReading(context), given !== null);
  if (contents.container === 'empty') return null;
  const { container, header } = contents;
  const { sample, format: recognised } = await recogniseFile(contents, container, context);
  const attempt = undeclared ? { refusal: undeclared } : recognised;
  const format = 'value' in attempt ? attempt.value : null;
  const unrecognised = 'refusal' in attempt ? attempt.refusal.message : null;
  const form = formOf(sample);
  const profiled = await profileFile(contents, {
    form,
    sample,
    protocol,
    given,
    format,
    atMost,
    table: undeclared?.table,
  });
  const { records, more, unparsed } = profiled.read;
  const run = await dryRun({
    ...options,
    source,
    study: await studyInFile(source, protocol, { mapping: given }),
    atMost: more ? atMost : null,
    named: format?.named,
  });
  const refusal = unrecognised ?? run.refusal;
  const isRow =
    header !== null && unrecognised !== null && given === null && form === 'native' && !isHeader(header);
  return {
    container,
    format: refusal === null ? (format?.name ?? null) : null,
    refusal,
    records,
    more,
    unparsed,
    columns: profiled.columns,
    survey: profiled.survey,
    unread: refusal === null ? profiled.unread : [],
    header: !isRow || hasHeader,
    receipt: run.receipt,
    kinds: run.kinds,
    examples: run.examples,
    firstRejects: run.firstRejects,
    warnings: [
      ...warningsOf(run, protocol, records),
      ...(profiled.idWarning !== null && refusal === null ? [profiled.idWarning] : []),
      ...profiled.warnings,
    ],
    startingMapping: profiled.starting.entries,
    remarks: profiled.starting.remarks,
  };
}

/** Maximum number of facts that a table leaves undeclared: the line of its header, and its separator. */
const MAX_DECLARATIONS = 2;

interface Opened {
  readonly contents: Contents;
  readonly undeclared?: UndeclaredTable;
}

type Reading = ReturnType<typeof tableReading>;

/** Opens a file. If a table needs a declaration, it is opened with the probable one. */
async function openDeclared(source: ByteSource, reading: Reading, isMapped: boolean): Promise<Opened> {
  let undeclared: UndeclaredTable | undefined;
  let table = reading.declared;
  for (let declarations = 0; ; declarations += 1)
    try {
      const declared = table ? { ...reading, declared: table } : reading;
      const contents = await openContents(source, () => true, declared);
      if (undeclared) return { contents, undeclared };
      return (isMapped ? null : await belowTitles(source, reading, contents)) ?? { contents };
    } catch (error) {
      if (!(error instanceof UndeclaredTable) || declarations === MAX_DECLARATIONS) throw error;
      table = { ...table, ...error.table };
      undeclared = new UndeclaredTable((undeclared ?? error).message, table);
    }
}

/** Opens a table at the first line that is certainly a header, if the first line is none. */
async function belowTitles(source: ByteSource, reading: Reading, first: Contents): Promise<Opened | null> {
  if ((first.container !== 'csv' && first.container !== 'workbook') || first.header === null) return null;
  if (isHeader(first.header) || first.header.some((name) => reading.known.has(name))) return null;
  for (let headerLine = 2; headerLine <= MAX_TITLE_LINES; headerLine += 1) {
    const table = { headerLine };
    const contents = await openContents(source, () => true, { ...reading, declared: table }).catch(
      () => null,
    );
    if (contents?.header && isHeader(contents.header)) {
      const message =
        `the header is not in line 1: line ${headerLine} has known columns. Declare it in the mapping next to the file, as` +
        ` "table": {"headerLine": ${headerLine}}, or delete the lines above it.`;
      return { contents, undeclared: new UndeclaredTable(message, table) };
    }
  }
  return null;
}

function warningsOf(
  { receipt, scored, warnings }: DryRun,
  { criteria }: Protocol,
  records: number,
): string[] {
  const unscored = criteria.filter(({ id, safetyCritical }) => safetyCritical && !scored.has(id));
  return [
    ...receipt.warnings.filter(({ warning }) => !isLeftOut(warning)).map(({ message }) => message),
    ...(scored.size > 0 && unscored.length > 0 ? [unscoredInWords(unscored, criteria, records)] : []),
    ...warnings,
  ];
}

const unscoredInWords = (unscored: readonly Criterion[], criteria: readonly Criterion[], records: number) =>
  neverScoredInWords(
    unscored.map(({ id }) => id),
    criteria,
    `in the ${several(records, 'record')} that ${noun(records, 'was', 'were')} read`,
  );
