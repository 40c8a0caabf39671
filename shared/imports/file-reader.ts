import {
  type Fault,
  type Note,
  type Protocol,
  type Rating,
  type RowsDeclaration,
  UNSPECIFIED,
  type Vote,
} from '../contracts/index.ts';
import {
  attempt,
  checkAgainstProtocol,
  faultInList,
  faultInTime,
  type Reading,
  type Reject,
  readValue,
  rejectOf,
} from '../events/index.ts';
import { listOfImport, type Pseudonymiser, remembering } from '../events/pseudonyms/index.ts';
import type { ImportId } from '../ledger/import-log/index.ts';
import type { Pseudonymous } from '../ledger/index.ts';
import type { NamesRead } from './names-read.ts';
import { idOfDescribedRow, idOfScoreRow, rowNumbering } from './row-id.ts';
import type { MadeRow, SourceRecord } from './source-record.ts';
import { ASSUMED_FACTS, type FileFacts } from './survey/file-facts.ts';
import { withWholeNumbers } from './survey/row-facts.ts';

/** A refused event of a file, and its place. */
export interface FileReject extends Reject {
  readonly line: number;
  readonly byteOffset: number;
  /** In Parquet, the row group, from 1. The line is then the row. */
  readonly rowGroup?: number;
}

/** The content of one record of a file: one event for a row, one or more for a line of JSON. */
export interface RecordContent {
  readonly events: readonly Pseudonymous[];
  readonly rejects: readonly FileReject[];
  /** Rules that were applied, one entry per use. */
  readonly notes: readonly Note[];
}

export interface FileReading {
  readonly study: string;
  readonly protocol: Protocol;
  readonly pseudonymiser: Pseudonymiser;
  /** The import that lists the rejects. */
  readonly importId: ImportId;
  /** Whether `pseudonym` may replace `clinician`, as in files of an operator. */
  readonly trustsPseudonyms?: boolean;
  /** When the file was written, in ISO 8601. Events in rows without a time get this time. */
  readonly fileTime: string;
  /** How its rows without an id are identified, as its format and mapping declare. */
  readonly rowIdentity?: RowIdentity;
  /** The facts that the survey of the file found. Absent during the survey. */
  readonly facts?: FileFacts;
  /** Receives the names of all events that are not refused. */
  readonly names?: NamesRead;
  /** Receives each event that was made, with its result. */
  readonly observer?: RowObserver;
}

export interface RowIdentity {
  readonly rows?: RowsDeclaration;
  /** Whether each row has one score on one criterion. */
  readonly isScoreRow?: boolean;
}

/**
 * How a row is identified: by its own id, by its time (*described*), by the answer that it scores, or by its content and
 * occurrence (*positional*).
 * @see docs/decisions/0118-rows-have-declared-described-or-positional-ids.md
 */
export type IdKind = 'declared' | 'described' | 'score' | 'positional';

/** Sees the rows of a file during its survey. */
export interface RowObserver {
  /** @param row the event as it was made; @param line its first line, from 1 */
  row(
    row: unknown,
    result: Pseudonymous | Reject,
    place: { readonly line: number; readonly id: IdKind },
  ): void;
  /** Receives a model that has the name of the rater. It is not refused during the survey. */
  sharedName(model: string): void;
}

/** Satisfies the contract until the row's own id is known. */
const NO_ID = 'row';

const NONE: readonly never[] = [];

type Result = Pseudonymous | Reject;
const isReject = (result: Result): result is Reject => 'reason' in result;

const placeOf = ({ line, byteOffset, rowGroup }: SourceRecord) =>
  rowGroup === undefined ? { line, byteOffset } : { line, byteOffset, rowGroup };

/** Notes to report for a record. A refused event was not counted, so its notes do not apply. */
function notesOf(record: SourceRecord, results: readonly Result[]): RecordContent['notes'] {
  if (record.form !== 'rows') return NONE;
  const counted = record.value.flatMap(({ notes }, index) =>
    isReject(results[index]!) ? NONE : (notes ?? NONE),
  );
  return [...record.notes, ...counted];
}

/** A row as it was made from columns. */
type Row = {
  readonly judgment?: unknown;
  readonly clinician?: unknown;
  readonly at?: unknown;
  readonly item?: unknown;
};

type Judged = Pseudonymous<Vote> | Pseudonymous<Rating>;

function idKindOf(
  { judgment, clinician, at, item }: Row,
  { rows, isScoreRow }: RowIdentity,
  isFine: boolean,
): IdKind {
  if (judgment !== undefined) return 'declared';
  if (rows !== undefined || clinician === UNSPECIFIED) return 'positional';
  const isTimed = at !== undefined && isFine;
  if (isScoreRow) return item !== undefined || isTimed ? 'score' : 'positional';
  return isTimed ? 'described' : 'positional';
}

/** Reads the records of one file in order, because ids of rows may depend on earlier rows. */
export interface FileReader {
  /** Events are pseudonymised and checked against the protocol. All are of the file's study. */
  read(record: SourceRecord): RecordContent;
  /** Skips a record that an earlier worker has read. */
  skip(record: SourceRecord): void;
  /** Whether the ids of later rows may depend on earlier rows. */
  hasNumbered(): boolean;
}

