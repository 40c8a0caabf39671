import { type Fault, UNSPECIFIED } from '../contracts/index.ts';
import {
  type Apart,
  apartFromDigits,
  apartFromLetters,
  foldCase,
  onOneLine,
  placeOfWord,
  withoutInvisible,
} from '../lib/index.ts';

/** Removes a clinician's name from a text before it is stored. */
export type Scrub = (text: string) => string;

/** Replaces the clinician's name. No field accepts it, so a row cannot be resent before it is corrected. */
export const CLINICIAN_MARK = '#clinician';

/**
 * Maximum length of a scrubbed text. Further characters are cut off and marked by `…`.
 *
 * A reject shows 200 characters of a text. The mark is shorter than the longest name, so scrubbing moves the cut
 * forward. In a text of this length, the cut never moves into the part that is shown.
 */
export const MAX_SCRUBBED_LENGTH = 3000;
/** Composing characters (NFC) leaves at least a quarter of a text's length. */
const MAX_DECOMPOSED_LENGTH = 4 * MAX_SCRUBBED_LENGTH;

/** Minimum lengths of names within words, and of names as whole words. Shorter names occur in texts by chance. */
const SHORTEST_PART = 5;
const SHORTEST_WORD = 3;
const NUMBER = /^\p{N}+$/u;
/** A shorter number is an ordinary number. */
const SHORTEST_NUMBER = 4;

/**
 * Replaces a clinician's name by {@link CLINICIAN_MARK} if it stands for the clinician, in any case. Long names are replaced
 * anywhere, shorter ones as words, and numbers if no other digit is next to them. A score of 1 is not clinician 1.
 *
 * The work is bounded: texts are examined up to {@link MAX_SCRUBBED_LENGTH}, and a name has at most 128 characters.
 * @param clinician a checked id
 * @param fault why the texts are stored; if they are refused because they name the clinician, even the shortest
 *   name is replaced if it is a complete text
 */
export function scrubber(clinician: string, { reason }: Fault): Scrub {
  // "unspecified" identifies no clinician, and may also be the specialty.
  if (clinician === UNSPECIFIED) return clip;
  const scrubOf = (name: string): Scrub => {
    const replace = name === '' ? null : replacerOf(name, reason === 'names_clinician');
    return (text) => (replace === null ? text : withoutCutName(replace(text), name));
  };
  const bareName = bare(onOneLine(clinician));
  const [scrub, scrubBare] = [scrubOf(clinician), scrubOf(bareName)];
  return (text) => {
    const clipped = clip(text);
    const plain = clipped.normalize('NFC');
    const scrubbed = scrub(plain);
    // A name may be interrupted by characters that the checked id no longer has, or by their signs in a message.
    const shorn = bare(scrubbed);
    if (shorn !== scrubbed) {
      const again = scrubBare(shorn);
      if (again !== shorn) return again;
    }
    return scrubbed === plain ? clipped : scrubbed;
  };
}

/** Stands for an invisible character in a message. */
const REPLACEMENT = '\uFFFD';

const bare = (text: string): string => withoutInvisible(text).replaceAll(REPLACEMENT, '').normalize('NFC');

/** The beginning of a text that is too long. */
function clip(text: string): string {
  if (text.length <= MAX_SCRUBBED_LENGTH) return text;
  const composed = text.slice(0, MAX_DECOMPOSED_LENGTH).normalize('NFC');
  const isWhole = text.length <= MAX_DECOMPOSED_LENGTH && composed.length <= MAX_SCRUBBED_LENGTH;
  return isWhole ? text : `${composed.slice(0, MAX_SCRUBBED_LENGTH)}…`;
}

/** A text that was cut off may end in the middle of the clinician's name. */
function withoutCutName(text: string, clinician: string): string {
  const name = foldCase(clinician);
  const parts = text.split('…');
  const last = parts.pop() ?? '';
  const scrubbed = parts.map((part) => {
    const folded = foldCase(part);
    const longest = Math.min(name.length - 1, folded.length);
    for (let length = longest; length >= SHORTEST_WORD; length -= 1)
      if (folded.endsWith(name.slice(0, length))) return `${part.slice(0, -length)}${CLINICIAN_MARK}`;
    return part;
  });
  return [...scrubbed, last].join('…');
}

const anywhere: Apart = () => true;
const alone: Apart = (before, after) => before === '' && after === '';

function replacerOf(clinician: string, isNamed: boolean): Scrub | null {
  const isApart = ruleFor(clinician, isNamed);
  if (isApart === null) return null;
  // Messages quote names in JSON notation and on one line, which changes quotes and backslashes.
  const spellings = new Set(
    [clinician, ...[clinician, onOneLine(clinician)].map((name) => JSON.stringify(name).slice(1, -1))].map(
      foldCase,
    ),
  );
  return (text) => {
    let scrubbed = isApart === alone ? text.trim() : text;
    for (const spelling of spellings) scrubbed = replaceWord(scrubbed, spelling, isApart);
    return isApart === alone && scrubbed !== CLINICIAN_MARK ? text : scrubbed;
  };
}

/** The rule by which a name counts as the clinician's. Null if it never counts. */
function ruleFor(clinician: string, isNamed: boolean): Apart | null {
  const { length } = clinician;
  if (NUMBER.test(clinician)) {
    if (length >= SHORTEST_PART) return apartFromDigits;
    return length >= SHORTEST_NUMBER ? alone : null;
  }
  if (length >= SHORTEST_PART) return anywhere;
  if (length >= SHORTEST_WORD) return apartFromLetters;
  return isNamed ? alone : null;
}

function replaceWord(text: string, word: string, isApart: Apart): string {
  const folded = foldCase(text);
  let replaced = '';
  let from = 0;
  for (
    let at = placeOfWord(folded, word, isApart);
    at !== -1;
    at = placeOfWord(folded, word, isApart, from)
  ) {
    replaced += text.slice(from, at) + CLINICIAN_MARK;
    from = at + word.length;
  }
  return from === 0 ? text : replaced + text.slice(from);
}
