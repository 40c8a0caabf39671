import type { ColumnCounter } from './column-counter.ts';
import { outcomeNamed } from './guess.ts';
import { mayNameRater, wordsOfName } from './raters.ts';

/** Words that name the two sides of a comparison. */
const OTHER_SIDE = new Map([
  ['a', 'b'],
  ['1', '2'],
  ['0', '1'],
  ['one', 'two'],
  ['first', 'second'],
  ['left', 'right'],
  ['x', 'y'],
  ['erste', 'zweite'],
  ['links', 'rechts'],
]);
/** Words for the preferred answer and the other one. They do not tell which was displayed first. */
const LOSING_SIDE = new Map([
  ['chosen', 'rejected'],
  ['winner', 'loser'],
  ['preferred', 'other'],
  ['better', 'worse'],
  ['winning', 'losing'],
]);
const MODEL_WORDS = new Set(
  'model models llm m system policy assistant engine bot modell modele modèle modelo modello'.split(' '),
);
const ANSWER_WORDS = new Set('answer response option candidate side output completion arm'.split(' '));
const OUTCOME_WORDS = new Set(
  'outcome winner win won vote preference preferred pref better best choice chosen verdict'.split(' '),
);

/** Maximum number of different words of an outcome. */
const MAX_OUTCOME_WORDS = 20;
/** The greatest number that stands for an outcome: a 12 for a tie of 1 and 2. */
const MAX_OUTCOME_CODE = 12;

/** The columns of the two models of a comparison, by their names and values. Null if there are none. */
export const guessPair = (columns: readonly ColumnCounter[]): ColumnPair | null =>
  pairWith(columns, OTHER_SIDE);

/** The columns of the preferred model and the other one. Null if there are none. */
export const guessWinners = (columns: readonly ColumnCounter[]): ColumnPair | null =>
  pairWith(columns, LOSING_SIDE);

type ColumnPair = readonly [first: string, second: string];
type Sides = ReadonlyMap<string, string>;

function pairWith(columns: readonly ColumnCounter[], sides: Sides): ColumnPair | null {
  const named = new Map(
    columns.filter(mayNameModels).map((column) => [wordsOfName(column.name).join(' '), column]),
  );
  const pairs = [...named].flatMap(([, first]) =>
    otherSides(first.name, sides).flatMap((name) => {
      const second = named.get(name);
      const likelihood = second ? likelihoodOf(first, second, sides) : 0;
      return second && likelihood > 0 ? [{ first, second, likelihood }] : [];
    }),
  );
  const [best] = pairs.sort((a, b) => b.likelihood - a.likelihood);
  return best ? [best.first.name, best.second.name] : null;
}

/** Whether the values are short texts. */
const mayNameModels = (column: ColumnCounter): boolean =>
  column.filled > 0 && !column.isNumeric && !column.isPersonal && column.parts === 0 && isShort(column);

const isShort = (column: ColumnCounter): boolean => column.values().every(([word]) => !word.endsWith('…'));

/** The names of the other side: the same words except for one. */
function otherSides(name: string, sides: Sides): string[] {
  const words = wordsOfName(name);
  return words.flatMap((word, index) => {
    const other = sides.get(word);
    return other === undefined ? [] : [words.with(index, other).join(' ')];
  });
}

function likelihoodOf(first: ColumnCounter, second: ColumnCounter, sides: Sides): number {
  const rest = wordsOfName(first.name).filter((word) => !sides.has(word) && !/^\d+$/.test(word));
  if (rest.some((word) => MODEL_WORDS.has(word))) return 2;
  const words = new Set(first.values().map(([word]) => word));
  const isShared = second.values().some(([word]) => words.has(word));
  return isShared && rest.every((word) => ANSWER_WORDS.has(word)) ? 1 : 0;
}

/**
 * The columns that probably hold the outcome of comparisons, the most likely first. Other columns of words are none,
 * because their words are shown, and may be clinicians.
 * @param pair the words of the two columns of models
 */
export function outcomeCandidates(columns: readonly ColumnCounter[], pair: ReadonlySet<string>): string[] {
  const likelihoods = columns.map((column) => ({ column, likelihood: outcomeLikelihood(column, pair) }));
  return likelihoods
    .filter(({ likelihood }) => likelihood > 0)
    .sort((a, b) => b.likelihood - a.likelihood)
    .map(({ column }) => column.name);
}

/** The columns that certainly hold the outcome of comparisons, by their names. */
export const namedOutcomes = (columns: readonly ColumnCounter[]): string[] =>
  columns.filter((column) => outcomeLikelihood(column, new Set()) >= NAMED).map(({ name }) => name);

/** The likelihood of a column that is named like an outcome. */
const NAMED = 3;

/** Whether the values of a column are few and short. */
export const holdsFewWords = (column: ColumnCounter): boolean =>
  column.distinct > 0 && column.distinct <= MAX_OUTCOME_WORDS && !column.isPersonal && isShort(column);

function outcomeLikelihood(column: ColumnCounter, pair: ReadonlySet<string>): number {
  const { name } = column;
  if (!holdsFewWords(column)) return 0;
  const isNamed = wordsOfName(name).some((word) => OUTCOME_WORDS.has(word));
  const words = column.values().map(([word]) => word);
  const isKnown = words.every((word) => outcomeNamed(word) !== undefined);
  const namesModels = words.filter((word) => pair.has(word)).length * 2 >= words.length;
  const isCode = column.isNumeric && Number(column.greatest) <= MAX_OUTCOME_CODE;
  if (mayNameRater(name) && !isKnown && !isCode) return 0;
  if (isNamed || isKnown || namesModels)
    return 1 + Number(isNamed) * (NAMED - 1) + Number(isKnown || namesModels);
  return isCode ? 0.5 : 0;
}
