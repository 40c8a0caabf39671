import * as z from 'zod';
import {
  type AliasedKind,
  countedNames,
  type Event,
  event,
  type Fault,
  faultOf,
  isHash,
  MAX_REVISION,
  MAX_TIME_LENGTH,
  OUTCOMES,
  type Protocol,
  type RejectReason,
  SCORES,
  UNSPECIFIED,
} from '../contracts/index.ts';
import { apartFromLetters, foldCase, isObject, type JsonObject, placeOfWord, quote } from '../lib/index.ts';
import { faultInSize, holdsPrototypeKey, MAX_SCORED_NAMES } from './event-size.ts';

export type ReadEvent =
  | { readonly ok: true; readonly event: Event }
  | { readonly ok: false; readonly fault: Fault };

const refuse = (reason: RejectReason, field: string, message: string): ReadEvent => ({
  ok: false,
  fault: { reason, field, message: `${field}: ${message}` },
});

/**
 * Reads one event from a decoded JSON value. Values are not coerced, and an unknown field is a fault. {@link
 * checkAgainstProtocol} checks the rules that depend on the study's protocol.
 */
export function readEvent(value: unknown, isModel: IsModel = notListed): ReadEvent {
  const plain = plainEvent(value);
  if (plain) return checkNames(plain, isModel);
  const oversize = faultInSize(value);
  if (oversize) return { ok: false, fault: oversize };
  // A record schema silently skips this key, and the data under it would be lost.
  if (holdsPrototypeKey(value)) return refuse('unknown_field', '__proto__', 'is not a name that can be used');
  const read = event.safeParse(value, { reportInput: true });
  return read.success ? checkNames(read.data, isModel) : { ok: false, fault: faultOf(read.error) };
}

/**
 * Whether a name that the rater has as well is certainly the name of a model, because the protocol lists it or other raters
 * judge it.
 */
export type IsModel = (name: string) => boolean;
const notListed: IsModel = () => false;

function checkNames(read: Event, isModel: IsModel): ReadEvent {
  const field = fieldNamingClinician(read, isModel);
  if (field === null) return checkComparison(read);
  const kept = STORED_IDS.has(field)
    ? 'ids are stored'
    : field === 'site'
      ? 'it is stored'
      : 'it is published';
  return refuse(
    'names_clinician',
    field,
    `contains the clinician's id; ${kept}, and must not identify the clinician. Send another value or, if a mapping names` +
      ' the column, name another',
  );
}

const STORED_IDS: ReadonlySet<string> = new Set(['judgment', 'item', 'answers', 'answer']);

function checkComparison(read: Event): ReadEvent {
  if (read.kind !== 'vote') return { ok: true, event: read };
  if (read.first === read.second)
    return refuse('self_comparison', 'second', `${quote(read.second)} is compared with itself`);
  for (const model of Object.keys(read.scores ?? {}))
    if (model !== read.first && model !== read.second)
      return refuse(
        'scores_of_other_model',
        'scores',
        `${quote(model)} is neither of the two models compared`,
      );
  return { ok: true, event: read };
}

/** No clinician compared language models before this time. Earlier times were read in a wrong unit. */
const EARLIEST = Date.parse('2015-01-01T00:00:00Z');
/** Room for wrong clocks, and for times without a zone that are read as UTC. */
const MAX_AHEAD_MS = 24 * 3600 * 1000;

/**
 * The fault of an event whose time cannot be that of its judgment. Null if there is none.
 * @param received when the event was received, in ms since 1970. It says nothing if it is too early itself, such as
 *   the time of a file that an archive has not kept.
 * @see docs/decisions/0102-times-are-declared-and-plausible.md
 */
export function faultInTime({ at }: Pick<Event, 'at'>, received: number): Fault | null {
  const time = Date.parse(at);
  if (time < EARLIEST)
    return timeFault('is before 2015; is its unit or its format a different one? Declare it in a mapping');
  return time > received + MAX_AHEAD_MS && received >= EARLIEST
    ? timeFault('is more than a day after the event was received; is its unit, format or clock wrong?')
    : null;
}

const timeFault = (message: string): Fault => ({
  reason: 'invalid_value',
  field: 'at',
  message: `at: ${message}`,
});

/**
 * Checks names against the study's protocol: always the criteria, and models and specialties if it lists them. An alias
 * of a listed name is accepted, and stays as it is, because aliases apply at publication.
 */
