import { UNSPECIFIED } from '../contracts/identifier.ts';
import type { Protocol } from '../contracts/protocol.ts';
import { type Pseudonymiser, remembering } from '../contracts/pseudonym.ts';
import { checkAgainstProtocol } from '../contracts/read-event.ts';
import type { Fault } from '../contracts/reject.ts';
import type { Note } from '../importing/formats/notes.ts';
import type { MadeRow, SourceRecord } from '../importing/source-record.ts';
import type { Pseudonymous } from '../judgments/apply.ts';
import { attempt } from './attempt.ts';
import { faultInList } from './event-list.ts';
import { type Reading, type Reject, readValue, rejectOf } from './read-value.ts';
import { idOfRow, rowNumbering } from './row-id.ts';

/** A refused event of a file, and where it stands. */
export interface FileReject extends Reject {
  readonly line: number;
  readonly byteOffset: number;
  /** In Parquet, where the line is a row: its group of rows, from 1. */
  readonly rowGroup?: number;
}

/** What one record of a file held: a row one event, a line of JSON one or several. */
export interface RecordContent {
  readonly events: readonly Pseudonymous[];
  readonly rejects: readonly FileReject[];
  /** What was decided by a rule, once for each time. */
  readonly notes: readonly Note[];
}

export interface FileReading {
  readonly study: string;
  readonly protocol: Protocol;
  readonly pseudonymiser: Pseudonymiser;
  /** The time of events in rows that have none, ISO 8601: when the file was written. */
  readonly fileTime: string;
}

/** Satisfies the contract until the row's own id is known. */
const NO_ID = 'row';

const NONE: readonly never[] = [];

type Result = Pseudonymous | Reject;
const isReject = (result: Result): result is Reject => 'reason' in result;

const placeOf = ({ line, byteOffset, rowGroup }: SourceRecord) =>
  rowGroup === undefined ? { line, byteOffset } : { line, byteOffset, rowGroup };

/** What is to be told of a record. What is refused was not counted, by whatever rule. */
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

/** Whether a row tells enough to be known again by it: when or what, and who. */
const isDescribed = ({ clinician, at, item }: Row): boolean =>
  clinician !== UNSPECIFIED && (at !== undefined || item !== undefined);

/** Reads the records of one file, in their order: ids of rows may depend on the rows before. */
export interface FileReader {
  /** Events come out pseudonymised and checked against the protocol; all are of the file's study. */
  read(record: SourceRecord): RecordContent;
  /** Passes over a record that was read by an earlier worker. */
  skip(record: SourceRecord): void;
  /** Whether the ids of rows to come may depend on rows that came before. */
  hasNumbered(): boolean;
}

export function fileReader(file: FileReading): FileReader {
  const reading: Reading = { pseudonymiser: remembering(file.pseudonymiser), trusted: true };
  const numberOf = rowNumbering();
  let hasNumbered = false;
  const numbered = (event: Parameters<typeof numberOf>[0]): string => {
    hasNumbered = true;
    return numberOf(event);
  };

  const readOne = (value: unknown): Result => {
    const result = readValue(value, reading);
    if (!result.ok) return result.reject;
    const attempted = attempt(() => faultIn(result.event, file));
    const fault = 'fault' in attempted ? attempted.fault : attempted.value;
    return fault ? rejectOf(value, fault, reading) : result.event;
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

function faultIn(event: Pseudonymous, { study, protocol }: FileReading): Fault | null {
  if (event.study !== study)
    return { reason: 'wrong_study', field: 'study', message: `study: is not ${study}, where the file lies` };
  const checked = checkAgainstProtocol(event, protocol);
  return checked.ok ? null : checked.fault;
}

/** A row is shown as it was given, without the id that stood in. */
function withoutId({ row, ...reject }: Reject): Reject {
  if (typeof row !== 'object' || row === null) return reject;
  return { ...reject, row: Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'judgment')) };
}
