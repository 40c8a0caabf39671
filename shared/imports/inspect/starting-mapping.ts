import type { Field, Mapping, Ready } from '../../contracts/index.ts';
import { bareMapping, conditionsOf, isReady, withReady } from '../formats/ready.ts';
import type { ColumnProfile } from './column-profile.ts';
import type { Drafting, StartingMapping } from './drafting.ts';
import { columnToSay, listed, optionalEntry, toEdit } from './entries-to-edit.ts';
import { openFactsToSay } from './open-facts-to-say.ts';
import { outcomeCandidates } from './pairs.ts';
import { mayNameRater, namesRater } from './raters.ts';
import { scaleToSay, scoresToSay } from './starting-scores.ts';
import { labelsToSay, pairsToSay } from './starting-words.ts';
import { choicesAmong } from './suggest.ts';
import { timeToSay } from './time-formats.ts';
import { type WideColumns, wideEntries } from './wide-start.ts';

/** Fields without which no event can be made. */
const REQUIRED: Readonly<Record<string, readonly Field[]>> = {
  vote: ['first', 'second', 'outcome'],
  rating: ['model'],
  score: ['model', 'criterion', 'score'],
};

/**
 * Drafts a mapping. Entries that only a person can decide are marked, and the mapping is refused until they are filled
 * in. An entry that may be left out says so.
 */
export function startingMapping(drafting: Drafting): StartingMapping {
  const { form, suggestion, survey, profile, repeated, idReason, table } = drafting;
  const remarks = [
    ...(idReason === null ? [] : [`The mapping leaves out the id of judgments: ${idReason}.`]),
    ...[...repeated].map(
      (name) => `The column "${name}" occurs twice. To read it, rename one of the two in the file.`,
    ),
  ];
  const base = suggestion.mapping;
  const found = scoresToSay(drafting);
  if (isBlocked(drafting, found)) return { entries: null, remarks };
  const time = isReady(form) ? { remark: null } : timeToSay(base.columns.at, profile.columns);
  if (time.remark !== null) remarks.push(time.remark);
  if (suggestion.wide) return { entries: wideStart(drafting, suggestion.wide, time), remarks };
  const scores = found ?? (base.row === 'rating' && !isReady(form) ? UNKNOWN_SCORES : undefined);
  const pairs = pairsToSay(drafting);
  const labels = labelsToSay(drafting, pairs?.models ?? new Set());
  const open = openFactsToSay(form, survey, freeNames(profile, {}));
  const withDecimal = tableToSay(drafting, table);
  const entries = {
    ...(isReady(form) ? { reads: form } : { row: base.row }),
    ...(open.row === undefined ? {} : { row: open.row }),
    ...('entry' in time ? { time: time.entry } : {}),
    ...(base.each === undefined || isReady(form) ? {} : { each: base.each }),
    ...(withDecimal ? { table: withDecimal } : {}),
    ...(isReady(form)
      ? readyColumnsToSay(form, drafting, open.columns)
      : { columns: columnsToSay(drafting, time.remark !== null) }),
    ...(suggestion.isNameless ? { constants: NAMELESS } : {}),
    ...(base.order && !isReady(form) ? { order: base.order } : {}),
    ...(base.outcomeNamesModel && !isReady(form) ? { outcomeNamesModel: true } : {}),
    ...(open.lookup ? { lookup: open.lookup } : {}),
    ...pairs?.entries,
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
    ...(scores ? { scores } : {}),
    ...(survey.scores.size > 0 || scores ? { scale: scaleToSay(drafting) } : {}),
    ...(form === 'qualtrics' ? { except: conditionsOf(form).except } : {}),
  };
  return { entries, remarks };
}

/** The file has comparisons of two answers, and does not name their models. */
const NAMELESS = {
  first: toEdit('the model of all answers that were displayed first'),
  second: toEdit('the model of all other answers'),
};
const UNKNOWN_SCORES = {
  columns: { [toEdit('a column of scores')]: { criterion: toEdit('its criterion') } },
};

