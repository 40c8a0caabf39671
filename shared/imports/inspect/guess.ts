import type { Field, Protocol } from '../../contracts/index.ts';
import { criterionNameReader } from '../formats/criterion-names.ts';
import { repeatedColumns } from '../formats/repeated-columns.ts';

/**
 * Common names of columns, the most specific first. A guess is only written into a mapping that a person reviews.
 * Imports never use it.
 */
const COMMON_NAMES: readonly (readonly [Field, RegExp])[] = [
  ['first', /^(first|model_?a|left|model_?1|answer_?a_?model|(first|left)_?model)$/],
  ['second', /^(second|model_?b|right|model_?2|answer_?b_?model|(second|right)_?model)$/],
  [
    'outcome',
    /^(outcome|winner|win|won|vote|preference|preferred|pref|better|best|choice|verdict|pairwise|result|label)$/,
  ],
  ['model', /^(model|llm|model_?name|system|model_?id|modell|modele|modèle|modelo|modello)$/],
  ['first_version', /^(first_?version|version_?(a|1)|model_?(a|1)_?version)$/],
  ['second_version', /^(second_?version|version_?(b|2)|model_?(b|2)_?version)$/],
  ['model_version', /^(model_?version|version|release)$/],
  ['criterion', /^(criterion|dimension|metric|category|aspect|criteria)$/],
  ['score', /^(score|rating|stars|points|grade|likert)$/],
  [
    'clinician',
    /^(clinician|rater|judge|annotator|worker|evaluator|user|reviewer|physician|doctor|who|annotation\.by|bewerter|gutachter|évaluateur|evaluateur|evaluador)(_?id)?(\.value)?$/,
  ],
  [
    'specialty',
    /^(data\.)?(specialty|speciality|specialization|department|field|area|domain|fach|fachgebiet|spécialité|specialite|especialidad|specialità)$/,
  ],
  [
    'site',
    /^(data\.)?(site|hospital|centre|center|clinic|institution|organi[sz]ation|klinik|krankenhaus|spital|hôpital|hopital|ospedale)(_?(id|name))?$/,
  ],
  ['country', /^(country|country_?code)$/],
  ['judgment', /^(judgment|judgement|id|uuid|vote_?id|contribution_?id|annotation_?id|record_?id)$/],
  ['item', /^(item|question_?id|item_?id|prompt_?id|task\.id|case_?id|case|question)$/],
  ['at', /^(at|timestamp|tstamp|time|date|created_?at|submitted_?at|when|end_?date|recorded_?date)$/],
];

const plain = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');

/**
 * Guesses the fields of columns. Each column is the source of at most one field. A path is also known by the name of its
 * last member, if no other path has this name.
 */
export function guessColumns(columns: readonly string[]): Map<Field, string> {
  const guessed = new Map<Field, string>();
  const taken = new Set<string>();
  for (const nameOf of [plain, lastMember])
    for (const [field, names] of COMMON_NAMES) {
      if (guessed.has(field)) continue;
      const found = columns.filter((name) => names.test(nameOf(name)) && !taken.has(name));
      const [column] = nameOf === plain || found.length === 1 ? found : [];
      if (column === undefined) continue;
      guessed.set(field, column);
      taken.add(column);
    }
  return guessed;
}

const lastMember = (path: string): string => plain(path.slice(path.lastIndexOf('.') + 1));

/**
 * Minimum number of recognised columns. Fewer may be a coincidence, because a row of data can contain `first` and
 * `second`.
 */
const MIN_RECOGNISED_COLUMNS = 3;

/** The preferred model of each comparison, or the other one. */
const PREFERRED = /^(chosen|winning|rejected|losing)_?model$/;

/**
 * Whether a first line is certainly a header. In a table without a header, the first row contains a clinician's name.
 * Columns whose names differ in two places are a header. Those that differ in one place count as one recognised column.
 */
export function isHeader(names: readonly string[]): boolean {
  const places = (repeatedColumns(names)?.texts.length ?? 1) - 1;
  const preferred = names.filter((name) => PREFERRED.test(plain(name))).length;
  return places === 2 || guessColumns(names).size + preferred + places >= MIN_RECOGNISED_COLUMNS;
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
