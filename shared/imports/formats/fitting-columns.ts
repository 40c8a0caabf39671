import {
  ANSWERS,
  type ColumnPattern,
  type Mapping,
  type PatternedParts,
  type Placeholder,
  readPattern,
} from '../../contracts/index.ts';
import { plainName, quote } from '../../lib/index.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { criterionNameReader, type NamedCriterion } from './criterion-names.ts';
import { labelKey } from './labels.ts';

type PatternField = keyof PatternedParts['columns'];

/** A column that fits a pattern. */
export interface FittingColumn {
  readonly column: string;
  /** Its place among the columns, from 1. Messages show it, because the name may be that of a clinician. */
  readonly number: number;
  readonly field: PatternField;
  readonly words: Words;
}

/**
 * The word in place of each placeholder, and its meaning. A null meaning says that the column is deliberately not read.
 */
export type Words = ReadonlyMap<Placeholder, { readonly word: string; readonly meaning: string | null }>;

/** The meaning of a word in the name of a column. Undefined if it has none. */
type Meaning = (word: string) => string | null | undefined;

type Meanings = Partial<Record<Placeholder, Meaning>>;

/** Longer names fit no pattern. */
const MAX_NAME_LENGTH = 300;
/** Maximum number of words that are tried per column and pattern. It bounds the work for names with many separators. */
const MAX_TRIED_WORDS = 1000;

/**
 * Returns the reader of column names by the patterns of a mapping. A column fits if each of its words has a meaning: in
 * the labels, as the name of a criterion, or as a key of the lookup. Names are divided at the fixed texts of a pattern,
 * without regular expressions.
 * @see docs/decisions/0112-a-row-may-hold-several-judgments.md
 */
export function columnFitter(
  { columns }: PatternedParts,
  mapping: Mapping,
  criteria: readonly NamedCriterion[],
): (column: string, index: number) => FittingColumn | null {
  const patterns = Object.entries(columns).flatMap(([field, text = '']) => {
    const pattern = readPattern(text);
    return typeof pattern === 'string' ? [] : [{ field: field as PatternField, text, pattern }];
  });
  const meanings = meaningsIn(mapping, criteria);
  return (column, index) => {
    const number = index + 1;
    const [only, another] = patterns.flatMap(({ field, text, pattern }) =>
      divisionsOf(column, pattern, meanings).map((words) => ({ column, number, field, words, text })),
    );
    if (only && another) throw new UnreadableFile(twoWays(number, only.text, another.text));
    return only ?? null;
  };
}

const twoWays = (number: number, one: string, other: string): string =>
  `its column ${number} fits ${quote(one)} ${one === other ? 'in several ways' : `and ${quote(other)}`}. Name the words under` +
  ' "labels" of the mapping, or list the parts under "several".';

/** The meanings of words. A placeholder that is not among them accepts each word. */
function meaningsIn({ labels, lookup }: Mapping, criteria: readonly NamedCriterion[]): Meanings {
  const criterionNamed = criterionNameReader(criteria);
  const byName: Meaning = (word) => {
    const criterion = criterionNamed(word);
    return typeof criterion === 'string' ? criterion : undefined;
  };
  const model = labelled(labels.model);
  const meanings: Meanings = {
    criterion: labelled(labels.criterion) ?? byName,
    answer: labelled(labels.answer) ?? ((word) => ANSWERS.find((answer) => answer === word)),
    ...(model ? { model, first: model, second: model } : {}),
    ...(labels.specialty ? { specialty: labelled(labels.specialty)! } : {}),
  };
  const key = lookupKey(lookup);
  if (!lookup || key === null) return meanings;
  const known = new Set(Object.keys(lookup.entries).map(plainName));
  const before = meanings[key] ?? asItIs;
  return { ...meanings, [key]: (word: string) => (known.has(word) ? before(word) : undefined) };
}

/** The placeholder by which a lookup finds its entries, as in `"by": "{item}"`. Null if it is a column. */
export function lookupKey(lookup: Mapping['lookup']): Placeholder | null {
  const [, key] = (typeof lookup?.by === 'string' && /^\{(\w+)\}$/.exec(lookup.by)) || [];
  return (key as Placeholder | undefined) ?? null;
}

function labelled(given: Readonly<Record<string, string | null>> | undefined): Meaning | null {
  if (!given) return null;
  const meanings = new Map(Object.entries(given).map(([word, meaning]) => [labelKey(word), meaning]));
  return (word) => meanings.get(labelKey(word));
}

/** All ways to divide a name into words that have a meaning. */
function divisionsOf(column: string, { texts, placeholders }: ColumnPattern, meanings: Meanings): Words[] {
  const last = texts.at(-1)!;
  if (column.length > MAX_NAME_LENGTH || !column.startsWith(texts[0]!) || !column.endsWith(last)) return [];
  const end = column.length - last.length;
  const found: Words[] = [];
  let tried = 0;
  const divide = (from: number, words: Words): void => {
    const placeholder = placeholders[words.size]!;
    const isLast = words.size === placeholders.length - 1;
    const between = texts[words.size + 1]!;
    let to = isLast ? end : column.indexOf(between, from + 1);
    while (to > from && to <= end && tried < MAX_TRIED_WORDS) {
      tried += 1;
      const word = plainName(column.slice(from, to));
      const meaning = word === '' ? undefined : (meanings[placeholder] ?? asItIs)(word);
      if (meaning !== undefined) {
        const known = new Map([...words, [placeholder, { word, meaning }] as const]);
        if (isLast) found.push(known);
        else divide(to + between.length, known);
      }
      to = isLast ? -1 : column.indexOf(between, to + 1);
    }
  };
  divide(texts[0]!.length, new Map());
  return tried < MAX_TRIED_WORDS ? found : [];
}

const asItIs: Meaning = (word) => word;