export function fileReader(file: FileReading): FileReader {
  const { facts = ASSUMED_FACTS, rowIdentity = {}, observer } = file;
  const reading: Reading = {
    pseudonymiser: pseudonymiserOf(file),
    raters: file.pseudonymiser.ratersIn(listOfImport(file.importId)),
    trusted: file.trustsPseudonyms ?? false,
    isModel: modelTest(file),
  };
  const writtenAt = Date.parse(file.fileTime);
  const numberOf = rowNumbering(rowIdentity.rows);

  const readOne = (value: unknown): Result => {
    const result = readValue(value, reading);
    if (!result.ok) return result.reject;
    const attempted = attempt(() => faultIn(result.event, file, writtenAt));
    const fault = 'fault' in attempted ? attempted.fault : attempted.value;
    if (fault) return rejectOf(value, fault, reading);
    file.names?.add(result.event);
    return result.event;
  };

  const idOf = (event: Judged, kind: IdKind, isTimed: boolean): string => {
    if (kind === 'described') return idOfDescribedRow(event);
    if (kind === 'score' && event.kind === 'rating') return idOfScoreRow(event);
    return numberOf(event, isTimed);
  };

  const identified = (row: Row, id: IdKind): Result => {
    const result = readOne({ judgment: NO_ID, at: file.fileTime, ...row });
    if (id === 'declared') return result;
    if (isReject(result)) return withoutId(result);
    if (result.kind === 'retraction') return result;
    return { ...result, judgment: idOf(result, id, row.at !== undefined) };
  };

  const readRow = (given: Row, line: number): Result => {
    const row = withWholeNumbers(given, facts.wholeNumbers);
    const id = idKindOf(row, rowIdentity, facts.hasTimesOfDay);
    const result = identified(row, id);
    observer?.row(row, result, { line, id });
    return result;
  };

  const readMade = ({ value, fault }: MadeRow, line: number): Result => {
    if (!fault) return readRow(value as Row, line);
    const result = rejectOf(value, fault, reading);
    observer?.row(value, result, { line, id: 'declared' });
    return result;
  };

  const readMessage = (value: unknown, line: number): Result => {
    const result = readOne(value);
    observer?.row(value, result, { line, id: 'declared' });
    return result;
  };

  const resultsOf = (record: SourceRecord): Result[] => {
    const { line } = record;
    if (record.form === 'broken') return [record.fault];
    if (record.form === 'rows') return record.value.map((made) => readMade(made, line));
    if (record.form === 'row') return [readRow(record.value as Row, line)];
    if (!Array.isArray(record.value)) return [readMessage(record.value, line)];
    const fault = faultInList(record.value);
    return fault ? [fault] : record.value.map((value) => readMessage(value, line));
  };

  const read = (record: SourceRecord): RecordContent => {
    const results = resultsOf(record);
    const [only] = results;
    if (results.length === 1 && !isReject(only!))
      return { events: [only!], rejects: NONE, notes: notesOf(record, results) };
    return {
      events: results.filter((result): result is Pseudonymous => !isReject(result)),
      rejects: results.filter(isReject).map((reject) => ({ ...placeOf(record), ...reject })),
      notes: notesOf(record, results),
    };
  };

  return {
    read,
    skip: (record) => {
      if (facts.hasPositionalRows) read(record);
    },
    hasNumbered: () => facts.hasPositionalRows,
  };
}

/** Models that may have the name of a rater: those of the protocol, and those that several raters judge. */
function modelTest({ protocol, facts, observer }: FileReading): (model: string) => boolean {
  const listed = new Set([...(protocol.models ?? []), ...(facts?.sharedNames ?? [])]);
  return (model) => {
    if (listed.has(model)) return true;
    observer?.sharedName(model);
    return observer !== undefined;
  };
}

/** The cache is outermost, because a file names few clinicians many times. */
const pseudonymiserOf = ({ pseudonymiser, names }: FileReading): Pseudonymiser =>
  remembering(names?.listening(pseudonymiser) ?? pseudonymiser);

/** @param writtenAt `fileTime` in ms since 1970 */
function faultIn(
  event: Pseudonymous,
  { study, protocol, fileTime }: FileReading,
  writtenAt: number,
): Fault | null {
  if (event.study !== study)
    return {
      reason: 'wrong_study',
      field: 'study',
      message: `study: is not ${study}, the study of the folder of this file`,
    };
  // A row without a time has that of its file, which may be lost.
  const untimely = event.at === fileTime ? null : faultInTime(event, writtenAt);
  if (untimely) return untimely;
  const checked = checkAgainstProtocol(event, protocol);
  return checked.ok ? null : checked.fault;
}

/** The row is shown in its original form, without the temporary id. */
function withoutId({ row, ...reject }: Reject): Reject {
  if (typeof row !== 'object' || row === null) return reject;
  return { ...reject, row: Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'judgment')) };
}
