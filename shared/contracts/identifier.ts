import { createHash } from 'node:crypto';
import * as z from 'zod';
import { plainName } from '../lib/index.ts';

/** Maximum length of a name in UTF-16 code units. */
const MAX_LENGTH = 128;
/**
 * Maximum length of a name in UTF-8 bytes. Three names and their separators must fit into a sort key of 1,024
 * bytes.
 */
const MAX_BYTES = 256;
/**
 * Composing characters (NFC) shortens a text to a quarter at most. A longer text is no name, even if characters without
 * width make it long.
 */
const MAX_DECOMPOSED_LENGTH = 4 * MAX_LENGTH;

/**
 * A name from outside: a model, a specialty, a clinician, a judgment. It becomes part of a table's key. It is
 * therefore normalised (NFC), trimmed, without characters of no width, and free of control characters and of the
 * separator `#`. It does not begin with `@`, which marks the store's own entries.
 * @see docs/decisions/0002-names-fit-a-key.md
 * @see docs/decisions/0107-spellings-of-a-name.md
 */
export const identifier = z
  .string({ error: ({ input }) => (input === undefined ? undefined : noText(input)) })
  .transform((text, context) => nameOrIssue(text, context))
  .meta({ minLength: 1, maxLength: MAX_LENGTH, pattern: '^[^@#\\p{Cc}][^#\\p{Cc}]*$' });

function nameOrIssue(text: string, context: z.core.$RefinementCtx<string>): string {
  const trimmed = text.trim();
  const isShort = trimmed.length <= MAX_DECOMPOSED_LENGTH;
  const name = isShort && trimmed.isWellFormed() ? plainName(trimmed) : trimmed;
  const fault = faultOf(name);
  if (fault === null) return name;
  context.addIssue({ code: 'custom', message: fault, input: text });
  return z.NEVER;
}

/**
 * A name of any length, such as the text of a question. A text that is too long for a key becomes its SHA-256. The hash
 * is of the normalised text, so that equal texts stay equal.
 */
export const identifierOrHash = z
  .string({ error: ({ input }) => (input === undefined ? undefined : noText(input)) })
  .transform((text, context) => hashOfLong(text) ?? nameOrIssue(text, context))
  .meta({ minLength: 1 });

/** The hash of a text that is longer than a name. Null for other texts. */
export function hashOfLong(text: string): string | null {
  if (text.length <= MAX_BYTES / 4 || !text.isWellFormed()) return null;
  const name = plainName(text);
  if (name.length <= MAX_LENGTH && Buffer.byteLength(name) <= MAX_BYTES) return null;
  return `sha256:${createHash('sha256').update(name).digest('hex')}`;
}

/** Whether a name is one of these hashes. It contains letters and digits by chance. */
export const isHash = (name: string): boolean => HASH.test(name);
const HASH = /^sha256:[0-9a-f]{64}$/;

/** Numbers are not accepted as texts, because a reader may already have rounded them. */
const noText = (input: unknown): string =>
  typeof input === 'number' || typeof input === 'bigint'
    ? 'must be a text: write it in quotes'
    : 'must be a text';

function faultOf(name: string): string | null {
  if (name.length > MAX_DECOMPOSED_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  if (!name.isWellFormed()) return 'is not well-formed Unicode (it contains half of a surrogate pair)';
  if (name === '') return 'is empty';
  if (name.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  if (Buffer.byteLength(name) > MAX_BYTES) return `is longer than ${MAX_BYTES} bytes in UTF-8`;
  if (/\p{Cc}/u.test(name)) return 'contains a control character';
  if (name.includes('#')) return 'contains "#", which separates the parts of a key';
  if (name.startsWith('@')) return 'begins with "@", which is reserved';
  if (name === '__proto__') return 'is "__proto__", which is reserved';
  return null;
}

/**
 * The name of a study, which becomes a path in both buckets. "unparsable" is the folder for messages without a
 * study.
 */
export const studyName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,63}$/,
    'must be 1 to 64 of a-z, 0-9, ".", "_" and "-", beginning with a letter or digit',
  )
  .refine((name) => name !== 'unparsable', 'is "unparsable", which is reserved');

/** Replaces the clinician or the specialty if a file gives none. It identifies no clinician. */
export const UNSPECIFIED = 'unspecified';
