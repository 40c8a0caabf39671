import { createHash } from 'node:crypto';

const COUNTED_APART =
  'that differ from each other only in case, blanks, hyphens or similar characters, and are counted apart; declare aliases in the protocol if they are one';

/**
 * Rules that Primum applied because the file gives no value, and records that the file itself excludes. Each use is
 * counted and reported as a warning in the receipt.
 */
export const NOTES = {
  no_specialty:
    'without a specialty, counted under "unspecified"; name its column, or a constant, in a mapping',
  no_clinician:
    'without a clinician, counted as those of one clinician, so that no uncertainty can be estimated; name the column in a mapping',
  no_zone: 'with a time that names no zone, read as UTC; declare "time": {"zone"} in a mapping',
  preferred_only: 'with scores of only the preferred answer, so that failure rates exclude the other answer',
  order_unknown:
    'of which the file does not say which answer was displayed first, placed by a digest; set "orderUnknown": true in the protocol, so that the audit states no share of the answer displayed first',
  empty_row: 'with only empty fields, which make no event',
  no_score: 'without a score, which make no event',
  similar_models: COUNTED_APART,
  similar_specialties: COUNTED_APART,
  similar_clinicians:
    'whose ids differ from each other only in case, blanks, hyphens or similar characters, and who count as different people; write one id if they are one person',
  cancelled: 'cancelled by their annotator, which make no event',
  ground_truth: 'that are gold answers, which make no event',
  no_element: 'without an element in the list under "each", which make no event',
  empty_part: 'without an outcome or a score, which make no event',
  copied: 'that are copies of another annotation, which make no event',
  mostly_failures:
    'most of whose scores are failures (−1 or −2), which is nearly every rated record of the file; check that "scale" in the mapping names its worst score first',
} as const;

const MAKES_NO_EVENT = 'which make no event';
const FOUND = 'found: ';
const TALLY = 'tally: ';
/** A record with scores, read on a declared scale. */
export const RATED: Note = `${TALLY}rated`;
/** Such a record, most of whose scores are failures. */
export const FAILING: Note = `${TALLY}failing`;
const NOT_FOUND = 'not_found: ';

const LEFT_OUT = 'left_out: ';
const MORE_ELEMENTS = 'more_elements: ';
const UNREAD_VOTES = 'unread_votes: ';
const UNREAD_SCORES = 'unread_scores: ';
const UNREAD_MORE = 'unread_columns: ';
const NOT_LEFT_OUT = 'not_left_out: ';

/**
 * A rule, the condition by which the mapping leaves out a record, or a sign that a record has a place that the mapping
 * names, or scores. Signs are counted but not reported.
 */
export type Note =
  | keyof typeof NOTES
  | `${typeof FOUND | typeof TALLY}${string}`
  | `${typeof LEFT_OUT | typeof NOT_LEFT_OUT | typeof MORE_ELEMENTS}${string}`
  | `${typeof UNREAD_VOTES | typeof UNREAD_SCORES | typeof UNREAD_MORE}${string}`;

/** The condition of a mapping that leaves out a record. */
export const leftOut = (by: 'only' | 'except', column: string): Note => `${LEFT_OUT}${by}.${column}`;

export const found = (path: string): Note => `${FOUND}${inKey(path)}`;

const inKey = (path: string): string => (path.length > MAX_KEY_LENGTH ? digestOf(path) : path);

/** Maximum length of a key. Each of these notes is an attribute of the import's item, which holds 400 KB. */
const MAX_KEY_LENGTH = 200;
const digestOf = (path: string): string => createHash('sha256').update(path).digest('hex');
/** The warning that no record of a file has a place that its mapping names. */
export const notFound = (path: string): string => `${NOT_FOUND}${path}`;
export const isReported = (note: string): boolean => !note.startsWith(FOUND) && !note.startsWith(TALLY);

/** Minimum number of rated records from which the share of failing ones is a sign of a scale in the wrong direction. */
const MIN_RATED = 20;
const MIN_FAILING_PERCENT = 90;

