import { type Event, isHash, UNSPECIFIED } from '../contracts/index.ts';
import { apartFromLetters, foldCase, placeOfWord } from '../lib/index.ts';

/**
 * Whether a name that the rater has as well is certainly the name of a model, because the protocol lists it or other raters
 * judge it.
 */
export type IsModel = (name: string) => boolean;
export const notListed: IsModel = () => false;

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
  if (read.site !== undefined && isOrHoldsWord(read.site, id)) return 'site';
  if (read.country !== undefined && isOrHoldsWord(read.country, id)) return 'country';
  if (read.kind === 'rating') {
    if (isIdWith(read.answer, id)) return 'answer';
    if (isOrHoldsWord(read.model, id) && !isModel(read.model)) return 'model';
    return holdsInCriterion(read.scores, id) ? 'scores' : null;
  }
  if (read.answers?.some((answer) => isIdWith(answer, id))) return 'answers';
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

function isOrHoldsWord(text: string, id: string): boolean {
  if (text.length < id.length) return false;
  const name = foldCase(text);
  // Nearly all names do not contain the id at all.
  if (!name.includes(id) || id === UNSPECIFIED || !LETTER_OR_DIGIT.test(id)) return false;
  const isLong = id.length >= SHORTEST_WORD;
  if (NUMBER.test(id)) return isLong && name === id;
  return name === id || (isLong && placeOfWord(name, id, apartFromLetters) !== -1);
}
