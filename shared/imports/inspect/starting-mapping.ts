import type { Field, Mapping, Protocol, Ready } from '../../contracts/index.ts';
import { bareMapping, isReady, withReady } from '../formats/ready.ts';
import { criterionNamed, guessColumns, isPreferred, outcomeNamed } from './guess.ts';
import { openFactsToSay, toEdit } from './open-facts-to-say.ts';
import { pairIn } from './pair-column.ts';
import type { ObservedRange, Survey } from './survey.ts';
import { type WideColumns, wideColumns, wideEntries } from './wide-start.ts';

/** The probable kind of records with these columns. */
function rowOf(guessed: ReadonlyMap<Field, string>): 'vote' | 'rating' | 'score' {
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
  row: 'vote' | 'rating' | 'score',
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
const choicesAmong = (columns: readonly string[]): string[] =>
  columns.includes('pairwise') ? [] : columns.filter((path) => /^(choices|selected)\.[^.]+$/.test(path));

/**
 * The mapping that the names in a file suggest, possibly incomplete. It is used for surveys, never for imports.
 * @param keyColumn the column by which a lookup gives the models
 */
export function suggested(
  form: string,
  columns: readonly string[],
  protocol: Protocol,
  keyColumn: string | null,
): Mapping {
  if (isReady(form)) {
    const ready = withReady(bareMapping(form));
    const [choice, another] = form === 'label-studio' ? choicesAmong(columns) : [];
    return choice === undefined || another !== undefined
      ? ready
      : { ...ready, columns: { ...ready.columns, outcome: choice } };
  }
  const guessed = guessColumns(columns);
  const wide = wideColumns(columns, guessed, protocol);
  const row = keyColumn === null ? rowOf(guessed) : 'vote';
  const first = guessed.get('first');
  const preferred = first !== undefined && isPreferred(first);
  if (preferred) guessed.set('outcome', first);
  const unused = new Set<Field>(
    row === 'vote' ? ['model', 'criterion', 'score'] : ['first', 'second', 'outcome'],
  );
  if (row === 'rating') unused.add('criterion').add('score');
  const kept = [...guessed].filter(([field]) => !unused.has(field));
  const scored = wide ? Object.entries(wide.scores) : scoreColumns(columns, row, protocol);
  return {
    row,
    columns: Object.fromEntries(kept),
    constants: {},
    labels: {},
    time: {},
    ...(preferred ? { order: 'unknown' as const, outcomeNamesModel: true } : {}),
    ...(scored.length === 0 ? {} : { scores: { columns: Object.fromEntries(scored) } }),
  };
}

const REQUIRED: Readonly<Record<string, readonly Field[]>> = {
  vote: ['clinician', 'first', 'second', 'outcome'],
  rating: ['clinician', 'model'],
  score: ['clinician', 'model', 'criterion', 'score'],
};

/**
 * A starting mapping as JSON. Entries that only a person can decide are marked, and the mapping is refused until they
 * are filled in.
 */
export function startingMapping(
  form: string,
  survey: Survey,
  protocol: Protocol,
  keyColumn: string | null,
): Record<string, unknown> {
  const columns = [...survey.columns];
  const base = suggested(form, columns, protocol, keyColumn);
  const pairs = keyColumn === null || isReady(form) ? null : pairsToSay(survey, keyColumn);
  const wide = isReady(form) ? null : wideColumns(columns, guessColumns(columns), protocol);
  if (wide) return wideStart(form, wide, base, { survey, protocol });
  const scores = scoresToSay(form, base, survey);
  const isModel = (word: string) => base.outcomeNamesModel === true || pairs?.models.has(word) === true;
  const labels = labelsToSay(base, survey, protocol, isModel);
  return {
    ...(isReady(form)
      ? { reads: form, ...outcomeToSay(form, base, columns) }
      : { row: base.row, columns: columnsToSay(base, columns, pairs !== null) }),
    ...(pairs?.entries ?? {}),
    ...(base.order === 'unknown' && !isReady(form) ? { order: base.order, outcomeNamesModel: true } : {}),
    ...openFactsToSay(form, survey, keyColumn),
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
    ...(scores ? { scores } : {}),
    ...(survey.scores.size > 0 || scores ? { scale: scaleToSay(survey) } : {}),
  };
}

/** The starting mapping of rows that hold several judgments. */
function wideStart(
  form: string,
  wide: WideColumns,
  { row, columns }: Mapping,
  { survey, protocol }: { readonly survey: Survey; readonly protocol: Protocol },
): Record<string, unknown> {
  const held = new Set(wide.columns);
  const others = [...survey.columns].filter((column) => !held.has(column));
  const { clinician, ...absent } = absentIn({ row, columns }, others);
  const shared = [...Object.keys(absent), ...(wide.criteria.length === 0 ? ['criterion'] : [])];
  const constants = shared
    .filter((field) => !wide.pattern.includes(`{${field}}`))
    .map((field) => [
      field,
      toEdit(`the ${field} of all these columns; remove it if they are votes, or if their names give it`),
    ]);
  return {
    row,
    columns: {
      ...(clinician === undefined || wide.pattern.includes('{clinician}') ? {} : { clinician }),
      ...columns,
    },
    ...(constants.length > 0 ? { constants: Object.fromEntries(constants) } : {}),
    ...wideEntries(wide, protocol, toEdit),
    ...(form === 'qualtrics' ? { only: { Status: [0, 'IP Address'] } } : {}),
    scale: scaleToSay(survey),
  };
}

/** The column of the outcome, if its name depends on the project that labelled the records. */
function outcomeToSay(form: Ready, { columns }: Mapping, all: readonly string[]): object {
  const choices = form === 'label-studio' ? choicesAmong(all) : all;
  if (form === 'label-studio' ? choices.length === 0 : form !== 'label-studio-min') return {};
  const column = choices.length === 1 ? columns.outcome : outcomeToEdit(choices);
  return { columns: { outcome: column } };
}

const outcomeToEdit = (columns: readonly string[]): string =>
  toEdit(`the column of the outcome, one of: ${columns.slice(0, 30).join(', ')}`);

const columnsToSay = (
  mapping: Mapping,
  all: readonly string[],
  hasPairs: boolean,
): Record<string, unknown> => ({
  ...absentIn(mapping, all, hasPairs),
  ...mapping.columns,
});

/** The required fields without a column, each with the columns to select from. */
function absentIn(
  { row, columns }: Pick<Mapping, 'row' | 'columns'>,
  all: readonly string[],
  hasPairs = false,
): Record<string, string> {
  const isLookedUp = (field: Field) => hasPairs && (field === 'first' || field === 'second');
  const absent = (REQUIRED[row ?? 'vote'] ?? []).filter((field) => !columns[field] && !isLookedUp(field));
  const list = all.slice(0, 30).join(', ');
  return Object.fromEntries(
    absent.map((field) => [field, toEdit(`the column of the ${field}, one of: ${list}`)]),
  );
}

/** The models of each text that has two of them. */
function pairsToSay({ keys, outcomes }: Survey, keyColumn: string) {
  const pairs = [...keys].flatMap((key) => {
    const pair = pairIn(key);
    return pair ? [[key, { first: pair[0], second: pair[1] }] as const] : [];
  });
  const models = new Set(pairs.flatMap(([, { first, second }]) => [first, second]));
  const names = [...outcomes.keys()].some((word) => models.has(word));
  const entries = {
    lookup: { by: keyColumn, entries: Object.fromEntries(pairs) },
    order: toEdit('displayed, if the first model of each pair was displayed first, or else unknown'),
    ...(names ? { outcomeNamesModel: true } : {}),
  };
  return { models, entries };
}

function scoresToSay(form: string, { row, scores }: Mapping, { columns }: Survey): unknown {
  if (form === 'label-studio') {
    const rated = new Set([...columns].flatMap((path) => /^ratings\.([^.]+)\./.exec(path)?.[1] ?? []));
    const cards = [...rated].map((name) => [
      toEdit(`which answer ${name} is: first or second`),
      `ratings.${name}`,
    ]);
    return rated.size === 0 ? undefined : { cards: Object.fromEntries(cards) };
  }
  if (row !== 'rating') return scores;
  return scores ?? { columns: { [toEdit('a column of scores')]: { criterion: toEdit('its criterion') } } };
}

function labelsToSay(
  mapping: Mapping,
  survey: Survey,
  protocol: Protocol,
  isModel: (word: string) => boolean,
): Record<string, unknown> {
  const known = mapping.labels.outcome ?? {};
  const words = [...survey.outcomes.keys()].filter((word) => !word.startsWith('('));
  const unknown = words.filter((word) => !Object.hasOwn(known, word) && !isModel(word));
  const meaning = (word: string): [string, string] => [
    word,
    outcomeNamed(word) ?? toEdit('first, second, tie or both_bad'),
  ];
  // In long form, only ids are read without a label. In an object of scores, other names of criteria are, too.
  const isReadAsIs = (name: string) =>
    mapping.row === 'score'
      ? criterionNamed(name, protocol) === name
      : criterionNamed(name, protocol) !== null;
  const criteria = mapping.scores?.columns
    ? []
    : [...survey.scores.keys()].filter((name) => !isReadAsIs(name));
  const all = [...survey.scores.keys()].map((name): [string, string] => [
    name,
    criterionNamed(name, protocol) ?? toEdit('a criterion of the protocol, or null to leave it out'),
  ]);
  return {
    ...(mapping.row === 'vote' && unknown.length > 0
      ? { outcome: { ...known, ...Object.fromEntries(unknown.slice(0, 20).map(meaning)) } }
      : {}),
    ...(criteria.length > 0 ? { criterion: Object.fromEntries(all) } : {}),
    ...(survey.countries.size > 0
      ? { country: Object.fromEntries([...survey.countries].map((name) => [name, countryCode(name)])) }
      : {}),
  };
}

const LAST = 'Z'.charCodeAt(0);
const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(LAST - 25 + index));

/** The code of a country from its English name. */
function countryCode(name: string): string {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  const code = codes.find((candidate) => names.of(candidate)?.toLowerCase() === name.toLowerCase());
  return code ?? toEdit('its ISO 3166-1 code, such as CH');
}

function scaleToSay({ scores }: Survey): string {
  const ranges = [...scores.values()].filter(({ numbers }) => numbers > 0);
  const seen = ranges.length === 0 ? 'no number was seen' : `seen ${rangeOf(ranges)}`;
  return toEdit(
    `${seen}; write {"from": [1, 5], "to": [-2, 2]} if 1 is the worst score and 5 the best, {"from": [-2, 2]} if they are` +
      ' on our scale, and "missing": [0] if 0 means a missing score',
  );
}

export const rangeOf = (ranges: readonly ObservedRange[]): string =>
  `${Math.min(...ranges.map(({ least }) => least))} to ${Math.max(...ranges.map(({ greatest }) => greatest))}`;
