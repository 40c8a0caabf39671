import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type * as z from 'zod';
import { faultOf, type Mapping, mapping } from '../../contracts/index.ts';
import { quote, readSettingsText } from '../../lib/index.ts';
import { ambiguityOf } from './ambiguity.ts';

/** Maximum length of a mapping in characters: room for a lookup of tens of thousands of keys. */
export const MAX_MAPPING_LENGTH = 4 * 1024 * 1024;

export type ParsedMapping =
  | { readonly ok: true; readonly mapping: Mapping; readonly hash: string }
  | { readonly ok: false; readonly message: string };

/**
 * Reads a mapping from its JSON text. Its hash is part of the identity of an import: SHA-256 in hex of its
 * canonical JSON (RFC 8785). Layout therefore does not matter.
 */
export function parseMapping(text: string): ParsedMapping {
  const decoded = readSettingsText(text, MAX_MAPPING_LENGTH, leftToEdit);
  if (!decoded.ok) return decoded;
  const read = mapping.safeParse(decoded.value, { reportInput: true });
  if (!read.success) return { ok: false, message: faultOf(read.error as z.ZodError).message };
  const ambiguity = ambiguityOf(read.data);
  if (ambiguity !== null) return { ok: false, message: ambiguity };
  return { ok: true, mapping: read.data, hash: sha256(canonicalize(read.data) as string) };
}

/** Marks entries of a starting mapping that must be filled in by hand. */
export const TO_EDIT = 'EDIT';

const leftToEdit = (text: string): string | null =>
  text.startsWith(TO_EDIT) ? `is still to be edited: it has the placeholder ${quote(text)}` : null;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
