import { OUTCOMES, PARTS } from '../contracts/event.ts';
import { isPseudonym, type Pseudonymiser } from '../contracts/pseudonym.ts';
import type { Fault } from '../contracts/reject.ts';
import { type Scrub, scrubber } from './scrub.ts';

/** Fields that a row in a reject may show. Anything else could hold a clinician's name under another heading. */
const SHOWN = new Set(
  'kind judgment study pseudonym specialty country at item first second model outcome scores revision part'.split(
    ' ',
  ),
);
/** What the contract itself says in a field names nobody, whoever is called so. */
const WORDS = new Map<string, readonly string[]>([
  ['kind', ['vote', 'rating', 'retraction']],
  ['outcome', OUTCOMES],
  ['part', PARTS],
]);
const LONGEST_TEXT = 200;
const DEEPEST = 3;
const MOST_ENTRIES = 60;

/** The clinician as the value gives it, spelled as an identifier is. */
function clinicianIn(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('clinician' in value)) return null;
  return typeof value.clinician === 'string' ? value.clinician.normalize('NFC').trim() : null;
}

/** What takes a value's clinician out of texts; one that names none is kept as it is. */
export function scrubberOf(value: unknown, fault: Fault, { pseudonymOf }: Pseudonymiser): Scrub {
  const clinician = clinicianIn(value);
  return clinician ? scrubber(clinician, pseudonymOf(clinician), fault) : (text) => text;
}

/**
 * A refused value as it is kept: the contract's fields, short, without the clinician. The pseudonym stands in its
 * own field, so that a row that has been mended can be imported from the list of rejects.
 * Undefined where the value is no object.
 */
export function rejectedRow(value: unknown, scrub: Scrub, pseudonymiser: Pseudonymiser): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const clinician = clinicianIn(value);
  const kept = Object.entries(value)
    .filter(([name, content]) => SHOWN.has(name) && (name !== 'pseudonym' || isPseudonymous(content)))
    .map(([name, content]): [string, unknown] => [
      name,
      WORDS.get(name)?.includes(content as string) ? content : shortened(content, scrub, DEEPEST),
    ]);
  const row = Object.fromEntries(kept);
  return clinician ? { ...row, pseudonym: pseudonymiser.pseudonymOf(clinician) } : row;
}

/** Whether what stands as a pseudonym is one: an application may put a clinician's name there. */
const isPseudonymous = (content: unknown): boolean => typeof content === 'string' && isPseudonym(content);

function shortened(value: unknown, scrub: Scrub, depth: number): unknown {
  if (typeof value === 'string') {
    // Scrubbed before it is cut, so that no half of a name stays at the end.
    const text = scrub(value).toWellFormed();
    return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT).toWellFormed()}…` : text;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '…';
  if (Array.isArray(value))
    return value.slice(0, MOST_ENTRIES).map((part) => shortened(part, scrub, depth - 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MOST_ENTRIES)
      .map(([name, part]) => [shortened(name, scrub, depth) as string, shortened(part, scrub, depth - 1)]),
  );
}
