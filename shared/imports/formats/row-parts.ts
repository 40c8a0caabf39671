import {
  type AnswerName,
  type Field,
  type ListedPart,
  type Mapping,
  OF_SCORES,
  readPattern,
} from '../../contracts/index.ts';
import { plainName } from '../../lib/index.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import type { NamedCriterion } from './criterion-names.ts';
import { columnFitter, type FittingColumn, lookupKey } from './fitting-columns.ts';
import { withReady } from './ready.ts';

/** One of the judgments that a row holds. */
export interface RowPart {
  /** Distinguishes the judgments of one clinician in a row. Empty if only the clinicians differ. */
  readonly key: string;
  /** The mapping of this judgment alone. */
  readonly mapping: Mapping;
}

/** The parts of rows with the given columns. */
export interface RowParts {
  readonly parts: readonly RowPart[];
  /** Columns that fit a pattern, and that the labels leave out. */
  readonly leftOut: readonly string[];
  /** Whether only the id of a row and the keys distinguish some of the parts. */
  readonly needsId: boolean;
}

/** Maximum number of judgments of a row. Each of them has a reader of its own. */
const MAX_ROW_PARTS = 2000;
/** Maximum length of the mappings of all parts together, in characters. */
const MAX_MAPPINGS_LENGTH = 20_000_000;

/**
 * Returns the reader of the parts of rows. A mapping lists the parts under `several`, or its patterns find them in the names
 * of the columns.
 * @param given a mapping with `several`
 * @see docs/decisions/0112-a-row-may-hold-several-judgments.md
 */
export function rowPartsReader(
  given: Mapping,
  criteria: readonly NamedCriterion[],
): (columns: readonly string[]) => RowParts {
  const { several = [], ...shared } = given;
  if (Array.isArray(several)) {
    const parts = several.map((part) => ({
      key: encoded(part.part === undefined ? keyWords(part.constants) : [part.part]),
      mapping: withPart(shared, part),
    }));
    return () => checked({ parts, leftOut: [] });
  }
  const fit = columnFitter(several, withReady(given), criteria);
  const withEntry = entryReader(shared);
  return (columns) => {
    const fitting = columns.map(fit).filter((one) => one !== null);
    return checked(partsOfColumns(withEntry, fitting));
  };
}

/**
 * The mappings by which rows are read: the mapping itself, or those of the parts that the columns give.
 * @throws UnreadableFile as {@link rowPartsReader}
 */
export const partMappings = (
  mapping: Mapping,
  criteria: readonly NamedCriterion[],
  columns: readonly string[],
): Mapping[] =>
  mapping.several === undefined
    ? [mapping]
    : rowPartsReader(mapping, criteria)(columns).parts.map((part) => part.mapping);

/** Whether the parts of a mapping follow from the names of columns. */
export const hasPatterns = ({ several }: Mapping): boolean =>
  several !== undefined && !Array.isArray(several);

/** Whether the names of columns give the criteria of scores. */
export const findsCriteria = ({ several }: Mapping): boolean =>
  several !== undefined && !Array.isArray(several) && Boolean(several.columns.score?.includes('{criterion}'));

/**
 * The mappings of the parts that a mapping declares. For patterns, it is that of a single part with the pattern as the
 * name of its column, because no file is known.
 */
export function partsInTheory({ several = [], ...shared }: Mapping): Mapping[] {
  if (Array.isArray(several)) return several.map((part) => withPart(shared, part));
  const { score, ...columns } = several.columns;
  const constants = Object.fromEntries(
    Object.values(several.columns)
      .map((text) => readPattern(text ?? ''))
      .flatMap((pattern) => (typeof pattern === 'string' ? [] : pattern.placeholders))
      .filter((placeholder) => placeholder !== 'part' && !OF_SCORES.includes(placeholder))
      .map((placeholder) => [placeholder, 'word']),
  );
  const answer = score?.includes('{answer}') ? 'first' : 'model';
  const scores =
    score === undefined ? {} : { scores: { columns: { [score]: { answer, criterion: 'word' } } } };
  return [withPart(shared, { columns, constants, ...scores } as ListedPart)];
}

/** The mapping of one part. Its entries have priority over those for all parts. */
function withPart(
  shared: Mapping,
  { columns = {}, constants = {}, scores }: Omit<ListedPart, 'part'>,
): Mapping {
  const replaced = Object.keys(constants).map((field) => [field, null]);
  return {
    ...shared,
    columns: { ...shared.columns, ...Object.fromEntries(replaced), ...columns },
    constants: { ...shared.constants, ...constants },
    ...(scores ? { scores: withScores(shared.scores, scores) } : {}),
  };
}

const withScores = (shared: Mapping['scores'] = {}, own: NonNullable<Mapping['scores']>) => ({
  ...(shared.columns || own.columns ? { columns: { ...shared.columns, ...own.columns } } : {}),
  ...(shared.cards || own.cards ? { cards: { ...shared.cards, ...own.cards } } : {}),
});

/** The constants that distinguish judgments of one clinician. Ids of judgments must not contain the clinician. */
const KEYS = ['item', 'model', 'specialty', 'first', 'second'] as const;

const keyWords = (constants: ListedPart['constants'] = {}): string[] =>
  KEYS.map((field) => constants[field]).filter((value) => value !== undefined);

const BETWEEN_WORDS = ', ';

/**
 * The key of a part as the last segment of an id. It contains no "/", so that two ids with different keys always
 * differ.
 */
const encoded = (words: readonly string[]): string =>
  words.join(BETWEEN_WORDS).replaceAll('%', '%25').replaceAll('/', '%2F');

