import type { Mapping, Scale } from '../../contracts/index.ts';
import { pathInWords, quote } from '../../lib/index.ts';
import { textOf } from './access.ts';
import { labelKey } from './labels.ts';
import { findsCriteria, hasPatterns, partsInTheory } from './row-parts.ts';
import { readScoreOn } from './scale.ts';

/**
 * Explains in a sentence why two readers of a mapping may read different events, and names both places. Null if the
 * mapping is unambiguous. Without this check, the last of two entries would win.
 */
export function ambiguityOf(mapping: Mapping): string | null {
  for (const fault of ambiguities(mapping)) return fault;
  return null;
}

function* ambiguities(mapping: Mapping): Generator<string> {
  const { labels, lookup, scale, scales = {} } = mapping;
  for (const part of partsOf(mapping)) yield* sharedCriterion(part);
  for (const [field, words] of Object.entries(labels))
    yield* sameWord(['labels', field], words ?? {}, labelKey);
  yield* sameWord(['lookup', 'entries'], lookup?.entries ?? {});
  if (scale) yield* scaleFaults(['scale'], scale);
  for (const [criterion, own] of Object.entries(scales)) yield* scaleFaults(['scales', criterion], own);
  yield* unreadScales(mapping);
  yield* keptAndLeftOut(mapping);
}

/** A value that one condition keeps and the other leaves out. */
function* keptAndLeftOut({ only, except }: Mapping): Generator<string> {
  for (const [column, values] of Object.entries(only ?? {})) {
    const without = new Set((except && Object.hasOwn(except, column) ? except[column] : null)?.map(textOf));
    for (const value of values ?? [])
      if (without.has(textOf(value)))
        yield `${pathInWords(['except', column])}: ${JSON.stringify(value)} is also under "only"; keep it in one of the two`;
  }
}

/** Two columns of one answer for the same criterion. */
function* sharedCriterion({ scores }: Mapping): Generator<string> {
  const seen = new Map<string, string>();
  for (const [column, { answer, criterion }] of Object.entries(scores?.columns ?? {})) {
    const key = JSON.stringify([answer, criterion]);
    const known = seen.get(key);
    if (known !== undefined)
      yield `scores.columns: ${quote(known)} and ${quote(column)} both give ${quote(criterion)} of the answer ${quote(answer)}; keep the one that counts`;
    seen.set(key, column);
  }
}

/** Keys that are the same word after normalisation, with different meanings. */
function* sameWord(
  path: readonly string[],
  words: Readonly<Record<string, unknown>>,
  keyOf: (word: string) => unknown = textOf,
): Generator<string> {
  const seen = new Map<unknown, { word: string; meaning: string }>();
  for (const [word, of] of Object.entries(words)) {
    const meaning = JSON.stringify(of);
    const known = seen.get(keyOf(word));
    if (known !== undefined && known.meaning !== meaning)
      yield `${pathInWords(path)}: ${quote(known.word)} and ${quote(word)} are the same word, apart from blanks, accents or decimals, and have different meanings; keep one of them`;
    seen.set(keyOf(word), { word, meaning });
  }
}

/**
 * A value that is both a score and the sign of a missing score. It would remove the worst scores from the count.
 */
function* scaleFaults(path: readonly string[], scale: Scale): Generator<string> {
  if ('values' in scale) yield* sameWord([...path, 'values'], scale.values);
  const scoreOf = readScoreOn({ ...scale, missing: [] });
  for (const value of scale.missing ?? []) {
    const read = scoreOf(value);
    if (read !== null && read !== 'missing')
      yield `${pathInWords([...path, 'missing'])}: ${JSON.stringify(value)} is a score of the same scale; say which of the two it is`;
  }
}

/**
 * A scale for a criterion that is never read. This is usually a typing error, and the data would be read on another
 * scale.
 */
function* unreadScales(mapping: Mapping): Generator<string> {
  const read = criteriaRead(mapping);
  if (read === null) return;
  for (const criterion of Object.keys(mapping.scales ?? {}))
    if (!read.has(criterion))
      yield `${pathInWords(['scales', criterion])}: the mapping reads no such criterion; it reads ${[...read].map(quote).join(', ') || 'none'}`;
}

/** The mappings of the judgments of a row, as far as no file is needed to know them. */
const partsOf = (mapping: Mapping): Mapping[] =>
  mapping.several === undefined ? [mapping] : partsInTheory(mapping);

/** The criteria of the scores that a mapping reads. Null if the records or the names of columns give the criteria. */
function criteriaRead(mapping: Mapping): Set<string> | null {
  const { columns, constants, labels } = mapping;
  const parts = hasPatterns(mapping) ? [mapping] : partsOf(mapping);
  const named =
    Boolean(columns.criterion) || findsCriteria(mapping) || parts.some(({ scores }) => scores?.cards);
  if (named && !labels.criterion) return null;
  return new Set([
    ...parts.flatMap(({ scores }) => Object.values(scores?.columns ?? {})).map(({ criterion }) => criterion),
    ...(named ? Object.values(labels.criterion ?? {}).filter((criterion) => criterion !== null) : []),
    ...(constants.criterion === undefined ? [] : [constants.criterion]),
  ]);
}
