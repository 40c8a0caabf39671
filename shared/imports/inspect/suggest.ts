import type { Field, Mapping, Protocol } from '../../contracts/index.ts';
import { bareMapping, isReady, withReady } from '../formats/ready.ts';
import type { ColumnCounter } from './column-counter.ts';
import { criterionNamed, guessColumns } from './guess.ts';
import { type PairColumn, pairColumnOf } from './pair-column.ts';
import { guessPair, guessWinners, holdsFewWords, namedOutcomes, outcomeCandidates } from './pairs.ts';
import { mayNameRater } from './raters.ts';
import type { ReadLists } from './record-lists.ts';
import { type WideColumns, wideColumns } from './wide-start.ts';

/** The probable meaning of the columns of a file. It is used for surveys and starting mappings, never for imports. */
export interface Suggestion {
  /** A mapping, possibly incomplete. */
  readonly mapping: Mapping;
  /** If the column of the outcome is uncertain, its candidates, the most likely first. The mapping has the first. */
  readonly outcomes: readonly string[];
  /** The column that holds both models in one cell, whose pairs the mapping must name. */
  readonly pairColumn?: PairColumn;
  /** Columns of a row that probably hold several judgments. */
  readonly wide?: WideColumns;
  /** Whether the file has comparisons without the names of the models. */
  readonly isNameless?: boolean;
}

/** More sites than a study has. A column with more values may identify people. */
const MAX_SITES = 50;

/** Whether a column may hold the sites of a study: few values, each of them in several records. */
const holdsSites = ({ distinct, filled, hasMore, isPersonal }: ColumnCounter): boolean =>
  !hasMore && !isPersonal && distinct <= MAX_SITES && 2 * distinct <= filled;

type RowKind = NonNullable<Mapping['row']>;

/** The probable kind of records with these columns. */
function rowOf(guessed: ReadonlyMap<Field, string>): RowKind {
  if (guessed.has('first') && guessed.has('second')) return 'vote';
  return guessed.has('criterion') && guessed.has('score') ? 'score' : 'rating';
}

interface ScoreColumn {
  readonly answer: 'first' | 'second' | 'model';
  readonly criterion: string;
}

/** Columns that are named after a criterion. In votes, the name follows `first.` or `second.`. */
const scoreColumns = (
  columns: readonly string[],
  row: RowKind,
  protocol: Protocol,
): [column: string, ScoreColumn][] =>
  columns.flatMap((column): [string, ScoreColumn][] => {
    const [, answer = 'model', name = column] = /^(first|second)\.(.+)$/.exec(column) ?? [];
    const criterion = criterionNamed(name, protocol);
    const isOfRow = row === (answer === 'model' ? 'rating' : 'vote');
    return criterion === null || !isOfRow
      ? []
      : [[column, { answer: answer as ScoreColumn['answer'], criterion }]];
  });

/** The paths of choices in a Label Studio export without a choice between two sides. */
export const choicesAmong = (columns: readonly string[]): string[] =>
  columns.includes('pairwise') ? [] : columns.filter((path) => /^(choices|selected)\.[^.]+$/.test(path));

export interface Suggesting {
  readonly form: string;
  /** The columns whose names are unique. */
  readonly columns: readonly ColumnCounter[];
  /** Their names, and those of columns whose values are not counted. */
  readonly names: readonly string[];
  readonly lists: ReadLists;
  readonly protocol: Protocol;
}

