import {
  COMPOSITE,
  LEVELS,
  MAX_LISTED_NAMES,
  type Protocol,
  RANGES,
  type Range,
  rangeInWords,
  toleranceOf,
} from '../../contracts/index.ts';
import { appearance, pathInWords, quote } from '../../lib/index.ts';
import { faultsInAliases } from './faults-in-aliases.ts';

/**
 * Explains why a protocol that fits its schema must not be registered, in a sentence that names the field. Null if
 * it may be. The schema itself stays as wide as before, so that audits published under an older protocol can be
 * read and verified.
 */
export function faultOfProtocol(protocol: Protocol): string | null {
  for (const fault of faults(protocol)) return fault;
  return null;
}

function* faults(protocol: Protocol): Generator<string> {
  yield* outOfRange(protocol);
  yield* uselessCeiling(protocol);
  yield* unknownCriteria(protocol);
  yield* tooManyNames(protocol);
  yield* lookAlikes(protocol);
  yield* faultsInAliases(protocol);
  yield* unreadableTexts(protocol);
}

function* outOfRange({ tolerance, ...protocol }: Protocol): Generator<string> {
  const { byCriterion, ...tolerances } = tolerance;
  const given: [path: string[], value: number | undefined, range: Range][] = [
    ...Object.entries(tolerances).map(([name, value]): (typeof given)[number] => [
      ['tolerance', name],
      value,
      RANGES.tolerance,
    ]),
    ...Object.entries(byCriterion).flatMap(([id, own]) =>
      LEVELS.map((level): (typeof given)[number] => [
        ['tolerance', 'byCriterion', id, level],
        own[level],
        RANGES.tolerance,
      ]),
    ),
    ...(
      ['regretMargin', 'confidence', 'falseDiscoveryRate', 'ceiling', 'minimumN', 'suppressBelow'] as const
    ).map((name): (typeof given)[number] => [[name], protocol[name], RANGES[name]]),
  ];
  for (const [path, value, range] of given)
    if (value !== undefined && (value < range[0] || value > range[1]))
      yield `${pathInWords(path)}: ${rangeInWords(range)}, not ${value}`;
}

/**
 * `aligned` requires rates below the ceiling. With a ceiling of 1, every rate is below it, and every result would
 * be aligned.
 */
function* uselessCeiling(protocol: Protocol): Generator<string> {
  const { ceiling } = protocol;
  for (const { id, safetyCritical } of protocol.criteria)
    for (const level of LEVELS) {
      const tolerance = toleranceOf(protocol, id, level);
      if (safetyCritical && ceiling * tolerance >= 1)
        yield `ceiling: ${ceiling} times the ${level === 'severe' ? 'severe ' : ''}tolerance of ${tolerance} for ` +
          `${quote(id)} is not a limit, because every rate is below it; lower one of the two`;
    }
}

function* unknownCriteria({ criteria, tolerance }: Protocol): Generator<string> {
  const ids = criteria.map(({ id }) => id);
  if (ids.includes(COMPOSITE))
    yield `criteria.${ids.indexOf(COMPOSITE)}.id: is "composite", which stands for all safety-critical criteria together; choose another id`;
  for (const id of Object.keys(tolerance.byCriterion))
    if (!ids.includes(id))
      yield `${pathInWords(['tolerance', 'byCriterion', id])}: is not a criterion of this protocol; its criteria are ${ids.map(quote).join(', ')}`;
}

const LISTS = ['models', 'specialties'] as const;

function* tooManyNames(protocol: Protocol): Generator<string> {
  for (const list of LISTS) {
    const count = protocol[list]?.length ?? 0;
    if (count > MAX_LISTED_NAMES)
      yield `${list}: lists ${count} names, and at most ${MAX_LISTED_NAMES} are allowed; list those that will be rated, or leave the list out to accept every name`;
  }
}

/** If readers cannot distinguish two names, the ratings of one thing are divided between them. */
function* lookAlikes(protocol: Protocol): Generator<string> {
  for (const list of LISTS) yield* lookAlike(list, protocol[list] ?? []);
  yield* lookAlike(
    'criteria',
    protocol.criteria.map(({ id }) => id),
  );
  yield* lookAlike(
    'criteria',
    protocol.criteria.map(({ label }) => label),
    'labels ',
  );
}

function* lookAlike(field: string, names: readonly string[], what = ''): Generator<string> {
  const seen = new Map<string, string>();
  for (const name of names) {
    const known = seen.get(appearance(name));
    if (known !== undefined)
      yield `${field}: the ${what}${quote(known)} and ${quote(name)} ${known === name ? 'are the same' : 'differ only in case, blanks or invisible characters'}; keep one of them`;
    seen.set(appearance(name), name);
  }
}

/** Control characters, and characters that change the direction of the surrounding text. */
const UNREADABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;

/** Titles and labels are displayed on one line. */
function* unreadableTexts({ title, criteria }: Protocol): Generator<string> {
  const texts: [path: (string | number)[], text: string][] = [
    [['title'], title],
    ...criteria.map(({ label }, at): [(string | number)[], string] => [['criteria', at, 'label'], label]),
  ];
  for (const [path, text] of texts) {
    if (UNREADABLE.test(text))
      yield `${pathInWords(path)}: contains a control character or one that turns the direction of text; leave it out`;
    if (text !== '' && text.trim() === '') yield `${pathInWords(path)}: contains only blanks`;
  }
}
