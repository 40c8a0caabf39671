import { isObject } from '../../lib/index.ts';
import type { Container } from '../formats/format.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { decodedJson } from './decode-json.ts';

/** A JSON object with an object as its first member, which is a record under its name. */
const OBJECT_OF_RECORDS = /^\{\s*(?:"(?:[^"\\]|\\.)*"\s*:\s*\{|\}\s*$)/;

/** A JSON object of columns with the numbers of rows, as pandas writes it if it is not told otherwise. */
const OBJECT_OF_COLUMNS = /^\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\{\s*"0"\s*:/;

/** The end of a JSON object that is spread over lines, and the beginning of another. */
const NEXT_OBJECT = /^\}\s*\{/m;

/** The beginning of a file that may be JSON, from its first character that is not blank. */
export interface Beginning {
  readonly text: string;
  /** Whether the text is the complete file. */
  readonly whole: boolean;
  /** The first two complete lines that are not blank, if the text begins with a bracket of JSON. */
  readonly lines: readonly string[];
  /** The value in the first line. Undefined if the line is no complete value. */
  readonly value: unknown;
}

export function beginningOf(text: string, whole: boolean): Beginning {
  const lines = text.startsWith('{') || text.startsWith('[') ? linesIn(text, whole) : [];
  return { text, whole, lines, value: lines[0] === undefined ? undefined : decoded(lines[0]) };
}

/**
 * Recognises the arrangement of records in a file.
 *
 * A file that begins with `{` or `[` is JSON. It has one value per line if the first line is a complete value and
 * others follow. Otherwise it is an array or an object of records, on one line or several. All other files are
 * tables.
 *
 * @throws UnreadableFile for one JSON object without records, and for an object of columns
 */
export function recogniseContainer(beginning: Beginning): Exclude<Container, 'parquet' | 'workbook'> {
  const { text, whole, value } = beginning;
  const bracket = text[0];
  if (bracket !== '{' && bracket !== '[') return 'csv';
  const other = bracket === '[' ? 'json array' : 'json object';
  if (value !== undefined && (hasSecondLine(beginning) || !whole)) return 'jsonl';
  if (other === 'json object' && (OBJECT_OF_COLUMNS.test(text) || holdsColumns(value))) throw notRows();
  if (value !== undefined) return bracket === '[' || holdsRecords(value) ? other : 'jsonl';
  if (beginsAnew(beginning)) return 'jsonl';
  if (other === 'json object' && !OBJECT_OF_RECORDS.test(text)) throw notRecords(text);
  return other;
}

/** Whether a file is one JSON object rather than one value per line. */
export function isOneObject(beginning: Beginning): boolean {
  if (!beginning.text.startsWith('{')) return false;
  if (beginning.value !== undefined) return !hasSecondLine(beginning) && beginning.whole;
  return !beginsAnew(beginning);
}

const hasSecondLine = ({ lines }: Beginning): boolean => lines[1] !== undefined;

/** Whether the first line is broken, but the next one is a value. */
const beginsAnew = ({ lines: [first, second] }: Beginning): boolean =>
  second !== undefined && decoded(second) !== undefined && !isSpreadOut(first!);

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

/** Whether an object has only lists of values, such as the columns of a table. */
function holdsColumns(value: unknown): boolean {
  const members = isObject(value) ? Object.values(value) : [];
  return (
    members.length > 0 &&
    members.every((member) => Array.isArray(member) && !member.some((one) => typeof one === 'object' && one))
  );
}

const notRows = (): UnreadableFile =>
  new UnreadableFile(
    'it is one JSON object of columns, as pandas writes it without an orientation, and not of records. Write its rows, with' +
      ' to_json(orient="records").',
  );

const notRecords = (text: string): UnreadableFile =>
  new UnreadableFile(
    `it is ${NEXT_OBJECT.test(text) ? 'several JSON objects that are spread over lines' : 'one JSON object, and not an object of records'}.` +
      ' Write one event per line (as `jq -c` does), an array of events, or an object that contains each record under its id.',
  );