/** Suggests a mapping from the names and the values of the columns. */
export function suggest({ form, columns, names, lists, protocol }: Suggesting): Suggestion {
  if (isReady(form)) return { mapping: suggestReady(form, names), outcomes: [] };
  const guessed = withPair(guessColumns(names), columns);
  const site = columns.find(({ name }) => name === guessed.get('site'));
  if (site && !holdsSites(site)) guessed.delete('site');
  const winners = guessed.has('first') || guessed.has('model') ? null : guessWinners(columns);
  if (winners) return { mapping: winnersMapping(winners, guessed, lists), outcomes: [] };
  const wide = wideColumns(names, guessed, protocol);
  const named = rowOf(guessed);
  const pairColumn = named === 'rating' && !wide && !guessed.has('model') ? pairColumnOf(columns) : null;
  const isNameless =
    !wide && named === 'rating' && !pairColumn && !guessed.has('model') && namedOutcomes(columns).length > 0;
  const row = pairColumn || isNameless ? 'vote' : named;
  const unused = new Set<Field>(
    row === 'vote' ? ['model', 'criterion', 'score'] : ['first', 'second', 'outcome'],
  );
  if (row === 'rating') unused.add('criterion').add('score');
  for (const field of unused) guessed.delete(field);
  const free = columns.filter(({ name }) => name !== pairColumn?.name);
  const { outcomes, namesModels } = row === 'vote' ? suggestOutcome(guessed, free) : NO_OUTCOME;
  const [outcome] = outcomes;
  if (outcome !== undefined) guessed.set('outcome', outcome);
  const scored = wide ? Object.entries(wide.scores) : scoreColumns(names, row, protocol);
  const { each } = lists;
  const mapping: Mapping = {
    row,
    columns: Object.fromEntries(guessed),
    constants: {},
    labels: {},
    time: {},
    ...(each === undefined ? {} : { each }),
    ...(namesModels ? { outcomeNamesModel: true } : {}),
    ...(scored.length === 0 ? {} : { scores: { columns: Object.fromEntries(scored) } }),
  };
  return { mapping, outcomes, isNameless, ...(pairColumn ? { pairColumn } : {}), ...(wide ? { wide } : {}) };
}

/**
 * A mapping of preferred and other models, which says nothing about their order of display.
 * @see docs/decisions/0109-unknown-order-of-display.md
 */
function winnersMapping(
  [first, second]: readonly [string, string],
  guessed: Map<Field, string>,
  { each }: ReadLists,
): Mapping {
  const others = [...guessed].filter(
    ([field, column]) => column !== first && column !== second && !NOT_OF_VOTES.has(field),
  );
  return {
    row: 'vote',
    columns: { ...Object.fromEntries(others), first, second, outcome: first },
    constants: {},
    labels: {},
    time: {},
    order: 'unknown',
    outcomeNamesModel: true,
    ...(each === undefined ? {} : { each }),
  };
}

const NOT_OF_VOTES = new Set<Field>(['model', 'criterion', 'score', 'outcome']);

const NO_OUTCOME = { outcomes: [], namesModels: false };

/** A known form with the facts that its project decides: the column of the outcome, and that of the specialty. */
function suggestReady(form: NonNullable<Mapping['reads']>, names: readonly string[]): Mapping {
  const ready = withReady(bareMapping(form));
  const [choice, another] = form === 'label-studio' ? choicesAmong(names) : [];
  const outcome = choice === undefined || another !== undefined ? {} : { outcome: choice };
  const specialty = guessColumns(names).get('specialty');
  const known = [ready.columns.specialty].flat();
  const isOther = specialty !== undefined && !known.includes(specialty);
  return {
    ...ready,
    columns: { ...ready.columns, ...outcome, ...(isOther ? { specialty } : {}) },
  };
}

/** Adds the two columns of models, if their names are not among the common ones. */
function withPair(guessed: Map<Field, string>, columns: readonly ColumnCounter[]): Map<Field, string> {
  if (guessed.has('first') && guessed.has('second')) return guessed;
  const pair = guessPair(columns.filter(({ name }) => !mayNameRater(name)));
  if (!pair) return guessed;
  const others = [...guessed].filter(([field, column]) => !pair.includes(column) && field !== 'model');
  return new Map([...others, ['first', pair[0]], ['second', pair[1]]]);
}

/** The column of the outcome. Several columns are candidates, if none has a common name and fitting words. */
function suggestOutcome(guessed: Map<Field, string>, columns: readonly ColumnCounter[]) {
  const models = columns.filter(({ name }) => [guessed.get('first'), guessed.get('second')].includes(name));
  const pair = new Set(models.flatMap((column) => column.values().map(([word]) => word)));
  const taken = new Set([...guessed].filter(([field]) => field !== 'outcome').map(([, column]) => column));
  const free = columns.filter(({ name }) => !taken.has(name));
  const candidates = outcomeCandidates(free, pair);
  const certain = free.find(
    (column) => column.name === guessed.get('outcome') && holdsFewWords(column),
  )?.name;
  if (certain === undefined) guessed.delete('outcome');
  const words =
    columns
      .find(({ name }) => name === (certain ?? candidates[0]))
      ?.values()
      .map(([word]) => word) ?? [];
  const namesModels = words.some((word) => pair.has(word));
  return { outcomes: certain === undefined ? candidates : [], namesModels };
}
