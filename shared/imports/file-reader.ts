import { type Fault, type Note, type Protocol, UNSPECIFIED } from '../contracts/index.ts';
import {
  attempt,
  checkAgainstProtocol,
  faultInList,
  faultInTime,
  type Pseudonymiser,
  type Reading,
  type Reject,
  readValue,
  rejectOf,
  remembering,
} from '../events/index.ts';
import type { Pseudonymous } from '../ledger/index.ts';
import type { NamesRead } from './names-read.ts';
import { idOfRow, rowNumbering } from './row-id.ts';
import type { MadeRow, SourceRecord } from './source-record.ts';

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
  /** When the file was written, in ISO 8601. Events in rows without a time get this time. */
  readonly fileTime: string;
  /** Receives the names of all events that are not refused. */
  readonly names?: NamesRead;
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

/** Whether the content of a row is enough to identify the row. This needs the clinician, and a time or an item. */
const isDescribed = ({ clinician, at, item }: Row): boolean =>
  clinician !== UNSPECIFIED && (at !== undefined || item !== undefined);

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
  const reading: Reading = { pseudonymiser: pseudonymiserOf(file), trusted: true };
  const writtenAt = Date.parse(file.fileTime);
  const numberOf = rowNumbering();
  let hasNumbered = false;
  const numbered = (event: Parameters<typeof numberOf>[0]): string => {
    hasNumbered = true;
    return numberOf(event);
  };

  const readOne = (value: unknown): Result => {
    const result = readValue(value, reading);
    if (!result.ok) return result.reject;
    const attempted = attempt(() => faultIn(result.event, file, writtenAt));
    const fault = 'fault' in attempted ? attempted.fault : attempted.value;
    if (fault) return rejectOf(value, fault, reading);
    file.names?.add(result.event);
    return result.event;
  };

  const readRow = (row: Row): Result => {
    const result = readOne({ judgment: NO_ID, at: file.fileTime, ...row });
    if (row.judgment !== undefined) return result;
    if (isReject(result)) return withoutId(result);
    if (result.kind === 'retraction') return result;
    const judgment = isDescribed(row) ? idOfRow(result, row.at !== undefined) : numbered(result);
    return { ...result, judgment };
  };

  const readMade = ({ value, fault }: MadeRow): Result =>
    fault ? rejectOf(value, fault, reading) : readRow(value as Row);

  const resultsOf = (record: SourceRecord): Result[] => {
    if (record.form === 'broken') return [record.fault];
    if (record.form === 'rows') return record.value.map(readMade);
    if (record.form === 'row') return [readRow(record.value as Row)];
    if (!Array.isArray(record.value)) return [readOne(record.value)];
    const fault = faultInList(record.value);
    return fault ? [fault] : record.value.map(readOne);
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

  const needsNumber = (row: Row): boolean => row.judgment === undefined && !isDescribed(row);
  const isNumbered = (record: SourceRecord): boolean => {
    if (record.form === 'rows') return record.value.some(({ value }) => needsNumber(value as Row));
    return record.form === 'row' && needsNumber(record.value as Row);
  };

  return {
    read,
    skip: (record) => {
      if (isNumbered(record)) read(record);
    },
    hasNumbered: () => hasNumbered,
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
