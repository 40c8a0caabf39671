import type { Field, Mapping, Protocol } from '../../contracts/index.ts';
import { type RepeatedColumns, repeatedColumns } from '../formats/repeated-columns.ts';
import { toEdit } from './entries-to-edit.ts';
import { criterionNamed } from './guess.ts';

/** Columns of a row that probably hold several judgments, and the meaning of their words. */
export interface WideColumns {
  readonly columns: readonly string[];
  /** The pattern of their names. */
  readonly pattern: string;
  /** The words that stand for criteria. Empty if the names differ in one place only. */
  readonly criteria: readonly string[];
  /** A score of each column, to survey their values. */
  readonly scores: NonNullable<NonNullable<Mapping['scores']>['columns']>;
}

const CLINICIANS = /annotator|rater|judge|reviewer|reader|evaluator|expert|doctor|physician|clinician/i;
const MODELS = /model|llm|system/i;

/** The placeholder for the word that is no criterion, by the fixed texts of the names. */
function otherPlaceholder({ texts }: RepeatedColumns): string {
  if (texts.some((text) => CLINICIANS.test(text))) return '{clinician}';
  return texts.some((text) => MODELS.test(text)) ? '{model}' : '{item}';
}

/** Finds such columns among those that are not known as a field. */
export function wideColumns(
  all: readonly string[],
  guessed: ReadonlyMap<Field, string>,
  protocol: Protocol,
): WideColumns | null {
  if (guessed.has('first') && guessed.has('second')) return null;
  const known = new Set(guessed.values());
  const repeated = repeatedColumns(all.filter((name) => !known.has(name)));
  // Beside the column of a model, columns that differ in one word are criteria of one judgment.
  if (!repeated || (guessed.has('model') && repeated.texts.length === 2)) return null;
  const place = criterionPlace(repeated, protocol);
  const other = otherPlaceholder(repeated);
  const placeholders = repeated.texts.slice(1).map((_, index) => (index === place ? '{criterion}' : other));
  const pattern = repeated.texts.map((text, index) => text + (placeholders[index] ?? '')).join('');
  const words = [...repeated.words];
  return {
    columns: words.map(([name]) => name),
    pattern,
    criteria: place === null ? [] : [...new Set(words.map(([, parts]) => parts[place]!))],
    scores: Object.fromEntries(
      words.map(([name, parts]) => [
        name,
        { answer: 'model', criterion: place === null ? name : parts[place]! },
      ]),
    ),
  };
}

/** The place of the word that is a criterion: that with more names of criteria, and else the last of two places. */
function criterionPlace({ texts, words }: RepeatedColumns, protocol: Protocol): number | null {
  if (texts.length < 3) return null;
  const [first, second] = [0, 1].map(
    (place) =>
      [...new Set([...words.values()].map((parts) => parts[place]!))].filter(
        (word) => criterionNamed(word, protocol) !== null,
      ).length,
  );
  return first! > second! ? 0 : 1;
}

/**
 * The entries of a starting mapping for such columns. Facts that only a person knows are marked.
 * @param missing the required fields without a column
 */
export function wideEntries(
  { pattern, criteria }: WideColumns,
  protocol: Protocol,
  missing: readonly Field[],
): Record<string, unknown> {
  const isGrid = criteria.length > 0;
  const field = isGrid ? 'score' : toEdit('score, or outcome if the columns hold votes');
  const preference = isGrid
    ? ` If a column holds a preference between two answers, write "row": "vote" and name the column of each vote, such as "outcome": ${JSON.stringify(pattern.replace('{criterion}', criteria[0]!))}`
    : '';
  const meanings = criteria.map((word): [string, string] => [
    word,
    criterionNamed(word, protocol) ?? toEdit('a criterion of the protocol, or null to leave it out'),
  ]);
  const constants = [...missing, ...(isGrid ? [] : ['criterion'])]
    .filter((name) => !pattern.includes(`{${name}}`))
    .map((name) => [
      name,
      toEdit(`the ${name} of all these columns; remove it if they are votes, or if their names give it`),
    ]);
  return {
    ...(constants.length > 0 ? { constants: Object.fromEntries(constants) } : {}),
    several: {
      columns: {
        [field]: toEdit(
          `write ${JSON.stringify(pattern)}, with {item}, {model} or {clinician} for that in which the columns differ.${preference}`,
        ),
      },
    },
    ...(isGrid ? { labels: { criterion: Object.fromEntries(meanings) } } : {}),
  };
}
