import { isObject, type Place } from '../../lib/index.ts';

/** Names under which exports hold the list of their records, next to members that describe the export. */
const LIST_NAMES = new Set(['data', 'rows', 'records', 'items', 'results']);

/** The list must begin within this length, so that a file without one costs little. */
export const LIST_HEAD_BYTES = 64 * 1024;

/** A text in quotes, which may be cut off, or a character of the structure. */
const TOKEN = /"([^"\\]*(?:\\.[^"\\]*)*)(?:"|$)|[[\]{}]/gs;
const BEGINS_RECORD = /\s*\{/y;

/**
 * Finds the list of records in one JSON object. Returns the place after its bracket, or null if there is none.
 * @see docs/decisions/0104-read-the-list-within-one-object.md
 * @param text the beginning of the file with one character per byte, from the brace of the object
 */
export function listWithin(text: string, first: Place): Place | null {
  let depth = 0;
  let name = '';
  for (const { 0: token, 1: quoted, index } of text.matchAll(TOKEN)) {
    if (quoted !== undefined) name = quoted;
    else if (token === '}' || token === ']') depth -= 1;
    else {
      if (depth === 1 && token === '[' && LIST_NAMES.has(name) && beginsRecord(text, index + 1))
        return placeAfter(text.slice(0, index + 1), first);
      depth += 1;
    }
  }
  return null;
}

function beginsRecord(text: string, index: number): boolean {
  BEGINS_RECORD.lastIndex = index;
  return BEGINS_RECORD.test(text);
}

const placeAfter = (before: string, { line, byteOffset }: Place): Place => ({
  line: line + before.split('\n').length - 1,
  byteOffset: byteOffset + before.length,
});

/** The record in an element of a list. Pages of the dataset viewer of Hugging Face hold each row under `row`. */
export const recordIn = (element: unknown): unknown =>
  isObject(element) && Object.hasOwn(element, 'row_idx') && isObject(element.row) ? element.row : element;