/** The starting mapping of rows that hold several judgments. */
function wideStart(
  drafting: Drafting,
  wide: WideColumns,
  time: ReturnType<typeof timeToSay>,
): Record<string, unknown> {
  const { form, suggestion, protocol, table } = drafting;
  const divided = tableToSay(drafting, table);
  return {
    row: suggestion.mapping.row,
    ...('entry' in time ? { time: time.entry } : {}),
    ...(suggestion.mapping.each === undefined ? {} : { each: suggestion.mapping.each }),
    ...(divided ? { table: divided } : {}),
    columns: columnsToSay(drafting, time.remark !== null),
    ...wideEntries(wide, protocol, missingFields(drafting)),
    ...(form === 'qualtrics' ? { only: { Status: [0, 'IP Address'] } } : {}),
    scale: scaleToSay(drafting),
  };
}

/** The required fields without a column. */
function missingFields({ suggestion }: Drafting): Field[] {
  const { row = 'rating', columns } = suggestion.mapping;
  const isUncertain = suggestion.outcomes.length > 0;
  const hasNames = suggestion.pairColumn !== undefined || suggestion.isNameless === true;
  return (REQUIRED[row] ?? []).filter((field) => {
    if (field === 'outcome') return isUncertain || !columns.outcome;
    return !columns[field] && !(hasNames && (field === 'first' || field === 'second'));
  });
}

/** Whether a column that the file needs is only among those whose name occurs twice. */
function isBlocked({ form, suggestion, repeated, profile }: Drafting, scores: unknown): boolean {
  if (isReady(form) || repeated.size === 0) return false;
  const { row = 'rating', columns } = suggestion.mapping;
  const isLacking = (REQUIRED[row] ?? []).some((field) => !columns[field]) || suggestion.outcomes.length > 0;
  return isLacking || (row === 'rating' && profile.columns.length > 0 && scores === undefined);
}

/** The entries of a known form that depend on the project: the outcome, the specialty, and ids that are none. */
function readyColumnsToSay(
  form: Ready,
  { suggestion, profile, idReason }: Drafting,
  open: object | undefined,
): object {
  const { columns } = suggestion.mapping;
  const ready = withReady(bareMapping(form)).columns;
  const { specialty } = columns;
  const own = {
    ...(specialty !== ready.specialty ? { specialty } : {}),
    ...outcomeToSay(form, columns, profile),
    ...open,
    ...(idReason === null ? {} : { judgment: null }),
  };
  return Object.keys(own).length === 0 ? {} : { columns: own };
}

/** The column of the outcome, if its name depends on the project that labelled the records. */
function outcomeToSay(form: Ready, columns: Mapping['columns'], profile: ColumnProfile): object {
  const choices =
    form === 'label-studio'
      ? choicesAmong(profile.names)
      : outcomesAmong(profile, freeNames(profile, columns));
  if (form === 'label-studio' ? choices.length === 0 : form !== 'label-studio-min') return {};
  const isOne = choices.length === 1 && columns.outcome !== undefined;
  return {
    outcome: isOne ? columns.outcome : columnToSay('outcome', choices),
  };
}

/** Free columns with the likely columns of an outcome first. */
function outcomesAmong({ columns }: ColumnProfile, free: readonly string[]): string[] {
  const likely = outcomeCandidates(
    columns.filter(({ name }) => free.includes(name)),
    new Set(),
  );
  return [...likely, ...free.filter((name) => !likely.includes(name))];
}

/** Columns with values that no field reads, without those whose names contain a clinician. */
function freeNames({ columns, uncounted, raters }: ColumnProfile, mapped: Mapping['columns']): string[] {
  const taken = new Set(Object.values(mapped).flat());
  const filled = columns.filter(({ filled: values, parts }) => values > parts).map(({ name }) => name);
  return [...filled, ...uncounted].filter((name) => !taken.has(name) && !namesRater(name, raters));
}