function partsOfColumns(withEntry: WithEntry, fitting: readonly FittingColumn[]): Omit<RowParts, 'needsId'> {
  const groups = new Map<string, FittingColumn[]>();
  const leftOut: string[] = [];
  for (const one of fitting) {
    if ([...one.words.values()].some(({ meaning }) => meaning === null)) leftOut.push(one.column);
    else {
      const key = JSON.stringify(wordsOfPart(one).map(([, { word }]) => word));
      const group = groups.get(key);
      if (group) group.push(one);
      else groups.set(key, [one]);
    }
  }
  const judged = [...groups.values()].filter((group) =>
    group.some(({ field }) => field === 'outcome' || field === 'score'),
  );
  return { parts: judged.map((group) => partOfGroup(withEntry, group)), leftOut };
}

/** The words that distinguish the parts, in an order that does not depend on the pattern. */
const wordsOfPart = ({ words }: FittingColumn) =>
  [...words].filter(([placeholder]) => !OF_SCORES.includes(placeholder)).sort(([a], [b]) => (a < b ? -1 : 1));

type WithEntry = (words: ReturnType<typeof wordsOfPart>) => Mapping;

/** Completes a mapping by the entry of its lookup, if a word in the names of columns is the key. */
function entryReader(shared: Mapping): WithEntry {
  const key = lookupKey(shared.lookup);
  if (!shared.lookup || key === null) return () => shared;
  const { lookup, ...rest } = shared;
  const entries = new Map(Object.entries(lookup.entries).map(([name, entry]) => [plainName(name), entry]));
  return (words) => {
    const word = words.find(([placeholder]) => placeholder === key)?.[1].word ?? '';
    return { ...rest, constants: { ...rest.constants, ...entries.get(word) } };
  };
}

function partOfGroup(withEntry: WithEntry, group: readonly FittingColumn[]): RowPart {
  const words = wordsOfPart(group[0]!);
  const complete = withEntry(words);
  const { criterion: usual = '', ...others } = complete.constants;
  const shared = { ...complete, constants: others };
  const columns: Partial<Record<Field, string>> = {};
  const scored: [column: string, { answer: AnswerName; criterion: string }][] = [];
  const seen = new Map<string, number>();
  for (const { field, column, number, words } of group) {
    const answer = (words.get('answer')?.meaning ?? 'model') as AnswerName;
    const criterion = words.get('criterion')?.meaning ?? usual;
    const place = JSON.stringify(field === 'score' ? [answer, criterion] : field);
    const before = seen.get(place);
    if (before !== undefined)
      throw new UnreadableFile(
        `its columns ${before} and ${number} are the same place of one judgment by its mapping. Keep one of them, or list the parts under "several".`,
      );
    seen.set(place, number);
    if (field === 'score') scored.push([column, { answer, criterion }]);
    else columns[field] = column;
  }
  const constants = Object.fromEntries(
    words
      .filter(([placeholder]) => placeholder !== 'part')
      .map(([placeholder, { meaning }]) => [placeholder, meaning!]),
  );
  return {
    key: encoded(words.filter(([placeholder]) => placeholder !== 'clinician').map(([, { word }]) => word)),
    mapping: withPart(shared, {
      columns,
      constants,
      ...(scored.length > 0 ? { scores: { columns: Object.fromEntries(scored) } } : {}),
    }),
  };
}

/** The fields that distinguish judgments without an id. */
const IDENTITY = ['clinician', 'pseudonym', 'specialty', 'item', 'at', 'first', 'second', 'model'] as const;

/**
 * @throws UnreadableFile if two judgments of a row would be one, or if there are too many
 */
function checked(found: Omit<RowParts, 'needsId'>): RowParts {
  const { parts } = found;
  const [first] = parts;
  if (!first) return { ...found, needsId: false };
  if (parts.length > MAX_ROW_PARTS)
    throw new UnreadableFile(
      `its rows hold ${parts.length} judgments, and at most ${MAX_ROW_PARTS} can be read. Divide its columns into several files.`,
    );
  if (JSON.stringify(first.mapping).length * parts.length > MAX_MAPPINGS_LENGTH)
    throw new UnreadableFile(
      `its mapping is too long for ${parts.length} judgments per row. Shorten its labels and its lookup, or divide the columns into several files.`,
    );
  const hasId = Boolean(withReady(first.mapping).columns.judgment);
  const byContent = sameIn(parts.map(({ mapping }) => IDENTITY.map((field) => sourceOf(field, mapping))));
  if (byContent && !hasId) throw new UnreadableFile(sameJudgment(byContent, NAME_THE_ID));
  const byId = sameIn(parts.map(({ key, mapping }) => [key, mapping.constants.clinician ?? null]));
  if (byId && hasId) throw new UnreadableFile(sameJudgment(byId, NAME_THE_PARTS));
  return { ...found, needsId: byContent !== null };
}

const sourceOf = (field: (typeof IDENTITY)[number], { columns, constants }: Mapping) =>
  columns[field] ?? (constants as Readonly<Record<string, unknown>>)[field] ?? null;

/** The first two equal values, by their numbers from 1. */
function sameIn(values: readonly unknown[]): readonly [number, number] | null {
  const seen = new Map<string, number>();
  for (const [index, value] of values.entries()) {
    const text = JSON.stringify(value);
    const before = seen.get(text);
    if (before !== undefined) return [before + 1, index + 1];
    seen.set(text, index);
  }
  return null;
}

const sameJudgment = ([one, other]: readonly [number, number], remedy: string): string =>
  `parts ${one} and ${other} under "several" of its mapping would be one judgment. ${remedy}`;

const NAME_THE_PARTS = 'Name each part, as "part": "a", or {part} in the patterns.';
const NAME_THE_ID =
  'Name the item or the model of each part; or name the column of the id of a row as "judgment", and each part as "part".';
