import { apartFromLetters, foldCase, placeOfWord } from '../../lib/index.ts';

/** Words in names of columns that may hold people, in a few languages. */
const PEOPLE = new Set(
  (
    'rater raters judge judges annotator annotators labeler labeller worker workers evaluator evaluators assessor expert' +
    ' experts grader scorer coder reviewer reviewers reader user users username userid visitor session participant' +
    ' respondent recipient subject panelist prolific mturk turker uid pid clinician clinicians pseudonym physician doctor doctors doc dr nurse surgeon author creator' +
    ' by who whom person people firstname lastname surname initials email mail phone ip ipaddress address login account' +
    ' handle employee staff contact owner student resident fellow' +
    ' bewerter bewerterin arzt ärztin gutachter gutachterin prüfer benutzer nutzer teilnehmer vorname nachname' +
    ' évaluateur evaluateur médecin medecin utilisateur nom prénom prenom juge annotateur' +
    ' evaluador médico medico usuario nombre apellido valutatore utente nome cognome avaliador'
  ).split(' '),
);
/** With one of these words, a name is not that of a person. */
const THINGS = new Set(
  'model llm system file task project criterion question study item case column'.split(' '),
);

/** The words of a column's name in lower case: `annotation.completedBy` has three. */
export const wordsOfName = (name: string): string[] =>
  name
    .slice(0, 200)
    .normalize('NFC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .match(/\p{L}+|\p{N}+/gu) ?? [];

/** Whether a column may hold raters, by its name. */
export function mayNameRater(name: string): boolean {
  const words = wordsOfName(name);
  if (words.some((word) => PEOPLE.has(word))) return true;
  const last = words.at(-1);
  if (last === 'name' || last === 'names') return !words.some((word) => THINGS.has(word));
  return words.join('') === 'responseid' || words.join('') === 'name';
}

const ADDRESS = /[^\s@]@[^\s@.]+\.[a-z]/i;
const TITLE = /^(?:dr|prof|pd|drs|dott|mr|mrs|ms|frau|herr)\b\.?\s/i;

/** Whether a short text looks like the name or the address of a person. */
export const looksPersonal = (text: string): boolean => ADDRESS.test(text) || TITLE.test(text);

const MIN_WORD_LENGTH = 4;
const MIN_PART_LENGTH = 5;
const DIGITS = /^\d+$/;

/**
 * Whether a short text contains one of the raters. Short ids and numbers occur in other texts by chance, so that they
 * only count as whole texts or as whole words.
 * @param raters ids in folded case
 * @see docs/decisions/0081-refuse-clinician-ids-in-other-fields.md
 */
export function namesRater(text: string, raters: ReadonlySet<string>): boolean {
  const folded = foldCase(text);
  if (raters.has(folded)) return folded.length >= MIN_WORD_LENGTH || !DIGITS.test(folded);
  for (const rater of raters) {
    if (rater.length < MIN_WORD_LENGTH || DIGITS.test(rater) || !folded.includes(rater)) continue;
    if (rater.length >= MIN_PART_LENGTH || placeOfWord(folded, rater, apartFromLetters) !== -1) return true;
  }
  return false;
}
