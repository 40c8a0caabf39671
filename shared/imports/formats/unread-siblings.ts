import { type Mapping, type Note, unreadMore, unreadScores, unreadVotes } from '../../contracts/index.ts';
import { isObject } from '../../lib/index.ts';
import { type Access, accessTo, columnsOf, sourcesIn } from './access.ts';
import { criterionReader } from './cards.ts';
import type { Sample } from './format.ts';
import type { RecordReader } from './mapped-record.ts';
import { filterColumns } from './record-filter.ts';

/** Maximum number of columns that are named. Each is an attribute of the import's item. */
const MAX_NAMED_SIBLINGS = 20;

/** A column that is not read, and whose name is like that of a column with outcomes or scores. */
interface Sibling {
  readonly column: string;
  /** Whether a warning may quote the name. Columns may be named after clinicians. */
  readonly isQuotable: boolean;
  readonly noteOf: (column: string) => Note;
  /** Whether a record has a value in it that could be read. */
  readonly isIn: Access;
}

/**
 * Notes records with outcomes or scores in columns that the mapping does not read, but whose names differ in one word or
 * number from the name of a column that it reads.
 *
 * @param parts the mapping, or those of the judgments that a row holds
 * @param leftOut columns that are deliberately not read
 * @see docs/decisions/0113-name-columns-like-those-that-are-read.md
 */
export function notingSiblings(
  read: RecordReader,
  parts: readonly Mapping[],
  leftOut: readonly string[],
  sample: Sample,
): RecordReader {
  const siblings = siblingsOf(parts, leftOut, sample);
  if (siblings.length === 0) return read;
  const named = siblings.filter(({ isQuotable }) => isQuotable).slice(0, MAX_NAMED_SIBLINGS);
  const shown = new Set(named);
  const others = siblings.filter((sibling) => !shown.has(sibling));
  return (record, key) => {
    const made = read(record, key);
    if (made.form !== 'rows' || isLeftOut(made.notes)) return made;
    const has = ({ isIn }: Sibling) => isIn(record, key) === true;
    const notes = named.filter(has).map(({ column, noteOf }) => noteOf(column));
    const more = others.some(has) ? [unreadMore(others.length)] : [];
    return { ...made, notes: [...made.notes, ...notes, ...more] };
  };
}

const isLeftOut = (notes: readonly Note[]): boolean => notes.some((note) => note.startsWith('left_out'));

function siblingsOf(
  parts: readonly Mapping[],
  leftOut: readonly string[],
  { header, records }: Sample,
): Sibling[] {
  const read = new Set([
    ...parts.flatMap((part) => [...sourcesIn(part).flatMap(columnsOf), ...filterColumns(part)]),
    ...leftOut,
  ]);
  const unread = [...new Set(header ?? records.filter(isObject).flatMap(Object.keys))].filter(
    (name) => !read.has(name),
  );
  if (unread.length === 0) return [];
  const references = referencesIn(parts, header);
  // If a column names the clinicians, no column is named after one of them.
  const hasClinicians = parts.every(({ columns }) => Boolean(columns.clinician || columns.pseudonym));
  return unread.flatMap((column): Sibling[] => {
    const access = accessTo(column, header);
    const alike = shapesOf(column).find(({ shape }) => references.has(shape));
    if (!alike || !access) return [];
    const { noteOf, isReadable } = references.get(alike.shape)!;
    const isIn: Access = (record, key) => isReadable(access(record, key));
    return [{ column, noteOf, isIn, isQuotable: hasClinicians || !alike.isWord }];
  });
}

interface Reference {
  readonly noteOf: (column: string) => Note;
  readonly isReadable: (value: unknown) => boolean;
}

/** The columns with outcomes and scores that the parts read, by the shapes of their names. */
function referencesIn(parts: readonly Mapping[], header: readonly string[] | null): Map<string, Reference> {
  const references = new Map<string, Reference>();
  const add = (column: string, reference: Reference) => {
    for (const { shape } of shapesOf(column)) if (!references.has(shape)) references.set(shape, reference);
  };
  for (const part of parts) {
    const [outcome] = columnsOf(part.columns.outcome);
    if (part.row === 'vote' && outcome !== undefined)
      add(outcome, { noteOf: unreadVotes, isReadable: (value) => value !== undefined });
    const readScore = criterionReader(part);
    for (const [column, { criterion }] of Object.entries(part.scores?.columns ?? {})) {
      if (header && !accessTo(column, header)) continue;
      const isReadable = (value: unknown) => {
        const { score, fault } = readScore(criterion, value);
        return score !== undefined && fault === undefined;
      };
      add(column, { noteOf: unreadScores, isReadable });
    }
  }
  return references;
}

/** Words, and numbers, of a name. A capital letter begins a word, as in `scoreA`. */
const WORDS = /\p{Lu}?\p{Ll}+|\p{Lu}+|[\p{Lt}\p{Lm}\p{Lo}]+|\d+/gu;
const NUMBER = /^\d+$/;
const MAX_WORDS = 12;
const MAX_NAME_LENGTH = 300;

interface Shape {
  readonly shape: string;
  /** Whether the part that may differ is a word of several letters. */
  readonly isWord: boolean;
}

/**
 * The name of a column without one of its words or numbers, for each of them. Two names with a shape in common differ in
 * one place. A word may differ only if another word is the same.
 */
function shapesOf(column: string): Shape[] {
  const words = column.length > MAX_NAME_LENGTH ? [] : (column.match(WORDS) ?? []);
  if (words.length > MAX_WORDS) return [];
  return words.flatMap((word, index): Shape[] => {
    const rest = words.toSpliced(index, 1);
    const isNumber = NUMBER.test(word);
    const shape = (kind: string) => JSON.stringify([kind, index, ...rest]);
    return [
      ...(isNumber && rest.length > 0 ? [{ shape: shape('number'), isWord: false }] : []),
      ...(rest.some((one) => !NUMBER.test(one))
        ? [{ shape: shape('word'), isWord: !isNumber && word.length > 1 }]
        : []),
    ];
  });
}
