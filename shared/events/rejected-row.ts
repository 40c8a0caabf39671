import { hashOfLong, KINDS, OUTCOMES, PARTS, studyName } from '../contracts/index.ts';
import { isTime } from './read-event.ts';
import type { Scrub } from './scrub.ts';

/** A refused event in its stored form. It does not contain the name of the clinician. */
export type RejectedRow = Readonly<Record<string, unknown>>;

/** Fields that the row of a reject may show. Other fields could contain a clinician's name. */
const SHOWN_FIELDS = [
  'kind',
  'judgment',
  'study',
  'specialty',
  'country',
  'site',
  'at',
  'item',
  'first',
  'second',
  'answers',
  'modelVersions',
  'model',
  'answer',
  'modelVersion',
  'outcome',
  'scores',
  'revision',
  'part',
] as const;
type Shown = (typeof SHOWN_FIELDS)[number];
const IS_SHOWN: ReadonlySet<string> = new Set(SHOWN_FIELDS);

/** The contract's own words in a field identify no clinician, even if a clinician has such a name. */
const WORDS: Readonly<Partial<Record<Shown, readonly string[]>>> = {
  kind: KINDS,
  outcome: OUTCOMES,
  part: PARTS,
};

/** Replaces a text that is not shown. No field accepts it, so a row cannot be resent before it is filled in. */
export const WITHHELD = '#withheld';

const MAX_TEXT_LENGTH = 200;
const MAX_DEPTH = 3;
const MAX_ENTRIES = 60;
/** Maximum number of values in a row. A vote that scores two answers on all criteria has about sixty. */
const MAX_VALUES = 1000;

/** The row of an event with a known clinician: the contract's fields, shortened, without the clinician. */
export function scrubbedRow(value: object, scrub: Scrub): RejectedRow {
  const shortener = new Shortener(scrub);
  const row: [string, unknown][] = [];
  for (const name of SHOWN_FIELDS) {
    if (!Object.hasOwn(value, name)) continue;
    const content = (value as Record<string, unknown>)[name];
    if (HASHED.has(name)) row.push([name, hashedOr(content, (text) => shortener.shorten(text))]);
    else row.push([name, isWordOf(name, content) ? content : shortener.shorten(content)]);
  }
  return Object.fromEntries(row);
}

const HASHED: ReadonlySet<Shown> = new Set<Shown>(['item', 'answers', 'answer']);

/**
 * Long texts as their hashes. A text of a question or answer that was cut would become another one when the row is sent
 * again.
 */
function hashedOr(content: unknown, shorten: (content: unknown) => unknown): unknown {
  const hashed = (part: unknown) => (typeof part === 'string' && hashOfLong(part)) || shorten(part);
  return Array.isArray(content) ? content.slice(0, 2).map(hashed) : hashed(content);
}

/**
 * The row of an event with an unknown clinician. Any of its texts may be the name. It shows only values from a
 * closed vocabulary and numbers of the contract. All other fields are {@link WITHHELD}. `isWhole` says whether the
 * row shows all given data.
 */
export function withheldRow(value: object): { readonly row: RejectedRow; readonly isWhole: boolean } {
  const row: [string, unknown][] = [];
  for (const name of SHOWN_FIELDS) {
    if (!Object.hasOwn(value, name)) continue;
    const content = (value as Record<string, unknown>)[name];
    row.push([name, namesNobody(name, content) ? content : WITHHELD]);
  }
  const isWhole =
    row.every(([, content]) => content !== WITHHELD) &&
    Object.keys(value).every((name) => IS_SHOWN.has(name));
  return { row: Object.fromEntries(row), isWhole };
}

const isWordOf = (name: Shown, content: unknown): boolean =>
  WORDS[name]?.includes(content as string) ?? false;

function namesNobody(name: Shown, content: unknown): boolean {
  if (name === 'at') return isTime(content);
  if (name === 'study') return studyName.safeParse(content).success;
  if (name === 'revision') return Number.isSafeInteger(content);
  return isWordOf(name, content);
}

/** Shortens values for a list of rejects, and removes the clinician from their texts. */
class Shortener {
  readonly #scrub: Scrub;
  #left = MAX_VALUES;

  constructor(scrub: Scrub) {
    this.#scrub = scrub;
  }

  shorten(value: unknown, depth = MAX_DEPTH): unknown {
    this.#left -= 1;
    if (this.#left < 0 || (depth === 0 && typeof value === 'object' && value !== null)) return '…';
    if (typeof value === 'string') return this.#shortText(value);
    if (typeof value === 'number' || typeof value === 'bigint') return this.#shownNumber(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map((part) => this.shorten(part, depth - 1));
    const names = Object.keys(value).slice(0, MAX_ENTRIES);
    const partOf = (name: string) => (value as Record<string, unknown>)[name];
    return Object.fromEntries(
      names.map((name) => [this.#shortText(name), this.shorten(partOf(name), depth - 1)]),
    );
  }

  /** A number may also be the clinician's id. JSON cannot represent infinite numbers. */
  #shownNumber(value: number | bigint): unknown {
    const text = String(value);
    const scrubbed = this.#scrub(text);
    return scrubbed === text && (typeof value === 'bigint' || Number.isFinite(value)) ? value : scrubbed;
  }

  #shortText(text: string): string {
    // The text is scrubbed before it is cut, so that no part of a name remains at the end.
    const scrubbed = this.#scrub(text).toWellFormed();
    if (scrubbed.length <= MAX_TEXT_LENGTH) return scrubbed;
    return `${scrubbed.slice(0, MAX_TEXT_LENGTH).toWellFormed()}…`;
  }
}
