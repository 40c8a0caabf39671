/** Columns whose names differ in a regular way, so that a row probably holds several judgments. */
export interface RepeatedColumns {
  /** The fixed texts around the places in which the names differ: two texts for one place, three for two. */
  readonly texts: readonly string[];
  /** The words of each column, one per place. */
  readonly words: ReadonlyMap<string, readonly string[]>;
}

const SEPARATORS = ['_', '.', ' ', '-', ':', '|', '/'];
/** Minimum number of columns that differ in a single place. Two of them are common, such as the models of a vote. */
const MIN_COLUMNS_IN_LINE = 3;
/** Minimum number of columns that differ in two places. */
const MIN_COLUMNS_IN_GRID = 6;
/** Words for the two answers of one vote. */
const SIDES = ['a,b', 'A,B', '1,2', 'left,right', 'first,second'];
/** A word by which columns belong together, which is no side of a vote. */
const SHARED_WORD = /(?<!\p{L})(?!(?:left|right|first|second)(?!\p{L}))\p{L}{2,}/iu;
/** Minimum share of the combinations of two words that are columns. */
const MIN_FILLED = 0.75;
const MAX_NAME_LENGTH = 300;

/** Columns of Primum's own, which belong to one judgment. */
const OWN = /^(first|second)\./;

/**
 * Finds the largest group of columns whose names are combinations of two words, such as `1001_1`, or else that differ in
 * one word or number, such as `annotator1`. Null if there is none.
 */
export function repeatedColumns(names: readonly string[]): RepeatedColumns | null {
  const short = [...new Set(names)].filter((name) => name.length <= MAX_NAME_LENGTH && !OWN.test(name));
  const grids = SEPARATORS.map((separator) => gridOf(short, separator)).filter((grid) => grid !== null);
  return largest(grids) ?? largest(linesOf(short));
}

const largest = (groups: readonly RepeatedColumns[]): RepeatedColumns | null =>
  groups.reduce<RepeatedColumns | null>(
    (best, one) => (best && best.words.size >= one.words.size ? best : one),
    null,
  );

/** Names that are two words with a separator, of which each word occurs with at least two others. */
function gridOf(names: readonly string[], separator: string): RepeatedColumns | null {
  const pairs = names.flatMap((name): { name: string; words: [string, string] }[] => {
    const at = name.lastIndexOf(separator);
    const words: [string, string] = [name.slice(0, at), name.slice(at + separator.length)];
    return at === -1 || words.includes('') ? [] : [{ name, words }];
  });
  const often = (place: 0 | 1, among: typeof pairs) => {
    const counts = new Map<string, number>();
    for (const { words } of among) counts.set(words[place], (counts.get(words[place]) ?? 0) + 1);
    return among.filter(({ words }) => counts.get(words[place])! > 1);
  };
  // Leaving out a word of one place may leave a word of the other place alone.
  const kept = often(0, often(1, often(0, often(1, pairs))));
  const found = [0, 1].map((place) => [...new Set(kept.map(({ words }) => words[place]!))].sort());
  const combinations = found.reduce((product, { length }) => product * length, 1);
  if (kept.length < Math.max(MIN_COLUMNS_IN_GRID, MIN_FILLED * combinations)) return null;
  if (found.some((words) => SIDES.includes(words.join()))) return null;
  return { texts: ['', separator, ''], words: new Map(kept.map(({ name, words }) => [name, words])) };
}

/** Groups of names that differ in one word or number. */
function linesOf(names: readonly string[]): RepeatedColumns[] {
  const groups = new Map<string, Map<string, string>>();
  for (const name of names)
    for (const { 0: word, index } of name.matchAll(/\p{L}+|\d+/gu)) {
      const [before, after] = [name.slice(0, index), name.slice(index + word.length)];
      if (!SHARED_WORD.test(`${before} ${after}`)) continue;
      const key = JSON.stringify([before, after]);
      groups.set(key, (groups.get(key) ?? new Map()).set(name, word));
    }
  return [...groups]
    .filter(([, words]) => words.size >= MIN_COLUMNS_IN_LINE)
    .map(([key, words]) => ({
      texts: JSON.parse(key),
      words: new Map([...words].map(([name, word]) => [name, [word]])),
    }));
}
