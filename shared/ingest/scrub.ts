import { UNSPECIFIED } from '../contracts/identifier.ts';
import type { Fault } from '../contracts/reject.ts';

/** Takes a clinician's name out of texts that are about to be kept. */
export type Scrub = (text: string) => string;

/** Shorter names stand in texts by chance: within words, and as words of their own. */
const SHORTEST_PART = 5;
const SHORTEST_WORD = 3;
const NUMBER = /^\p{N}+$/u;
/** A number that is shorter stands for itself. */
const SHORTEST_NUMBER = 4;

/**
 * Replaces a clinician's name by the pseudonym wherever it stands for the clinician, in whatever case: long ones
 * anywhere, shorter ones as words, and numbers where no other digit is beside them. A score of 1 is no clinician 1.
 * @param fault why the texts are kept: where they are refused for naming the clinician, the shortest name is taken
 *   out, too, where it is all of a text
 */
export function scrubber(clinician: string, pseudonym: string, { reason }: Fault): Scrub {
  // Who stands for nobody known is no name, and the word may stand for the specialty, too.
  const pattern = clinician === UNSPECIFIED ? null : patternOf(clinician, reason === 'names_clinician');
  if (pattern === null) return (text) => text;
  return (text) => {
    const plain = text.normalize('NFC');
    const scrubbed = withoutCutName(plain.replace(pattern, pseudonym), clinician, pseudonym);
    return scrubbed === plain ? text : scrubbed;
  };
}

/** Messages cut off long names of fields, perhaps in the middle of the clinician's. */
function withoutCutName(text: string, clinician: string, pseudonym: string): string {
  const name = clinician.toLowerCase();
  const parts = text.split('…');
  const last = parts.pop() ?? '';
  const scrubbed = parts.map((part) => {
    const lower = part.toLowerCase();
    for (let length = name.length - 1; length >= SHORTEST_WORD; length -= 1)
      if (lower.endsWith(name.slice(0, length))) return `${part.slice(0, -length)}${pseudonym}`;
    return part;
  });
  return [...scrubbed, last].join('…');
}

function patternOf(clinician: string, isNamed: boolean): RegExp | null {
  // Messages quote names as JSON does, which spells quotes and backslashes otherwise.
  const spellings = [clinician, JSON.stringify(clinician).slice(1, -1)].map(escaped);
  const name = `(?:${[...new Set(spellings)].join('|')})`;
  const { length } = clinician;
  const pattern = (source: string) => new RegExp(source, 'giu');
  if (NUMBER.test(clinician)) {
    if (length >= SHORTEST_PART) return pattern(`(?<!\\p{N})${name}(?!\\p{N})`);
    return length >= SHORTEST_NUMBER ? pattern(`^\\s*${name}\\s*$`) : null;
  }
  if (length >= SHORTEST_PART) return pattern(name);
  if (length >= SHORTEST_WORD) return pattern(`(?<![\\p{L}\\p{N}])${name}(?![\\p{L}\\p{N}])`);
  return isNamed ? pattern(`^\\s*${name}\\s*$`) : null;
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
