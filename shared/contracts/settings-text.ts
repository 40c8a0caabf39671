import { pathInWords } from './reject.ts';
import { repeatedKey } from './repeated-keys.ts';

export type SettingsText =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

/** More objects within objects than any protocol or mapping has. */
const MAX_DEPTH = 20;

/** Decoding puts it in the place of bytes that are not UTF-8. A text that holds it is not the one that was meant. */
const REPLACEMENT = '\uFFFD';

/**
 * Decodes the JSON text of a protocol or a mapping, which decides how everything else is read. It refuses any text of
 * which two readers may take different values. A byte order mark before the text is ignored.
 *
 * @param maxLength longest text, in characters
 * @param faultOfText what else is wrong with a key or a text in it; null if nothing is
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
  if (repeated !== null)
    return refused(`${pathInWords(repeated)}: is named twice; leave out the one that is not meant`);
  const fault = faultIn(value, faultOfText);
  return fault === null ? { ok: true, value } : refused(fault);
}

const refused = (message: string): SettingsText => ({ ok: false, message });

/** A part of a value, and the object or list that it stands in. */
interface Part {
  readonly value: unknown;
  readonly key: string;
  readonly outer: Part | null;
  readonly depth: number;
}

/** The first text or key that must not stand in settings, with its path. A loop: a value may be deeper than the stack. */
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
    // Last in, first out: in the order of the text.
    for (const one of inner.reverse()) parts.push(one);
  }
  return null;
}

function faultOfAnyText(text: string): string | null {
  if (!text.isWellFormed()) return 'is not well-formed Unicode (it holds half of a surrogate pair)';
  if (text.includes(REPLACEMENT))
    return 'holds U+FFFD, which stands for a character that was lost; write the one that was meant';
  // A schema of records passes over this key, and what stands under it would be lost.
  return text === '__proto__' ? 'is "__proto__", which is reserved' : null;
}

function placeOf(part: Part): string {
  const keys: string[] = [];
  for (let at: Part = part; at.outer !== null; at = at.outer) keys.push(at.key);
  return pathInWords(keys.reverse());
}
