import { type Fault, type Mapping, moreElements, type Note } from '../../contracts/index.ts';
import { faultInList } from '../../events/index.ts';
import { isObject, type JsonObject } from '../../lib/index.ts';
import type { MadeRow, RecordForm } from '../source-record.ts';
import { type Access, accessTo, columnsOf, sourcesIn } from './access.ts';
import type { RecordReader } from './mapped-record.ts';

/** Divides a record into one record for each element of a list in it. Null if there is no list. */
export type Divide = (record: unknown) => readonly unknown[] | null;

/**
 * Divides records at a path. Each part is the record with an element in the place of the list, so that paths of the
 * mapping lead into this element. The parts are remembered, because each path of a mapping looks for its name.
 * @see docs/decisions/0105-read-each-element-as-a-record.md
 */
export function dividerAt(path: string): Divide {
  const access = accessTo(path, null)!;
  const known = new WeakMap<object, readonly unknown[]>();
  return (record) => {
    const list = access(record);
    if (!isObject(record)) return null;
    if (list === undefined) return [];
    if (!Array.isArray(list)) return null;
    const before = known.get(record);
    if (before) return before;
    if (list.length * membersAlong(record, path) > MAX_REPEATED_MEMBERS) return null;
    const parts = faultInList(list) ? list : list.map((element) => replaced(record, path, element));
    known.set(record, parts);
    return parts;
  };
}

/** Maximum number of members that the parts of a record repeat. It keeps the work in proportion to the record. */
const MAX_REPEATED_MEMBERS = 200_000;

/** The number of members that each part of a record repeats. */
function membersAlong(record: JsonObject, path: string): number {
  const own = Object.keys(record).length;
  if (Object.hasOwn(record, path)) return own;
  const dot = path.indexOf('.');
  return own + membersAlong(record[path.slice(0, dot)] as JsonObject, path.slice(dot + 1));
}

/** The record with another value at a path. The path leads to a value. */
function replaced(record: JsonObject, path: string, value: unknown): JsonObject {
  if (Object.hasOwn(record, path)) return { ...record, [path]: value };
  const dot = path.indexOf('.');
  const outer = path.slice(0, dot);
  return { ...record, [outer]: replaced(record[outer] as JsonObject, path.slice(dot + 1), value) };
}

/** Reads each part of a record. */
export function readParts(read: RecordReader, divide: Divide): RecordReader {
  return (record, key) => {
    const parts = divide(record);
    if (parts === null) return { form: 'broken', fault: NO_LIST };
    if (parts.length === 0) return { form: 'rows', value: [], notes: ['no_element'] };
    return rowsOfParts(parts, (part) => read(part, key));
  };
}

/**
 * The events of all parts of a record. A part that cannot be read becomes a row with a fault, so that it is listed.
 * @param notes notes about the record itself
 */
export function rowsOfParts(
  parts: readonly unknown[],
  read: (part: unknown) => RecordForm,
  notes: readonly Note[] = [],
): RecordForm {
  const tooMany = parts.length > 0 && faultInList(parts);
  if (tooMany) return { form: 'broken', fault: tooMany };
  const forms = parts.map(read);
  return {
    form: 'rows',
    value: forms.flatMap((made, index): readonly MadeRow[] => {
      if (made.form === 'rows') return made.value;
      return [made.form === 'broken' ? { value: parts[index], fault: made.fault } : { value: made.value }];
    }),
    notes: [...notes, ...forms.flatMap((made) => (made.form === 'rows' ? made.notes : []))],
  };
}

const NO_LIST: Fault = {
  reason: 'invalid_value',
  field: 'each',
  message:
    'each: the record has no list at this path, or its elements are too many for a record with so many members; name the' +
    ' path of a list under "each" of the mapping, or write one record per element',
};

const ELEMENT = /^(.+?)\.\d+(?:\.|$)/;

/** The path of the list of which a path names an element, as in `summaries.0.policy`. Undefined if it names none. */
export const listOfElement = (path: string): string | undefined => ELEMENT.exec(path)?.[1];

/** Notes records with more elements in a list than the mapping names by their numbers. */
export function notingElements(read: RecordReader, mapping: Mapping): RecordReader {
  const lists = listsRead(mapping);
  if (lists.length === 0) return read;
  return (record, key) => {
    const made = read(record, key);
    if (made.form !== 'rows') return made;
    const notes = lists.flatMap(({ access, path, count }): Note[] => {
      const list = access(record, key);
      return Array.isArray(list) && list.length > count ? [moreElements(path)] : [];
    });
    return notes.length === 0 ? made : { ...made, notes: [...made.notes, ...notes] };
  };
}

interface ListRead {
  readonly path: string;
  readonly access: Access;
  /** Number of elements that the mapping names. */
  readonly count: number;
}

function listsRead(mapping: Mapping): ListRead[] {
  const elements = new Map<string, Set<string>>();
  for (const column of sourcesIn(mapping).flatMap(columnsOf)) {
    const [element, path] = ELEMENT.exec(column) ?? [];
    if (element !== undefined && path !== undefined)
      elements.set(path, (elements.get(path) ?? new Set()).add(element.replace(/\.$/, '')));
  }
  return [...elements].slice(0, MAX_LISTS).map(([path, { size }]) => ({
    path,
    access: accessTo(path, null)!,
    count: size,
  }));
}

const MAX_LISTS = 10;
