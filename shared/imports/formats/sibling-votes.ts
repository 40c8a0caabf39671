import { type Mapping, unreadVotes } from '../../contracts/index.ts';
import { isObject } from '../../lib/index.ts';
import { accessTo, columnsOf } from './access.ts';
import type { Sample } from './format.ts';
import type { RecordReader } from './mapped-record.ts';

const NUMBERED = /^(.*\D)\d{1,3}$/;
const MAX_SIBLINGS = 20;

/** Notes records with a vote in a column that differs from the column of the outcome only in its number. */
export function notingSiblings(read: RecordReader, mapping: Mapping, sample: Sample): RecordReader {
  const siblings = siblingsOf(mapping, sample).map((column) => ({
    note: unreadVotes(column),
    access: accessTo(column, sample.header) ?? (() => undefined),
  }));
  if (siblings.length === 0) return read;
  return (record, key) => {
    const made = read(record, key);
    if (made.form !== 'rows') return made;
    const notes = siblings.filter(({ access }) => access(record, key) !== undefined).map(({ note }) => note);
    return { ...made, notes: [...made.notes, ...notes] };
  };
}

function siblingsOf({ row, columns }: Mapping, { header, records }: Sample): string[] {
  const [outcome] = columnsOf(columns.outcome);
  const [, stem] = NUMBERED.exec(outcome ?? '') ?? [];
  if (row !== 'vote' || stem === undefined) return [];
  const read = new Set(Object.values(columns).flatMap(columnsOf));
  const names = new Set(header ?? records.filter(isObject).flatMap(Object.keys));
  const isSibling = (name: string) => NUMBERED.exec(name)?.[1] === stem && !read.has(name);
  return [...names].filter(isSibling).slice(0, MAX_SIBLINGS);
}
