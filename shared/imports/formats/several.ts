import type { Fault, Mapping } from '../../contracts/index.ts';
import { hashOfLong } from '../../contracts/index.ts';
import { isObject } from '../../lib/index.ts';
import type { MadeRow, RecordForm } from '../source-record.ts';
import { attemptReading, type UnreadableFile } from '../unreadable-file.ts';
import { accessTo, columnsOf, sourcesIn } from './access.ts';
import { rowsOfParts } from './each.ts';
import type { MappedFile } from './field-steps.ts';
import { type RecordReader, recordReader } from './mapped-record.ts';
import { filterColumns, recordFilter } from './record-filter.ts';
import type { RowPart, RowParts } from './row-parts.ts';

/** Maximum depth of a member of a JSON record that a pattern may find. */
const MAX_DEPTH = 4;
/** Maximum number of members of a JSON record that are compared with patterns, as in the header of a table. */
const MAX_MEMBERS = 20_000;

/** The paths of the values in a JSON record, by which patterns find them. */
export function pathsIn(record: unknown): string[] {
  const paths: string[] = [];
  const add = (value: unknown, path: string, depth: number): void => {
    if (isObject(value) && depth > 0)
      for (const [name, part] of Object.entries(value)) {
        if (paths.length > MAX_MEMBERS) return;
        add(part, path === '' ? name : `${path}.${name}`, depth - 1);
      }
    else if (path !== '') paths.push(path);
  };
  add(record, '', MAX_DEPTH);
  return paths.slice(0, MAX_MEMBERS);
}

/** A row that holds several judgments, and the parts in which it is read. */
export interface DividedRows {
  /** The mapping for all parts, completed by its known form. */
  readonly mapping: Mapping;
  readonly file: Omit<MappedFile, 'anonymous'>;
  /** The mapping of a part, completed by its known form. */
  readonly complete: (part: RowPart) => Mapping;
  /** Whether judgments of a part count as those of one unspecified clinician. */
  readonly isAnonymous: (part: RowPart) => boolean;
  /** The parts of a record. */
  readonly partsOf: (record: unknown) => RowParts;
}

interface Reader {
  readonly key: string;
  readonly read: RecordReader;
}

/**
 * Returns the reader of rows that hold several judgments. Conditions of the mapping are about the row. A part without an
 * outcome and scores is counted.
 * @see docs/decisions/0112-a-row-may-hold-several-judgments.md
 */
export function severalReader({ mapping, file, complete, isAnonymous, partsOf }: DividedRows): RecordReader {
  const filter = recordFilter(mapping, file.header);
  const lengthOf = lengthReader(mapping, file.header);
  const readers = new WeakMap<RowParts, readonly Reader[]>();
  const readersOf = (parts: RowParts): readonly Reader[] => {
    const known = readers.get(parts);
    if (known) return known;
    const made = parts.parts.map((part) => {
      const { only: _, except: __, ...unconditional } = complete(part);
      return { key: part.key, read: recordReader(unconditional, { ...file, anonymous: isAnonymous(part) }) };
    });
    readers.set(parts, made);
    return made;
  };
  return (record, key) => {
    const left = filter(record, key);
    if (left)
      return 'fault' in left ? { form: 'broken', ...left } : { form: 'rows', value: [], notes: [left.note] };
    const found = attemptReading(() => partsOf(record));
    if ('refusal' in found) return { form: 'broken', fault: ofRow(found.refusal) };
    const parts = found.value;
    if (parts.parts.length === 0) return { form: 'rows', value: [], notes: ['empty_part'] };
    if (lengthOf(record, key) * parts.parts.length > MAX_REPEATED_CHARACTERS)
      return { form: 'broken', fault: TOO_LONG };
    return rowsOfParts(readersOf(parts), (part) => {
      const { key: partKey, read } = part as Reader;
      return withoutEmpty(read(record, key), (row) => withKey(row, partKey, parts.needsId));
    });
  };
}

const ofRow = ({ message }: UnreadableFile): Fault => ({
  reason: 'invalid_value',
  field: 'several',
  message: `several: ${message}`,
});

/** Maximum number of characters that the parts of a row repeat. It keeps the work in proportion to the row. */
const MAX_REPEATED_CHARACTERS = 10_000_000;

const TOO_LONG: Fault = {
  reason: 'too_large',
  field: 'several',
  message:
    'several: the texts that the judgments of the row share are too long for so many judgments; name shorter columns in the' +
    ' mapping, or divide the row',
};

/** The number of characters in the places that all parts read. */
function lengthReader(mapping: Mapping, header: readonly string[] | null) {
  const { several: _, ...shared } = mapping;
  const columns = new Set([...sourcesIn(shared).flatMap(columnsOf), ...filterColumns(shared)]);
  const accesses = [...columns].map((column) => accessTo(column, header)).filter((access) => access !== null);
  return (record: unknown, key?: string): number => {
    let length = 0;
    for (const access of accesses) {
      const value = access(record, key);
      if (typeof value === 'string') length += value.length;
    }
    return length;
  };
}

/** The members of a row that a part is judged by. */
interface Made {
  readonly judgment?: unknown;
  readonly outcome?: unknown;
  readonly scores?: unknown;
}

/** Replaces a part without an outcome and scores by a note. Faults of other fields cost nothing then. */
function withoutEmpty(made: RecordForm, change: (row: MadeRow) => MadeRow): RecordForm {
  if (made.form !== 'rows') return made;
  const isFilled = ({ value, fault }: MadeRow) => {
    const { outcome, scores } = value as Made;
    const isOfContent =
      (fault?.field === 'outcome' || fault?.field === 'scores') && fault.reason !== 'missing_field';
    return outcome !== undefined || scores !== undefined || isOfContent;
  };
  const filled = made.value.filter(isFilled).map(change);
  return { form: 'rows', value: filled, notes: filled.length === 0 ? ['empty_part'] : made.notes };
}

/**
 * The id of a judgment in a row: that of the row, and the key of the part. An id that is too long for the contract stays
 * as it is, so that it is refused. If only the key makes it too long, it becomes a hash.
 */
function withKey(row: MadeRow, key: string, needsId: boolean): MadeRow {
  const { judgment } = row.value as Made;
  if (judgment === undefined) return needsId ? { fault: NO_ID, ...row } : row;
  if (key === '' || typeof judgment !== 'string' || hashOfLong(judgment) !== null) return row;
  const id = `${judgment}/${key}`;
  return { ...row, value: { ...(row.value as Made), judgment: hashOfLong(id) ?? id } };
}

const NO_ID: Fault = {
  reason: 'missing_field',
  field: 'judgment',
  message: 'judgment: is missing, and only the id of the row distinguishes its judgments',
};
