import type { Container } from '../formats/format.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { decodedJson } from './decode-json.ts';

/** A JSON object with an object as its first member, which is a record under its name. */
const OBJECT_OF_RECORDS = /^\{\s*(?:"(?:[^"\\]|\\.)*"\s*:\s*\{|\}\s*$)/;

/**
 * Recognises the arrangement of records in a file. The text begins with the first character that is not blank.
 *
 * A file that begins with `{` or `[` is JSON. It has one value per line if the first line is a complete value and
 * others follow. Otherwise it is an array or an object of records, on one line or several. All other files are
 * tables.
 *
 * @param whole whether the text is the complete file
 * @throws UnreadableFile for one JSON object without records
 */
export function recogniseContainer(text: string, whole: boolean): Exclude<Container, 'parquet'> {
  const bracket = text[0];
  if (bracket !== '{' && bracket !== '[') return 'csv';
  const [first, second] = linesIn(text, whole);
  const other = bracket === '[' ? 'json array' : 'json object';
  const value = first === undefined ? undefined : decoded(first);
  if (value !== undefined && (second !== undefined || !whole)) return 'jsonl';
  if (value !== undefined) return bracket === '[' || holdsRecords(value) ? other : 'jsonl';
  // The first line is broken, but the next ones are values.
  if (second !== undefined && decoded(second) !== undefined && !isSpreadOut(first!)) return 'jsonl';
  if (other === 'json object' && !OBJECT_OF_RECORDS.test(text)) throw notRecords();
  return other;
}

/** Whether a file is one JSON object rather than one value per line. */
export function isOneObject(text: string, whole: boolean): boolean {
  if (!text.startsWith('{')) return false;
  const [first, second] = linesIn(text, whole);
  const isValue = first !== undefined && decoded(first) !== undefined;
  if (isValue) return second === undefined && whole;
  return second === undefined || decoded(second) === undefined || isSpreadOut(first!);
}

const linesIn = (text: string, whole: boolean): string[] =>
  text
    .split('\n')
    .slice(0, whole ? undefined : -1)
    .map((line) => line.trim())
    .filter((line) => line !== '');

function decoded(line: string): unknown {
  try {
    return decodedJson(line);
  } catch {
    return undefined;
  }
}

/** Whether a line that is not a JSON value is the beginning of a value that continues in the next line. */
const isSpreadOut = (line: string): boolean =>
  /[[{:]$/.test(line) || (line.startsWith('[') && line.endsWith(','));

function holdsRecords(value: unknown): boolean {
  const members = Object.values(value as object);
  return members.length > 0 && members.every((member) => typeof member === 'object' && member !== null);
}

const notRecords = (): UnreadableFile =>
  new UnreadableFile(
    'it is one JSON object, and not an object of records. Write one event per line (as `jq -c` does), an array of' +
      ' events, or an object that contains each record under its id.',
  );
