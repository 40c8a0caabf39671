import type { Mapping } from '../../contracts/index.ts';
import { columnsOf } from '../formats/access.ts';
import { isReady } from '../formats/ready.ts';
import type { ColumnCounter } from './column-counter.ts';
import type { Drafting } from './drafting.ts';
import { toEdit } from './entries-to-edit.ts';
import { mayNameRater, namesRater } from './raters.ts';
import { criteriaIn } from './starting-words.ts';
import type { ObservedRange } from './word-survey.ts';

/** Maximum number of columns that are proposed as scores. */
const MAX_SCORE_COLUMNS = 30;
/** Maximum number of different values of a column of scores: those of a scale from 0 to 100. */
const MAX_DISTINCT_SCORES = 101;
const MAX_LISTED_WORDS = 5;
const MAX_LISTED_VALUES = 30;

/** The columns of scores. Undefined if there are none. */
export function scoresToSay(drafting: Drafting): unknown {
  const { form, suggestion, profile, protocol } = drafting;
  if (form === 'label-studio') {
    const rated = new Set(profile.names.flatMap((path) => /^ratings\.([^.]+)\./.exec(path)?.[1] ?? []));
    const cards = [...rated].map((name) => [
      toEdit(`which answer ${name} is: first or second`),
      `ratings.${name}`,
    ]);
    return rated.size === 0 ? undefined : { cards: Object.fromEntries(cards) };
  }
  const { row, scores } = suggestion.mapping;
  if (isReady(form)) return undefined;
  const own = scores?.columns ? markingRivals(scores.columns) : {};
  const candidates = row === 'rating' ? scoreCandidates(drafting).slice(0, MAX_SCORE_COLUMNS) : [];
  const mark = toEdit(`${criteriaIn(protocol)}; or delete this column if it holds no scores`);
  const others = candidates.filter(({ name }) => !Object.hasOwn(own, name));
  const columns = { ...Object.fromEntries(others.map(({ name }) => [name, { criterion: mark }])), ...own };
  return Object.keys(columns).length === 0 ? undefined : { columns };
}

type ScoreColumns = NonNullable<NonNullable<Mapping['scores']>['columns']>;

/** Several columns may be named after one criterion. At most one of them holds its scores. */
function markingRivals(columns: ScoreColumns): object {
  const entries = Object.entries(columns);
  const rivals = Map.groupBy(entries, ([, { answer, criterion }]) => `${answer} ${criterion}`);
  return Object.fromEntries(
    entries.map(([name, column]) => {
      const { answer, criterion } = column;
      if (rivals.get(`${answer} ${criterion}`)!.length === 1) return [name, column];
      const mark = toEdit(`${criterion} in one of the columns with this name; or delete this column`);
      return [name, { answer, criterion: mark }];
    }),
  );
}

/** Columns of numbers, or of numbers with a few other words, that no field reads. */
function scoreCandidates({ suggestion, profile, repeated }: Drafting): ColumnCounter[] {
  const taken = new Set(Object.values(suggestion.mapping.columns).flat());
  return profile.columns.filter((column) => {
    const { name, distinct, hasMore, parts } = column;
    return (
      !taken.has(name) &&
      !repeated.has(name) &&
      !mayNameRater(name) &&
      !namesRater(name, profile.raters) &&
      parts === 0 &&
      !hasMore &&
      distinct <= MAX_DISTINCT_SCORES &&
      isOfScores(column)
    );
  });
}

