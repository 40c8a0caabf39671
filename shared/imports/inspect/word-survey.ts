import type { Mapping, Source } from '../../contracts/index.ts';
import { isObject } from '../../lib/index.ts';
import { type Access, accessTo, textOf } from '../formats/access.ts';

/** The minimum and maximum of numbers, and how many values are not numbers. */
export interface ObservedRange {
  least: number;
  greatest: number;
  numbers: number;
  words: number;
}

/** The contents of a file's records, without conversion. */
export interface WordSurvey {
  /** The frequency of each outcome word. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** Ranges of scores by the name of the criterion or column. */
  readonly scores: ReadonlyMap<string, ObservedRange>;
  /** Words for countries that are not codes. */
  readonly countries: ReadonlySet<string>;
  /** Keys of lookups. */
  readonly keys: ReadonlySet<string>;
}

const MAX_NAMES = 200;

/**
 * Surveys records by a mapping, which may be incomplete.
 * @param parts the mappings of the judgments in a row
 */
export function surveyor(
  mapping: Mapping,
  header: readonly string[] | null,
  keyColumn: string | null,
  parts: readonly Mapping[] = [mapping],
) {
  const outcomes = new Map<string, number>();
  const scores = new Map<string, ObservedRange>();
  const countries = new Set<string>();
  const keys = new Set<string>();
  const access = (source: Source | null | undefined): Access =>
    (source ? accessTo(source, header) : null) ?? (() => undefined);
  const judged = parts.map((part) => ({
    outcome: access(part.columns.outcome),
    scores: scoreAccess(part, access),
  }));
  const country = access(mapping.columns.country);
  const keyed = access(keyColumn);
  return {
    survey: { outcomes, scores, countries, keys } satisfies WordSurvey,
    look(record: unknown, key?: string): void {
      for (const { outcome } of judged) count(outcomes, textOf(outcome(record, key)));
      const land = textOf(country(record, key));
      if (typeof land === 'string' && !/^[A-Z]{2}$/.test(land)) addTo(countries, land);
      const lookedUp = textOf(keyed(record, key));
      if (typeof lookedUp === 'string') addTo(keys, lookedUp);
      for (const part of judged)
        for (const [name, value] of part.scores(record, key)) widen(scores, name, textOf(value));
    },
  };
}

/**
 * The access to scores. In Label Studio every rated object is a score, until a person states which answer it belongs
 * to.
 */
function scoreAccess({ reads, columns, scores = {} }: Mapping, access: (source: Source) => Access) {
  const named = Object.entries(scores.columns ?? {}).map(([column]) => [column, access(column)] as const);
  const cards = Object.values(scores.cards ?? {}).map(access);
  const [criterion, score] = [columns.criterion, columns.score].map((source) =>
    source ? access(source) : null,
  );
  return (record: unknown, key: string | undefined): [string, unknown][] => [
    ...named.map(([name, read]): [string, unknown] => [name, read(record, key)]),
    ...(reads === 'label-studio' && isObject(record) && isObject(record.ratings)
      ? Object.values(record.ratings)
      : cards.map((read) => read(record, key))
    ).flatMap((card) => (isObject(card) ? Object.entries(card) : [])),
    ...(score
      ? [[String(criterion?.(record, key) ?? 'score'), score(record, key)] as [string, unknown]]
      : []),
  ];
}

function addTo(names: Set<string>, name: string): void {
  if (names.size < MAX_NAMES) names.add(name);
}

function count(counts: Map<string, number>, word: unknown): void {
  const name = word === undefined || word === null ? '(none)' : typeof word === 'string' ? word : '(no text)';
  if (counts.has(name) || counts.size < MAX_NAMES) counts.set(name, (counts.get(name) ?? 0) + 1);
}

function widen(ranges: Map<string, ObservedRange>, name: string, value: unknown): void {
  if (value === undefined || value === null || (!ranges.has(name) && ranges.size >= MAX_NAMES)) return;
  const range = ranges.get(name) ?? { least: Infinity, greatest: -Infinity, numbers: 0, words: 0 };
  ranges.set(name, range);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  if (Number.isNaN(number)) range.words += 1;
  else {
    range.numbers += 1;
    range.least = Math.min(range.least, number);
    range.greatest = Math.max(range.greatest, number);
  }
}