export function checkAgainstProtocol(read: Event, protocol: Protocol): ReadEvent {
  if (read.kind === 'retraction') return { ok: true, event: read };
  if (!isListed('specialties', read.specialty, protocol))
    return refuse(
      'unlisted_specialty',
      'specialty',
      `${quote(read.specialty)} is not listed in the protocol`,
    );
  const models = read.kind === 'vote' ? [read.first, read.second] : [read.model];
  for (const model of models)
    if (!isListed('models', model, protocol))
      return refuse('unlisted_model', 'model', `${quote(model)} is not listed in the protocol`);
  const known = criteriaOf(protocol);
  const given = read.kind === 'vote' ? Object.values(read.scores ?? {}) : [read.scores];
  for (const scores of given)
    for (const criterion of Object.keys(scores))
      if (!known.has(criterion))
        return refuse('unknown_criterion', 'scores', `the protocol has no criterion ${quote(criterion)}`);
  return { ok: true, event: read };
}

function isListed(kind: AliasedKind, name: string, protocol: Protocol): boolean {
  const listed = protocol[kind];
  return !listed || listed.includes(name) || listed.includes(countedNames(protocol)[kind](name));
}

const CRITERIA = new WeakMap<Protocol, ReadonlySet<string>>();

function criteriaOf(protocol: Protocol): ReadonlySet<string> {
  const known = CRITERIA.get(protocol) ?? new Set(protocol.criteria.map(({ id }) => id));
  CRITERIA.set(protocol, known);
  return known;
}

/**
 * The usual names: printable ASCII without `#`, not beginning with `@`, no blank at the ends, at most 128
 * characters.
 */
const PLAIN_NAME = /^[!"$-?A-~](?:[ -"$-~]{0,126}[!"$-~])?$/;
const STUDY = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const COUNTRY = /^[A-Z]{2}$/;
const TIME = z.regexes.datetime({ offset: true });
const OUTCOME: ReadonlySet<unknown> = new Set(OUTCOMES);
const SCORE: ReadonlySet<unknown> = new Set(SCORES);

const isName = (value: unknown): boolean =>
  typeof value === 'string' && PLAIN_NAME.test(value) && value !== '__proto__';
const isPair = (value: unknown): boolean => Array.isArray(value) && value.length === 2 && value.every(isName);
export const isTime = (value: unknown): boolean =>
  typeof value === 'string' && value.length <= MAX_TIME_LENGTH && TIME.test(value);

const NAMES = ['judgment', 'clinician', 'specialty', 'site', 'item', 'first', 'second', 'model', 'answer'];

const IS_FIELD: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ...[...NAMES, 'modelVersion'].map((name): [string, typeof isName] => [name, isName]),
  ['answers', isPair],
  ['modelVersions', isPair],
  ['kind', () => true],
  ['study', (value) => typeof value === 'string' && STUDY.test(value) && value !== 'unparsable'],
  ['country', (value) => typeof value === 'string' && COUNTRY.test(value)],
  ['at', isTime],
  [
    'revision',
    (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_REVISION,
  ],
  ['outcome', (value) => OUTCOME.has(value)],
  ['scores', (value) => isObject(value)],
]);

const COMMON = ['judgment', 'study', 'clinician', 'at', 'specialty'];
const VOTE = {
  needed: [...COMMON, 'first', 'second', 'outcome'],
  foreign: ['model', 'answer', 'modelVersion'],
};
const RATING = {
  needed: [...COMMON, 'model', 'scores'],
  foreign: ['first', 'second', 'outcome', 'answers', 'modelVersions'],
};

/**
 * A fast path for a decoded JSON value. Returns the event if it is a vote or a rating, all names are plain ASCII,
 * and every field is in the contract's normal form. Null means that the contract must decide.
 *
 * The contract accepts each such event with the same result. This check takes a twentieth of the time, and nearly
 * all events of nearly all files pass it.
 */
export function plainEvent(value: unknown): Event | null {
  if (!isObject(value)) return null;
  const form = value.kind === 'vote' ? VOTE : value.kind === 'rating' ? RATING : null;
  if (!form) return null;
  for (const name in value) if (!IS_FIELD.get(name)?.(value[name])) return null;
  for (const name of form.needed) if (!Object.hasOwn(value, name)) return null;
  for (const name of form.foreign) if (Object.hasOwn(value, name)) return null;
  if (value.scores === undefined) return Object.hasOwn(value, 'scores') ? null : (value as Event);
  const isScored = value.kind === 'rating' ? isCard(value.scores) : areCards(value.scores as JsonObject);
  return isScored ? (value as unknown as Event) : null;
}

