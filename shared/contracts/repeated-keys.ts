/**
 * Whether an object in a JSON text names a member twice. `JSON.parse` keeps the last of them without a word, which may
 * be the other score.
 * @param value what the text decodes to
 */
export const repeatsKey = (text: string, value: unknown): boolean =>
  // Nearly always each colon after a quote is a member's: only where one stands within a text is all read once more.
  colonsAfterQuotes(text) !== membersIn(value, 0) && isRepeatedIn(text);

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

/** Deeper values are not counted, so that the text is read instead. */
const DEEPEST = 50;

function membersIn(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return 0;
  const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  let count = Array.isArray(value) ? 0 : parts.length;
  for (const part of parts) count += membersIn(part, depth + 1);
  return count;
}

/** @param text valid JSON */
function isRepeatedIn(text: string): boolean {
  /** The names so far in each open object; null for an array. */
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(null);
    else if (character === '}' || character === ']') open.pop();
    if (character !== '"') continue;
    const end = endOfString(text, at + 1);
    let after = end + 1;
    while (isBlank(text[after])) after += 1;
    if (text[after] === ':') {
      const name = JSON.parse(text.slice(at, end + 1)) as string;
      const names = open.at(-1);
      if (names?.has(name)) return true;
      names?.add(name);
    }
    at = end;
  }
  return false;
}

/** Where the quote stands that ends a string. */
function endOfString(text: string, from: number): number {
  for (let quote = text.indexOf('"', from); ; quote = text.indexOf('"', quote + 1)) {
    let begin = quote;
    while (text[begin - 1] === '\\') begin -= 1;
    if ((quote - begin) % 2 === 0) return quote;
  }
}