/** The free columns without those that hold only numbers, unless there are no others. */
function wordsAmong({ columns }: ColumnProfile, free: readonly string[]): readonly string[] {
  const numeric = new Set(columns.filter(({ isNumeric }) => isNumeric).map(({ name }) => name));
  const words = free.filter((name) => !numeric.has(name));
  return words.length > 0 ? words : free;
}

/** The columns of a mapping of its own. The entries that may be deleted come first, so that no comma is left over. */
function columnsToSay(drafting: Drafting, isUntimed: boolean): Record<string, unknown> {
  const { suggestion, profile, idReason, repeated } = drafting;
  const held = new Set([...repeated, suggestion.pairColumn?.name, ...(suggestion.wide?.columns ?? [])]);
  const { row = 'rating', columns } = suggestion.mapping;
  const { outcome, judgment, at, ...others } = columns;
  const decided = {
    ...(judgment && idReason === null ? { judgment } : {}),
    ...others,
    ...(at && !isUntimed ? { at } : {}),
    ...(outcome && suggestion.outcomes.length === 0 ? { outcome } : {}),
  };
  const has = (field: string) => Object.hasOwn(decided, field);
  const free = freeNames(profile, decided).filter((name) => !held.has(name));
  const impersonal = free.filter((name) => !mayNameRater(name));
  // Specialties and models are published, so a column of people is only offered if there is no other.
  const list = listed(wordsAmong(profile, impersonal.length > 0 ? impersonal : free));
  const people = listed([...free.filter(mayNameRater), ...impersonal]);
  const isPutTogether = row !== 'score' || has('judgment') || has('item') || has('at');
  const required = suggestion.wide ? [] : missingFields(drafting);
  return {
    ...(has('specialty') || free.length === 0
      ? {}
      : { specialty: optionalEntry(`the column of the specialty, one of: ${list}`) }),
    ...(has('clinician') || free.length === 0 || suggestion.wide?.pattern.includes('{clinician}')
      ? {}
      : { clinician: clinicianToSay(row, has('judgment'), people) }),
    ...(isPutTogether ? {} : { item: toEdit(`the column of the question or case, one of: ${list}`) }),
    ...Object.fromEntries(
      required.map((field) => [
        field,
        field === 'outcome'
          ? outcomeMark(suggestion.outcomes, free)
          : toEdit(`the column of the ${field}, one of: ${list}`),
      ]),
    ),
    ...decided,
  };
}

/** Without a likely column, the words of the outcome are not listed, because they may be clinicians. */
function outcomeMark(likely: readonly string[], free: readonly string[]): string {
  const candidates = [...likely, ...free.filter((name) => !likely.includes(name))];
  const words =
    likely.length > 0 ? '' : '. Also give its words a meaning, as "labels": {"outcome": {"A": "first"}}';
  return toEdit(`the column of the outcome, one of: ${listed(candidates)}${words}`);
}

/** Without the clinician, scores of one answer can only be put together by an id. */
const clinicianToSay = (row: string, hasId: boolean, candidates: string): string =>
  row === 'score' && !hasId
    ? toEdit(`the column of the clinician, one of: ${candidates}`)
    : toEdit(
        `the column of the clinician, one of: ${candidates}; or delete this line, and all rows count as one clinician's`,
      );

const separatorToSay = (probable: string): string =>
  toEdit(`the separator of the fields, such as ${JSON.stringify(probable)}`);

/** How a table is divided, with the decimal comma if scores are written with it. */
function tableToSay({ profile }: Drafting, table: Mapping['table']): object | undefined {
  const commas = profile.columns.some(
    ({ decimalCommas, numbers, filled, parts }) =>
      decimalCommas > 0 && parts === 0 && decimalCommas + numbers === filled,
  );
  // If the separator is not certain, several separators give known columns.
  const separator = table?.delimiter === undefined ? {} : { delimiter: separatorToSay(table.delimiter) };
  return commas || table ? { ...table, ...separator, ...(commas ? { decimal: ',' } : {}) } : undefined;
}