/**
 * The number of records with mostly failures, if they are nearly all rated records of a file. Null otherwise. The scale
 * may then name its best score first.
 */
export function mostlyFailures(notes: ReadonlyMap<string, number>): number | null {
  const [rated, failing] = [notes.get(RATED) ?? 0, notes.get(FAILING) ?? 0];
  return rated >= MIN_RATED && 100 * failing >= MIN_FAILING_PERCENT * rated ? failing : null;
}

/** Whether a warning counts records, annotations or elements that make no event, by a condition or by their form. */
export const isLeftOut = (note: string): boolean =>
  note.startsWith(LEFT_OUT) || (Object.hasOwn(NOTES, note) && noteInWords(note).endsWith(MAKES_NO_EVENT));

/** The note that a record counts, although the known form of its file would leave it out. */
export const notLeftOut = (note: Note): Note => `${NOT_LEFT_OUT}${note.slice(LEFT_OUT.length)}`;

/** The note that a list of a record holds more elements than a mapping names. */
export const moreElements = (path: string): Note => `${MORE_ELEMENTS}${path}`;

/** The note that a record has a value in a column like that of the outcome, which a mapping does not read. */
export const unreadVotes = (column: string): Note => `${UNREAD_VOTES}${inKey(column)}`;

/** The note that a record has a score in a column like those of scores, which a mapping does not read. */
export const unreadScores = (column: string): Note => `${UNREAD_SCORES}${inKey(column)}`;

/** The note that a record has a value in a number of such columns, which are not named. */
export const unreadMore = (columns: number): Note => `${UNREAD_MORE}${columns}`;

/** The things that a warning counts, as one and as several. */
export const unitOfNote = (note: string): readonly [one: string, several: string] =>
  UNITS.get(note) ?? ['record', 'records'];

/** Whether a warning is about the names of a file, and not about its records. */
export const isAboutNames = (note: string): boolean => NAME_UNITS.has(note);

type Unit = readonly [one: string, several: string];
const NAME_UNITS: ReadonlyMap<string, Unit> = new Map([
  ['similar_models', ['model', 'models']],
  ['similar_specialties', ['specialty', 'specialties']],
  ['similar_clinicians', ['clinician', 'clinicians']],
]);
const UNITS: ReadonlyMap<string, Unit> = new Map([
  ...NAME_UNITS,
  ['empty_part', ['part of a row', 'parts of rows']],
]);

/** A warning in words, to follow the number of things in {@link unitOfNote}. */
export function noteInWords(note: string): string {
  if (note.startsWith(NOT_FOUND))
    return `without a value under ${JSON.stringify(note.slice(NOT_FOUND.length))}, which the mapping names`;
  if (note.startsWith(MORE_ELEMENTS)) {
    const path = JSON.stringify(note.slice(MORE_ELEMENTS.length));
    return `with more elements under ${path} than the mapping reads; "each": ${path} reads all of them`;
  }
  if (note.startsWith(UNREAD_VOTES))
    return `with a value under ${JSON.stringify(note.slice(UNREAD_VOTES.length))}, which is named like the outcome and is not read; "several" in the mapping reads such columns, too`;
  if (note.startsWith(UNREAD_SCORES))
    return `with a score under ${JSON.stringify(note.slice(UNREAD_SCORES.length))}, which is named like the columns of scores and is not read; name it under "scores" or "several" of the mapping`;
  if (note.startsWith(UNREAD_MORE))
    return `with a value in other columns that are named like those of outcomes and scores and are not read, in all ${note.slice(UNREAD_MORE.length)}; name them under "scores" or "several" of the mapping`;
  if (note.startsWith(LEFT_OUT))
    return `left out by ${note.slice(LEFT_OUT.length)} of the mapping or of the known form, which make no event`;
  if (note.startsWith(NOT_LEFT_OUT))
    return `that the known form of this file leaves out by ${note.slice(NOT_LEFT_OUT.length)}, and that count here; name the form under "reads", or the condition, in the mapping`;
  return Object.hasOwn(NOTES, note) ? NOTES[note as keyof typeof NOTES] : note;
}