function isCard(value: unknown): boolean {
  if (!isObject(value)) return false;
  let count = 0;
  for (const name in value) {
    count += 1;
    if (count > MAX_SCORED_NAMES || !SCORE.has(value[name]) || !isName(name)) return false;
  }
  return count > 0;
}

function areCards(cards: JsonObject): boolean {
  let count = 0;
  for (const model in cards) {
    count += 1;
    if (count > MAX_SCORED_NAMES || !isName(model) || !isCard(cards[model])) return false;
  }
  return true;
}

/** Minimum length of ids that are searched for as words of a name. Shorter ids occur there by chance. */
const SHORTEST_WORD = 4;
/** Minimum length of ids that are searched for within the words of ids. */
const SHORTEST_PART = 5;

/**
 * A hash in hex, such as that of a question. One of 37,000 contains a given id of five digits by chance.
 * @see docs/decisions/0106-questions-are-items.md
 */
const DIGEST = /^[0-9a-f]{32}$/;
/** A hash contains an id of this length once in 10¹³ judgments. */
const SHORTEST_PART_OF_DIGEST = 12;

const NUMBER = /^\p{N}+$/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/**
 * The field of an event that reveals the clinician. This is a published name that is the clinician's id or contains
 * it as a word, and so can be the site. It can also be the id of a judgment, item or answer that contains it anywhere. Case is
 * ignored. Null if no field does.
 *
 * Numbers occur in names by chance, such as the number of a release in a model's name. They count only if they are
 * the complete name and have at least four digits.
 * @see docs/decisions/0081-refuse-clinician-ids-in-other-fields.md
 */
export function fieldNamingClinician(read: Event, isModel: IsModel = notListed): string | null {
  const id = foldCase(read.clinician);
  if (holdsPart(read.judgment, id)) return 'judgment';
  if (read.kind === 'retraction') return null;
  if (isIdWith(read.item, id)) return 'item';
  if (isOrHoldsWord(read.specialty, id)) return 'specialty';
  if (isOrHoldsWord(read.site, id)) return 'site';
  if (isOrHoldsWord(read.country, id)) return 'country';
  if (read.kind === 'rating') {
    if (isIdWith(read.answer, id)) return 'answer';
    if (isOrHoldsWord(read.modelVersion, id)) return 'modelVersion';
    if (isOrHoldsWord(read.model, id) && !isModel(read.model)) return 'model';
    return holdsInCriterion(read.scores, id) ? 'scores' : null;
  }
  if (read.answers?.some((answer) => isIdWith(answer, id))) return 'answers';
  if (read.modelVersions?.some((version) => isOrHoldsWord(version, id))) return 'modelVersions';
  if (isOrHoldsWord(read.first, id) && !isModel(read.first)) return 'first';
  if (isOrHoldsWord(read.second, id) && !isModel(read.second)) return 'second';
  for (const model in read.scores) if (holdsInCriterion(read.scores[model] ?? {}, id)) return 'scores';
  return null;
}

function holdsInCriterion(card: object, id: string): boolean {
  for (const criterion in card) if (isOrHoldsWord(criterion, id)) return true;
  return false;
}

/** Whether an id from outside contains the clinician's. A hash contains letters and digits by chance. */
const isIdWith = (text: string | null | undefined, id: string): boolean =>
  typeof text === 'string' && !isHash(text) && holdsPart(text, id);

const holdsPart = (text: string, id: string): boolean =>
  id.length >= (DIGEST.test(text) ? SHORTEST_PART_OF_DIGEST : SHORTEST_PART) &&
  id !== UNSPECIFIED &&
  foldCase(text).includes(id);

function isOrHoldsWord(text: string | null | undefined, id: string): boolean {
  if (!text || text.length < id.length) return false;
  const name = foldCase(text);
  // Nearly all names do not contain the id at all.
  if (!name.includes(id) || id === UNSPECIFIED || !LETTER_OR_DIGIT.test(id)) return false;
  const isLong = id.length >= SHORTEST_WORD;
  if (NUMBER.test(id)) return isLong && name === id;
  return name === id || (isLong && placeOfWord(name, id, apartFromLetters) !== -1);
}
