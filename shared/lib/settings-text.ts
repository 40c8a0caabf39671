import { repeatedKey } from './lossless-json.ts';
import { pathInWords } from './text.ts';

export type SettingsText =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

/** Maximum nesting depth. No protocol or mapping needs as many levels. */
const MAX_DEPTH = 20;

/** Decoding puts this character in the place of bytes that are not UTF-8. A text that contains it was damaged. */
const REPLACEMENT = '\uFFFD';

/**
 * Decodes the JSON text of a protocol or a mapping, on which the reading of all other data depends. It refuses any
 * text in which two readers may find different values. A byte order mark before the text is ignored.
 *
 * @param maxLength maximum length of the text in characters
 * @param faultOfText checks keys and texts for other faults; returns null if there is none
 * @see docs/decisions/0091-settings-have-one-reading.md
 */
export function readSettingsText(
  text: string,
  maxLength: number,
  faultOfText: (text: string) => string | null = () => null,
): SettingsText {
  if (text.length > maxLength) return refused(`is longer than ${maxLength} characters`);
  if (text.includes(REPLACEMENT)) return refused('is not UTF-8');
  const json = text.replace(/^\uFEFF/, '');
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return refused('is not JSON');
  }
  const repeated = repeatedKey(json);
  if (repeated !== null) return refused(`${pathInWords(repeated)}: is named twice; leave out the wrong one`);
  const fault = faultIn(value, faultOfText);
  return fault === null ? { ok: true, value } : refused(fault);
}

const refused = (message: string): SettingsText => ({ ok: false, message });

/** A part of a value, and the object or list that contains it. */
interface Part {
  readonly value: unknown;
  readonly key: string;
  readonly outer: Part | null;
  readonly depth: number;
}

/**
 * The first text or key that settings must not contain, with its path. It uses a loop, because a value may be
 * deeper than the stack.
 */
function faultIn(value: unknown, faultOfText: (text: string) => string | null): string | null {
  const parts: Part[] = [{ value, key: '', outer: null, depth: 0 }];
  for (let part = parts.pop(); part; part = parts.pop()) {
    const { depth } = part;
    if (depth > MAX_DEPTH) return `${placeOf(part)}: is nested deeper than ${MAX_DEPTH} levels`;
    for (const text of [part.key, part.value]) {
      const fault = typeof text === 'string' ? (faultOfAnyText(text) ?? faultOfText(text)) : null;
      if (fault !== null) return depth === 0 ? fault : `${placeOf(part)}: ${fault}`;
    }
    if (typeof part.value !== 'object' || part.value === null) continue;
    const inner = Object.entries(part.value).map(([key, of]) => {
      return { value: of as unknown, key, outer: part, depth: depth + 1 };
    });
    // The order is reversed because the stack is last in, first out.
    for (const one of inner.reverse()) parts.push(one);
  }
  return null;
}

function faultOfAnyText(text: string): string | null {
  if (!text.isWellFormed()) return 'is not well-formed Unicode (it contains half of a surrogate pair)';
  if (text.includes(REPLACEMENT))
    return 'contains U+FFFD, which replaces a lost character; write the original character';
  // A schema of records skips this key, and the data under it would be lost.
  return text === '__proto__' ? 'is "__proto__", which is reserved' : null;
}

function placeOf(part: Part): string {
  const keys: string[] = [];
  for (let at: Part = part; at.outer !== null; at = at.outer) keys.push(at.key);
  return pathInWords(keys.reverse());
}
