import type { Field, Protocol } from '../../contracts/index.ts';
import { criterionNameReader } from '../formats/criterion-names.ts';
import { repeatedColumns } from '../formats/repeated-columns.ts';

/**
 * Common names of columns, the most specific first. A guess is only written into a mapping that a person reviews.
 * Imports never use it.
 */
const COMMON_NAMES: readonly (readonly [Field, RegExp])[] = [
  ['first', /^(first|model_?a|left|model_?1|answer_?a_?model|(first|left|chosen|winning)_?model)$/],
  ['second', /^(second|model_?b|right|model_?2|answer_?b_?model|(second|right|rejected|losing)_?model)$/],
  ['outcome', /^(outcome|winner|win|vote|preference|preferred|better|choice|verdict|pairwise|result|label)$/],
  ['model', /^(model|llm|model_?name|system|model_?id)$/],
  ['criterion', /^(criterion|dimension|metric|category|aspect|criteria)$/],
  ['score', /^(score|rating|stars|points|grade|likert)$/],
  [
    'clinician',
    /^(clinician|rater|judge|annotator|worker|evaluator|user|reviewer|physician|doctor|annotation\.by)(_?id)?(\.value)?$/,
  ],
  ['specialty', /^(data\.)?(specialty|speciality|specialization|department|field|area|domain)$/],
  ['country', /^(country|country_?code)$/],
  ['judgment', /^(judgment|judgement|id|uuid|vote_?id|contribution_?id|annotation_?id|record_?id)$/],
  ['item', /^(item|question_?id|item_?id|prompt_?id|task\.id|case_?id)$/],
  ['at', /^(at|timestamp|tstamp|time|date|created_?at|submitted_?at|when)$/],
];

const plain = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');

/** Guesses the fields of columns. Each column is the source of at most one field. */
export function guessColumns(columns: readonly string[]): Map<Field, string> {
  const guessed = new Map<Field, string>();
  for (const [field, names] of COMMON_NAMES) {
    const taken = new Set(guessed.values());
    const column = columns.find((name) => names.test(plain(name)) && !taken.has(name));
    if (column !== undefined) guessed.set(field, column);
  }
  return guessed;
}

/** Whether a column has the preferred model of each comparison, so that it is no place of display. */
export const isPreferred = (column: string): boolean => /^(chosen|winning)_?model$/.test(plain(column));

/**
 * Minimum number of recognised columns. Fewer may be a coincidence, because a row of data can contain `first` and
 * `second`.
 */
const MIN_RECOGNISED_COLUMNS = 3;

/**
 * Whether a first line is certainly a header. In a table without a header, the first row contains a clinician's name.
 * Columns whose names differ in two places are a header. Those that differ in one place count as one recognised column.
 */
export function isHeader(names: readonly string[]): boolean {
  const places = (repeatedColumns(names)?.texts.length ?? 1) - 1;
  return places === 2 || guessColumns(names).size + places >= MIN_RECOGNISED_COLUMNS;
}

/** The criterion of the protocol with this id or label. Null if there is none. */
export function criterionNamed(name: string, { criteria }: Protocol): string | null {
  const found = criterionNameReader(criteria)(name);
  return typeof found === 'string' ? found : null;
}

/** The usual meaning of an outcome word. Undefined if only a person can decide. */
export const outcomeNamed = (word: string): string | undefined => OUTCOME_WORDS.get(plain(word));

const OUTCOME_WORDS = new Map([
  ...['first', 'model_a', 'a', 'left'].map((word) => [word, 'first'] as const),
  ...['second', 'model_b', 'b', 'right'].map((word) => [word, 'second'] as const),
  ...['tie', 'draw', 'equal'].map((word) => [word, 'tie'] as const),
  ...['both_bad', 'tie_(bothbad)', 'bothbad'].map((word) => [word, 'both_bad'] as const),
]);
