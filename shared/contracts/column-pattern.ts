import * as z from 'zod';

/**
 * The words that a pattern of column names may contain. `part` only distinguishes the judgments of a row. `criterion` and
 * `answer` distinguish the scores of one judgment. Each of the others gives a field of the event.
 */
const PLACEHOLDERS = [
  'part',
  'item',
  'model',
  'clinician',
  'specialty',
  'first',
  'second',
  'criterion',
  'answer',
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** Placeholders that distinguish the scores of one judgment. */
export const OF_SCORES: readonly Placeholder[] = ['criterion', 'answer'];

/** A pattern such as `Q{item}_{criterion}`. There is one more fixed text than placeholders: `Q`, `_` and an empty text. */
export interface ColumnPattern {
  readonly texts: readonly string[];
  readonly placeholders: readonly Placeholder[];
}

/** Maximum number of placeholders of a pattern. It bounds the ways to divide a name. */
const MAX_PLACEHOLDERS = 4;

const PLACEHOLDER = /\{([^{}]*)\}/;

const isPlaceholder = (name: string): name is Placeholder =>
  (PLACEHOLDERS as readonly string[]).includes(name);

/** Reads the text of a pattern. Returns the reason as a text if it is none. */
export function readPattern(text: string): ColumnPattern | string {
  // A text that is split at a group contains the groups at its odd places.
  const pieces = text.split(PLACEHOLDER);
  const texts = pieces.filter((_, index) => index % 2 === 0);
  const names = pieces.filter((_, index) => index % 2 === 1);
  const placeholders = names.filter(isPlaceholder);
  if (placeholders.length < names.length || texts.some((fixed) => /[{}]/.test(fixed)))
    return `may contain braces only around ${PLACEHOLDERS.join(', ')}`;
  if (placeholders.length === 0) return 'must contain a placeholder, such as {item}';
  if (placeholders.length > MAX_PLACEHOLDERS) return `may contain at most ${MAX_PLACEHOLDERS} placeholders`;
  if (new Set(placeholders).size < placeholders.length) return 'contains a placeholder twice';
  if (texts.slice(1, -1).includes('')) return 'must have a text between two placeholders';
  return { texts, placeholders };
}

/** The text of a {@link ColumnPattern}. */
const columnPattern = z
  .string()
  .max(300)
  .superRefine((text, context) => {
    const read = readPattern(text);
    if (typeof read === 'string') context.addIssue({ code: 'custom', message: read, input: text });
  })
  .describe(
    'The names of columns, with placeholders in braces for the words that differ, such as "{item}_{criterion}". {part} gives no field.',
  );

/** The placeholders by which a pattern distinguishes the judgments of a row, in order. */
const partPlaceholders = (text: string): string[] => {
  const read = readPattern(text);
  return typeof read === 'string' ? [] : read.placeholders.filter((one) => !OF_SCORES.includes(one)).sort();
};

const isOfScores = (text: string): boolean => OF_SCORES.some((one) => text.includes(`{${one}}`));

/** The columns in which the judgments of a row differ, by patterns of their names. */
export const patternedParts = z
  .strictObject({
    columns: z
      .strictObject({
        outcome: columnPattern.optional(),
        score: columnPattern.optional(),
        clinician: columnPattern.optional(),
        specialty: columnPattern.optional(),
        at: columnPattern.optional(),
        item: columnPattern.optional(),
        first: columnPattern.optional(),
        second: columnPattern.optional(),
        first_answer: columnPattern.optional(),
        second_answer: columnPattern.optional(),
        model: columnPattern.optional(),
        answer: columnPattern.optional(),
        first_version: columnPattern.optional(),
        second_version: columnPattern.optional(),
        model_version: columnPattern.optional(),
      })
      .superRefine((given, context) => {
        const fault = faultInPatterns(given);
        if (fault !== null) context.addIssue({ code: 'custom', message: fault, input: given });
      }),
  })
  .describe('The names of the columns in which the judgments of a row differ.');
export type PatternedParts = z.output<typeof patternedParts>;

function faultInPatterns(given: Readonly<Record<string, string | undefined>>): string | null {
  const named = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined);
  if (given.outcome === undefined && given.score === undefined)
    return 'must name the column of the outcome, of the score, or both';
  const parts = named.map(([, text]) => partPlaceholders(text));
  if (new Set(parts.map((one) => one.join())).size > 1)
    return 'must have the same placeholders in all patterns, apart from {criterion} and {answer}';
  if (named.some(([field, text]) => field !== 'score' && isOfScores(text)))
    return 'may have {criterion} and {answer} only in the pattern of the score';
  const twice = named.find(([field]) => parts[0]?.includes(field));
  return twice ? `names ${twice[0]} as a column and as a placeholder; keep one of them` : null;
}
