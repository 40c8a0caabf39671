import {
  type AliasedKind,
  aliasesLine,
  countedNames,
  noteInWords,
  type Protocol,
  type Receipt,
  unitOfNote,
} from '../contracts/index.ts';
import type { Pseudonymiser } from '../events/pseudonyms/index.ts';
import type { Pseudonymous } from '../ledger/index.ts';
import {
  confusableCodes,
  count,
  lookAlikes,
  MAX_COMPARED_NAMES,
  ownText,
  quote,
  several,
} from '../lib/index.ts';

type Warning = Receipt['warnings'][number];

/** Maximum number of groups of names that are listed per kind. */
const MAX_LISTED_GROUPS = 20;
/** Maximum number of names that are listed per group. */
const MAX_LISTED_NAMES = 8;

/**
 * The names of a file's events, to warn of spellings that divide one model, specialty or clinician. The first names of
 * each kind are kept, so that memory is bounded and the result depends only on the file and on the aliases of the
 * protocol. An alias divides nothing, so it stands for its name.
 *
 * If another worker resumes an import, it sees only the rest of the file. The audit compares all names of the study.
 * @see docs/decisions/0107-spellings-of-a-name.md
 */
export class NamesRead {
  readonly #protocol: Protocol;
  readonly #models = new Set<string>();
  readonly #specialties = new Set<string>();
  readonly #clinicians = new Set<string>();

  constructor(protocol: Protocol) {
    this.#protocol = protocol;
  }

  add(event: Pseudonymous): void {
    if (event.kind === 'retraction') return;
    const counted = countedNames(this.#protocol);
    keep(this.#specialties, counted.specialties(event.specialty));
    for (const model of event.kind === 'vote' ? [event.first, event.second] : [event.model])
      keep(this.#models, counted.models(model));
  }

  /** A pseudonymiser that also passes each clinician to this object. */
  listening(pseudonymiser: Pseudonymiser): Pseudonymiser {
    return {
      ...pseudonymiser,
      pseudonymOf: (clinician) => {
        keep(this.#clinicians, clinician);
        return pseudonymiser.pseudonymOf(clinician);
      },
    };
  }

  /** One warning per group of models or specialties, and one that only counts clinicians. */
  warnings(): Warning[] {
    const clinicians = lookAlikes(this.#clinicians).reduce((sum, { length }) => sum + length, 0);
    return [
      ...groupWarnings('models', lookAlikes(this.#models), this.#protocol),
      ...groupWarnings('specialties', lookAlikes(this.#specialties), this.#protocol),
      ...(clinicians > 0 ? [warning('similar_clinicians', clinicians, '')] : []),
    ];
  }
}

function keep(names: Set<string>, name: string): void {
  if (names.size < MAX_COMPARED_NAMES && !names.has(name)) names.add(ownText(name));
}

function groupWarnings(kind: AliasedKind, groups: readonly string[][], protocol: Protocol): Warning[] {
  const note = `similar_${kind}`;
  const listed = groups.slice(0, MAX_LISTED_GROUPS).map((group) => {
    const more = group.length > MAX_LISTED_NAMES ? ` and ${count(group.length - MAX_LISTED_NAMES)} more` : '';
    const names = group.slice(0, MAX_LISTED_NAMES);
    const line = aliasesLine(kind, names, protocol);
    return warning(note, group.length, `: ${names.map(spelled).join(', ')}${more}. In the protocol: ${line}`);
  });
  const others = groups.slice(MAX_LISTED_GROUPS);
  if (others.length === 0) return listed;
  const names = others.reduce((sum, { length }) => sum + length, 0);
  return [...listed, warning(note, names, `, in ${several(others.length, 'more group')}`)];
}

/** A name, with the code points of characters that look like others. */
function spelled(name: string): string {
  const codes = confusableCodes(name);
  return codes.length === 0 ? quote(name) : `${quote(name)} (with ${codes.join(', ')})`;
}

const warning = (note: string, number: number, more: string): Warning => ({
  warning: note,
  count: number,
  message: `${several(number, ...unitOfNote(note))} ${noteInWords(note)}${more}`,
});
