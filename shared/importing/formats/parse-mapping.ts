import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type * as z from 'zod';
import { type Mapping, mapping } from '../../contracts/mapping.ts';
import { faultOf, quote } from '../../contracts/reject.ts';
import { repeatsKey } from '../../contracts/repeated-keys.ts';

/** Longest mapping, in characters: room for a lookup of tens of thousands of keys. */
export const MAX_MAPPING_LENGTH = 4 * 1024 * 1024;

export type ParsedMapping =
  | { readonly ok: true; readonly mapping: Mapping; readonly hash: string }
  | { readonly ok: false; readonly message: string };

const refused = (message: string): ParsedMapping => ({ ok: false, message });

/**
 * Reads a mapping from its JSON text. Its hash is part of what identifies an import: SHA-256 in hex of its canonical
 * JSON (RFC 8785), so that how it is laid out does not matter.
 */
export function parseMapping(text: string): ParsedMapping {
  if (text.length > MAX_MAPPING_LENGTH) return refused(`is longer than ${MAX_MAPPING_LENGTH} characters`);
  if (text.includes('\uFFFD')) return refused('is not UTF-8');
  const value = decode(text.replace(/^\uFEFF/, ''));
  if ('refused' in value) return value.refused;
  const read = mapping.safeParse(value.decoded, { reportInput: true });
  if (!read.success) return refused(faultOf(read.error as z.ZodError).message);
  return { ok: true, mapping: read.data, hash: sha256(canonicalize(read.data) as string) };
}

/** Begins what a starting mapping leaves to be filled in by hand. */
export const TO_EDIT = 'EDIT';

/** What decoding stops at, with what to say about it. */
class Stop extends Error {}

function decode(text: string): { readonly decoded: unknown } | { readonly refused: ParsedMapping } {
  try {
    const decoded: unknown = JSON.parse(text, stopAtTrouble);
    return repeatsKey(text, decoded)
      ? { refused: refused('names the same member of an object twice') }
      : { decoded };
  } catch (error) {
    return { refused: refused(error instanceof Stop ? error.message : 'is not JSON') };
  }
}

function stopAtTrouble(key: string, value: unknown): unknown {
  // A record schema passes over this key without a word, and what stands under it would be lost.
  if (key === '__proto__') throw new Stop('names "__proto__", which is reserved');
  for (const text of [key, value])
    if (typeof text === 'string' && text.startsWith(TO_EDIT))
      throw new Stop(`is still to be edited where it says ${quote(text)}`);
  return value;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
