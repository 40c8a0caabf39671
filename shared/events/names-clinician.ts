import { type Event, UNSPECIFIED } from '../contracts/index.ts';
import { apartFromLetters, foldCase, placeOfWord } from '../lib/index.ts';

/** Minimum length of ids that are searched for as words of a name. Shorter ids occur there by chance. */
const SHORTEST_WORD = 4;
/** Minimum length of ids that are searched for within the words of ids. */
const SHORTEST_PART = 5;

const NUMBER = /^\p{N}+$/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/**
 * The field of an event that reveals the clinician. This is a published name that is the clinician's id or contains
 * it as a word. It can also be the id of a judgment or item that contains it anywhere. Case is ignored. Null if no
 * field does.
 *
 * Numbers occur in names by chance, such as the number of a release in a model's name. They count only if they are
 * the complete name and have at least four digits.
 */
export function fieldNamingClinician(read: Event): string | null {
  const id = foldCase(read.clinician);
  if (holdsPart(read.judgment, id)) return 'judgment';
  if (read.kind === 'retraction') return null;
  if (read.item !== undefined && holdsPart(read.item, id)) return 'item';
  if (isOrHoldsWord(read.specialty, id)) return 'specialty';
  if (read.country !== undefined && isOrHoldsWord(read.country, id)) return 'country';
  if (read.kind === 'rating') {
    if (isOrHoldsWord(read.model, id)) return 'model';
    return holdsInCriterion(read.scores, id) ? 'scores' : null;
  }
  if (isOrHoldsWord(read.first, id)) return 'first';
  if (isOrHoldsWord(read.second, id)) return 'second';
  for (const model in read.scores) if (holdsInCriterion(read.scores[model] ?? {}, id)) return 'scores';
  return null;
}

function holdsInCriterion(card: object, id: string): boolean {
  for (const criterion in card) if (isOrHoldsWord(criterion, id)) return true;
  return false;
}

const holdsPart = (text: string, id: string): boolean =>
  id.length >= SHORTEST_PART && id !== UNSPECIFIED && foldCase(text).includes(id);

function isOrHoldsWord(text: string, id: string): boolean {
  if (text.length < id.length) return false;
  const name = foldCase(text);
  // Nearly all names do not contain the id at all.
  if (!name.includes(id) || id === UNSPECIFIED || !LETTER_OR_DIGIT.test(id)) return false;
  const isLong = id.length >= SHORTEST_WORD;
  if (NUMBER.test(id)) return isLong && name === id;
  return name === id || (isLong && placeOfWord(name, id, apartFromLetters) !== -1);
}