/** Numbers with their words, as in `4 - Good` or `5 (very safe)`. */
const LABELLED_NUMBER = /^[+-]?\d{1,3}(?:\s*[-–—:.=()]+\s*|\s+)\(?\p{L}/u;

/** Whether at least half of the values are numbers, with or without words. */
function isOfScores(column: ColumnCounter): boolean {
  const { numbers, decimalCommas, filled } = column;
  const labelled = column
    .values()
    .filter(([word]) => LABELLED_NUMBER.test(word))
    .reduce((sum, [, count]) => sum + count, 0);
  const all = numbers + decimalCommas + labelled;
  return all > 0 && 2 * all >= filled;
}

/** The scale of the scores, with the range that was seen. */
export function scaleToSay(drafting: Drafting): string | object {
  const { survey, profile } = drafting;
  const columns = scoreColumnsOf(drafting);
  const observed = [...survey.scores.values()].filter(({ numbers }) => numbers > 0);
  const counted = columns.filter(({ numbers, decimalCommas }) => numbers + decimalCommas > 0);
  const ranges = counted.length > 0 ? counted.map(asRange) : observed;
  const seen = ranges.length === 0 ? 'no number was seen' : `seen ${rangeOf(ranges)}`;
  const words = columns
    .flatMap((column) => column.values().map(([word]) => word))
    .filter((word) => Number.isNaN(Number(word.replace(',', '.'))) && !namesRater(word, profile.raters));
  if (words.some((word) => LABELLED_NUMBER.test(word))) return valuesToSay(columns);
  const others = [...new Set(words)].slice(0, MAX_LISTED_WORDS).map((word) => JSON.stringify(word));
  return toEdit(
    `${seen}; write {"from": [1, 5], "to": [-2, 2]} if 1 is the worst score and 5 the best, {"from": [-2, 2]} if they are` +
      ' on our scale, and "missing": [0] if 0 means a missing score' +
      severalScales(ranges) +
      (others.length === 0
        ? ''
        : `; words were seen, such as ${others.join(', ')}: name them under "missing", or give each a score as {"values": {${others[0]}: 2}}`),
  );
}

/** A scale of words, of which each needs its score. */
function valuesToSay(columns: readonly ColumnCounter[]): object {
  const values = new Set(columns.flatMap((column) => column.values().map(([word]) => word)));
  const mark = toEdit('its score, from -2 (worst) to 2; or delete this line, and its rows are rejected');
  return {
    values: Object.fromEntries(
      [...values]
        .filter(isScoreWord)
        .slice(0, MAX_LISTED_VALUES)
        .map((word) => [word, mark]),
    ),
  };
}

/** Other words in a column of scores may be remarks, or clinicians. */
const isScoreWord = (word: string): boolean => LABELLED_NUMBER.test(word) || !Number.isNaN(Number(word));

/** The range of a column, with numbers that have a decimal comma. */
function asRange(column: ColumnCounter): ObservedRange {
  const all = column.values().map(([word]) => Number(word.replace(',', '.')));
  const numbers = all.filter((number) => !Number.isNaN(number));
  return {
    least: Math.min(...numbers),
    greatest: Math.max(...numbers),
    numbers: numbers.length,
    words: all.length - numbers.length,
  };
}

/** The columns of scores that the mapping names or proposes. */
function scoreColumnsOf(drafting: Drafting): ColumnCounter[] {
  const { scores, columns, row } = drafting.suggestion.mapping;
  const named = new Set([
    ...Object.keys(scores?.columns ?? {}),
    ...(row === 'score' ? columnsOf(columns.score) : []),
  ]);
  const proposed = row === 'rating' && !drafting.suggestion.wide ? scoreCandidates(drafting) : [];
  return drafting.profile.columns.filter((column) => named.has(column.name) || proposed.includes(column));
}

/** The greatest score of one column may be this many times that of another on the same scale. */
const MAX_RATIO_ON_ONE_SCALE = 3;

/** A hint if the scores are probably on several scales. */
function severalScales(ranges: readonly ObservedRange[]): string {
  const greatest = ranges.map((range) => range.greatest);
  return ranges.length > 1 && Math.max(...greatest) > MAX_RATIO_ON_ONE_SCALE * Math.min(...greatest)
    ? '; the columns differ, so declare the scale of a single criterion as "scales": {"accuracy": {"from": [0, 4]}}'
    : '';
}

const rangeOf = (ranges: readonly ObservedRange[]): string =>
  `${Math.min(...ranges.map(({ least }) => least))} to ${Math.max(...ranges.map(({ greatest }) => greatest))}`;
