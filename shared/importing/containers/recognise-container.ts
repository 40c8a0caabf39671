import type { Container } from '../formats/format.ts';
import { UnreadableFile } from '../unreadable-file.ts';

/** A JSON object whose first member is an object too: a record under its name. */
const OBJECT_OF_RECORDS = /^\{\s*(?:"(?:[^"\\]|\\.)*"\s*:\s*\{|\}\s*$)/;

/**
 * How records lie in a file that begins with this text, from its first character on that is not blank.
 *
 * A first character `{` or `[` is JSON: one value a line, where the first line is a value of its own and others
 * follow; else an array or an object of records, whether on one line or on many. All else is a table.
 *
 * @param whole whether the text is all of the file
 * @throws UnreadableFile for one JSON object that holds no records
 */
export function recogniseContainer(text: string, whole: boolean): Exclude<Container, 'parquet'> {
  const bracket = text[0];
  if (bracket !== '{' && bracket !== '[') return 'csv';
  const lines = text.split('\n').slice(0, whole ? undefined : -1);
  const [first, second] = lines.map((line) => line.trim()).filter((line) => line !== '');
  const other = bracket === '[' ? 'json array' : 'json object';
  const value = first === undefined ? undefined : decoded(first);
  if (value !== undefined && (second !== undefined || !whole)) return 'jsonl';
  if (value !== undefined) return bracket === '[' || holdsRecords(value) ? other : 'jsonl';
  // A first line that is broken, before others that are values.
  if (second !== undefined && decoded(second) !== undefined && !isSpreadOut(first!)) return 'jsonl';
  if (other === 'json object' && !OBJECT_OF_RECORDS.test(text)) throw notRecords();
  return other;
}

function decoded(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Whether a line that is no JSON value is the beginning of one that goes on in the next line. */
const isSpreadOut = (line: string): boolean =>
  /[[{:]$/.test(line) || (line.startsWith('[') && line.endsWith(','));

function holdsRecords(value: unknown): boolean {
  const members = Object.values(value as object);
  return members.length > 0 && members.every((member) => typeof member === 'object' && member !== null);
}

const notRecords = (): UnreadableFile =>
  new UnreadableFile(
    'it is one JSON object, and not an object of records. Write one event a line (as `jq -c` does), an array of' +
      ' events, or an object that holds each record under its id.',
  );
