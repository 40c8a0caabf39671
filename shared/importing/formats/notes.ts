import { createHash } from 'node:crypto';

/**
 * What was counted under a rule of ours because the file does not say it, or left out because it says so. Each is
 * counted, and told as a warning in the receipt.
 */
export const NOTES = {
  no_specialty:
    'without a specialty, counted under "unspecified"; name its column, or a constant, in a mapping',
  no_clinician:
    'without a clinician, counted as one clinician’s, so that no uncertainty can be estimated; name the column in a mapping',
  no_zone: 'with a time that names no zone, read as UTC; declare "time": {"zone"} in a mapping',
  preferred_only:
    'with scores of the preferred answer alone: failure rates then leave out what was not preferred',
  no_score: 'without a score, which make no event',
  cancelled: 'cancelled by their annotator, which make no event',
} as const;

const FOUND = 'found: ';
const NOT_FOUND = 'not_found: ';

/** A rule, or that the first record was met that has what the mapping names: the latter is counted, and not told. */
export type Note = keyof typeof NOTES | `${typeof FOUND}${string}`;

export const found = (path: string): Note =>
  `${FOUND}${path.length > MAX_KEY_LENGTH ? digestOf(path) : path}`;

/** Each of these notes is an attribute of the import's item, which holds 400 KB. */
const MAX_KEY_LENGTH = 200;
const digestOf = (path: string): string => createHash('sha256').update(path).digest('hex');
/** The warning that no record of a file has what its mapping names. */
export const notFound = (path: string): string => `${NOT_FOUND}${path}`;
export const isTold = (note: string): boolean => !note.startsWith(FOUND);

/** A warning in words, to be read after the number of records. */
export function noteInWords(note: string): string {
  if (note.startsWith(NOT_FOUND))
    return `without anything under ${JSON.stringify(note.slice(NOT_FOUND.length))}, which the mapping names`;
  return Object.hasOwn(NOTES, note) ? NOTES[note as keyof typeof NOTES] : note;
}
