import type { ColumnCounter } from './column-counter.ts';
import { mayNameRater, wordsOfName } from './raters.ts';

/** Two names in one text. Separators without a `vs` also occur in other names. */
const CERTAIN_PAIRS = [
  /^(\S.*?)\s+(?:vs\.?|versus)\s+(\S.*)$/i,
  /^([^_].*?)_vs_(.+)$/i,
  /^([^-].*?)-vs-(.+)$/i,
];
const POSSIBLE_PAIRS = [/^([^|]+)\|([^|…]+)$/, /^([^/]+)\/([^/…]+)$/, /^([^_]+)_([^_…]+)$/];
const PAIR_WORDS = new Set('pair pairs cmp comparison models match battle versus vs'.split(' '));

/** Two names and the word between them. A longer text is an answer or a question. */
const MAX_PAIR_LENGTH = 270;
/** Maximum number of different pairs. Each needs an entry in the mapping. */
const MAX_PAIRS = 200;

type Pair = readonly [first: string, second: string];

/** A column that has the two models of each comparison in one text. */
export interface PairColumn {
  readonly name: string;
  /** The two names in a text. Null if it has another form. */
  readonly pairIn: (text: string) => Pair | null;
}

/** The column that holds both models of a comparison in one cell. Null if there is none. */
export function pairColumnOf(columns: readonly ColumnCounter[]): PairColumn | null {
  for (const column of columns) {
    const form = mayNameRater(column.name) ? undefined : formOfPairs(column);
    if (form) return { name: column.name, pairIn: (text) => pairBy(form, text) };
  }
  return null;
}

/** The form that all values of a column have. Undefined if there is none. */
function formOfPairs(column: ColumnCounter): RegExp | undefined {
  const { name, distinct, hasMore, parts } = column;
  if (hasMore || parts > 0 || distinct === 0 || distinct > MAX_PAIRS) return undefined;
  const isNamed = wordsOfName(name).some((word) => PAIR_WORDS.has(word));
  const forms = isNamed ? [...CERTAIN_PAIRS, ...POSSIBLE_PAIRS] : CERTAIN_PAIRS;
  return forms.find((form) => column.values().every(([cell]) => pairBy(form, cell) !== null));
}

function pairBy(form: RegExp, text: string): Pair | null {
  const [, before, after] = (text.length <= MAX_PAIR_LENGTH && form.exec(text)) || [];
  const pair = [before, after].map((name) => name?.trim() ?? '');
  return pair.every((name) => /\p{L}/u.test(name)) ? [pair[0]!, pair[1]!] : null;
}
