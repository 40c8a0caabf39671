/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Maximum number of digits that are kept. A longer integer exceeds every double and decodes to `Infinity`, which no
 * field accepts.
 */
const MAX_INTEGER_DIGITS = 300;

/** Sixteen consecutive digits: the shortest integer that a double may round. */
const LONG_INTEGER = /\d{16}/;
const INTEGER = new RegExp(`^-?\\d{1,${MAX_INTEGER_DIGITS}}$`);

/**
 * Decodes a JSON text without losing digits: an integer beyond ±(2^53 − 1) becomes a `bigint`.
 *
 * `JSON.parse` alone rounds such integers, and database exports use them as ids. 9007199254740992 and
 * 9007199254740993 would become one id.
 *
 * @throws SyntaxError if the text is not JSON; RangeError if it nests too deeply
 */
export function parseJson(text: string): unknown {
  // A reviver takes eight times as long, and nearly no text needs it.
  return LONG_INTEGER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

const keepDigits = (_name: string, value: unknown, { source = '' }: { source?: string } = {}): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && INTEGER.test(source) ? BigInt(source) : value;

/** Names of numbers that Python and JavaScript know and JSON lacks, and numbers that stand for them. */
const NAMED_NUMBER = /(?<![\w.])(?:NaN|-?Infinity)(?![\w.])/g;
const STANDS_FOR: ReadonlyMap<string, string> = new Map([
  ['NaN', '9e999'],
  ['Infinity', '1e999'],
  ['-Infinity', '-1e999'],
]);

/**
 * Decodes a text in which numbers may be `NaN` or `Infinity`, as Python writes them. Use it if {@link parseJson}
 * refuses a text.
 * @throws SyntaxError if the text is no JSON even so; RangeError if it nests too deeply
 */
export function parsePythonJson(text: string): unknown {
  return JSON.parse(withoutNamedNumbers(text), (name, value: unknown, context: { source?: string } = {}) =>
    context.source === STANDS_FOR.get('NaN') ? Number.NaN : keepDigits(name, value, context),
  );
}

/** The text with a number in place of each named one outside of strings. */
function withoutNamedNumbers(text: string): string {
  const parts: string[] = [];
  for (let at = 0; at < text.length; ) {
    const quote = text.indexOf('"', at);
    const between = text.slice(at, quote === -1 ? text.length : quote);
    parts.push(between.replace(NAMED_NUMBER, (name) => STANDS_FOR.get(name)!));
    if (quote === -1) break;
    const end = endOfString(text, quote + 1);
    if (end === -1) throw new SyntaxError('a string has no end');
    parts.push(text.slice(quote, end + 1));
    at = end + 1;
  }
  return parts.join('');
}

/** The library's types do not include `JSON.rawJSON` yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/** Encodes a value as {@link parseJson} decodes it: a `bigint` becomes an integer with all its digits. */
export const stringifyJson = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) => (typeof part === 'bigint' ? rawJSON(String(part)) : part));

/**
 * Whether an object in a JSON text names a member twice. `JSON.parse` silently keeps the last one, which may be the
 * wrong score.
 * @param value the decoded text
 */
export const repeatsKey = (text: string, value: unknown): boolean =>
  // Nearly always, each colon after a quote belongs to a member. The text is read again only if a colon occurs
  // within a string.
  colonsAfterQuotes(text) !== membersIn(value, 0) && repeatedKey(text) !== null;

function colonsAfterQuotes(text: string): number {
  let count = 0;
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) {
    let before = at - 1;
    while (isBlank(text[before])) before -= 1;
    if (text[before] === '"') count += 1;
  }
  return count;
}

const isBlank = (character: string | undefined): boolean =>
  character === ' ' || character === '\n' || character === '\r' || character === '\t';

/** Deeper values are not counted. The text is then read instead. */
const MAX_DEPTH = 50;

function membersIn(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return 0;
  const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  let count = Array.isArray(value) ? 0 : parts.length;
  for (const part of parts) count += membersIn(part, depth + 1);
  return count;
}

/** An object or a list that is open during the reading of a text. */
interface Open {
  /** The names so far. Null for a list. */
  readonly names: Set<string> | null;
  /** The name or index of the current part. */
  at: string | number;
}

/**
 * The path to the first member that an object names twice. Null if there is none.
 * @param text valid JSON
 */
export function repeatedKey(text: string): (string | number)[] | null {
  const open: Open[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    const inner = open.at(-1);
    if (character === '{') open.push({ names: new Set(), at: '' });
    else if (character === '[') open.push({ names: null, at: 0 });
    else if (character === '}' || character === ']') open.pop();
    else if (character === ',' && inner && typeof inner.at === 'number') inner.at += 1;
    if (character !== '"') continue;
    const end = endOfString(text, at + 1);
    let after = end + 1;
    while (isBlank(text[after])) after += 1;
    if (inner?.names && text[after] === ':') {
      inner.at = JSON.parse(text.slice(at, end + 1)) as string;
      if (inner.names.has(inner.at)) return open.map((one) => one.at);
      inner.names.add(inner.at);
    }
    at = end;
  }
  return null;
}

/** The place of the quote that ends a string. -1 if there is none. */
function endOfString(text: string, from: number): number {
  for (let quote = text.indexOf('"', from); ; quote = text.indexOf('"', quote + 1)) {
    if (quote === -1) return -1;
    let begin = quote;
    while (text[begin - 1] === '\\') begin -= 1;
    if ((quote - begin) % 2 === 0) return quote;
  }
}
