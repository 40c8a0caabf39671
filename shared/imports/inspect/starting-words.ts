import type { Mapping, Protocol } from '../../contracts/index.ts';
import type { ColumnProfile } from './column-profile.ts';
import type { Drafting } from './drafting.ts';
import { toEdit } from './entries-to-edit.ts';
import { criterionNamed, outcomeNamed } from './guess.ts';

/** Maximum number of words of an outcome that are listed. */
const MAX_LISTED_WORDS = 20;

export interface NamedPairs {
  /** Entries of the mapping. */
  readonly entries: Readonly<Record<string, unknown>>;
  /** The models of all pairs. */
  readonly models: ReadonlySet<string>;
}

/** The models of each text that has two of them, for a lookup. Null if no column has such texts. */
export function pairsToSay({ suggestion, survey }: Drafting): NamedPairs | null {
  const { pairColumn } = suggestion;
  if (!pairColumn) return null;
  const pairs = [...survey.keys].flatMap((key) => {
    const pair = pairColumn.pairIn(key);
    return pair ? [[key, { first: pair[0], second: pair[1] }] as const] : [];
  });
  const models = new Set(pairs.flatMap(([, { first, second }]) => [first, second]));
  const isNamed = [...survey.outcomes.keys()].some((word) => models.has(word));
  const entries = {
    lookup: { by: pairColumn.name, entries: Object.fromEntries(pairs) },
    order: toEdit('displayed, if the first model of each pair was displayed first, or else unknown'),
    ...(isNamed ? { outcomeNamesModel: true } : {}),
  };
  return { entries, models };
}

/**
 * The meaning of words, if Primum does not know it.
 * @param paired the models of pairs, which may be words of the outcome
 */
export function labelsToSay(
  { suggestion, survey, profile, protocol }: Drafting,
  paired: ReadonlySet<string>,
): Record<string, unknown> {
  const { mapping } = suggestion;
  // In long form, only ids are read without a label. In an object of scores, other names of criteria are, too.
  const isReadAsIs = (name: string) =>
    mapping.row === 'score'
      ? criterionNamed(name, protocol) === name
      : criterionNamed(name, protocol) !== null;
  const names = mapping.scores?.columns ? [] : [...survey.scores.keys()];
  const models = mapping.outcomeNamesModel ? modelsIn(mapping, profile) : paired;
  const words = [...survey.outcomes.keys()].filter((word) => !word.startsWith('(') && !models.has(word));
  const outcomes = mapping.row === 'vote' ? outcomesToSay(mapping.labels.outcome ?? {}, words) : null;
  return {
    ...(outcomes ? { outcome: outcomes } : {}),
    ...(names.every(isReadAsIs) ? {} : { criterion: criteriaToSay(names, protocol) }),
    ...(survey.countries.size > 0
      ? { country: Object.fromEntries([...survey.countries].map((name) => [name, countryCode(name)])) }
      : {}),
  };
}

/** The words in the columns of the two models. */
const modelsIn = ({ columns }: Mapping, profile: ColumnProfile): Set<string> =>
  new Set(
    profile.columns
      .filter(({ name }) => name === columns.first || name === columns.second)
      .flatMap((column) => column.values().map(([word]) => word)),
  );

/** Words that only a person understands come first, so that their lines can be deleted. */
function outcomesToSay(known: Readonly<Record<string, string>>, words: readonly string[]): object | null {
  const unknown = words.filter((word) => !Object.hasOwn(known, word)).slice(0, MAX_LISTED_WORDS);
  const isOurs = Object.keys(known).length === 0 && unknown.every((word) => outcomeNamed(word) === word);
  if (unknown.length === 0 || isOurs) return null;
  const undecided = unknown.filter((word) => outcomeNamed(word) === undefined);
  const decided = unknown.filter((word) => outcomeNamed(word) !== undefined);
  const mark = toEdit('first, second, tie or both_bad; or delete this line, and its rows are rejected');
  return {
    ...Object.fromEntries(undecided.map((word) => [word, mark])),
    ...Object.fromEntries(decided.map((word) => [word, outcomeNamed(word)])),
    ...known,
  };
}

const criteriaToSay = (names: readonly string[], protocol: Protocol): object =>
  Object.fromEntries(
    names.map((name) => [
      name,
      criterionNamed(name, protocol) ?? toEdit(`${criteriaIn(protocol)}; or null to leave it out`),
    ]),
  );

/** The criteria of the protocol in words. */
export const criteriaIn = ({ criteria }: Protocol): string =>
  `a criterion, one of: ${criteria.map(({ id }) => id).join(', ')}`;

const LAST = 'Z'.charCodeAt(0);
const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(LAST - 25 + index));

/** The code of a country from its English name. */
function countryCode(name: string): string {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  const code = codes.find((candidate) => names.of(candidate)?.toLowerCase() === name.toLowerCase());
  return code ?? toEdit('its ISO 3166-1 code, such as CH; or delete this line, and its rows are rejected');
}
