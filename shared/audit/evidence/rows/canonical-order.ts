import { hash } from 'node:crypto';
import { placesUpTo, sortedBy } from '../../../lib/compact/index.ts';
import { byCodeUnit } from '../../../lib/index.ts';
import { MAX_UNITS } from '../units.ts';
import type { UnitNumbers } from './evidence-row.ts';
import { KINDS, type Kind, NO_ID, type RowTable } from './row-table.ts';
import { numberTied } from './tie-breaking.ts';

/** Rows before their units are numbered. Their ids are numbers from 0 in any order, or {@link NO_ID}. */
interface CollectedRows extends Pick<RowTable, 'length' | Kind> {
  /** The names and the counts of a row, as text. */
  contentOf(row: number): string;
}

interface CanonicalOrder {
  /** How many units there are of each kind. */
  readonly units: UnitNumbers;
  /** SHA-256, in hex, of the content of all rows and of their connections. */
  readonly digest: string;
  /** For each kind, the number of the unit by id. */
  readonly unitOf: Readonly<Record<Kind, readonly number[]>>;
}

/**
 * Maximum number of refinements. The first one tells clinicians apart by their own rows, the second one also by the rows of
 * the items and sites that they have in common, and so on. Few studies need more than two.
 */
const MAX_REFINEMENTS = 12;

/**
 * Numbers the clinicians, items and sites by the content of their rows alone. Neither a pseudonym, nor an id, nor the
 * order of arrival changes a number. Colour refinement does this (Weisfeiler & Leman 1968): the colour of an id is the
 * hash of its rows, and the colour of a row is the hash of its content and of its ids' colours.
 *
 * Ids of equal colour have equal rows. Their numbers agree with those of the ids that they are connected with
 * ({@link numberTied}). If there are more than {@link MAX_UNITS} ids of a kind, they fill these units in turn.
 * @see docs/decisions/0135-units-are-ordered-by-their-content.md
 */
export function canonicalOrder(rows: CollectedRows): CanonicalOrder {
  const colours = new Array<string>(rows.length);
  for (let row = 0; row < rows.length; row++) colours[row] = sha256(rows.contentOf(row));
  let byColour = sortedByColour(colours);
  let ofIds = idColours(rows, colours, byColour);
  let known = numberOfColours(ofIds);
  for (let round = 1; round <= MAX_REFINEMENTS; round++) {
    for (let row = 0; row < rows.length; row++) {
      let text = rows.contentOf(row);
      for (const kind of KINDS) text += `\n${ofIds[kind][rows[kind][row]!] ?? ''}`;
      colours[row] = sha256(text);
    }
    byColour = sortedByColour(colours);
    ofIds = idColours(rows, colours, byColour);
    const before = known;
    known = numberOfColours(ofIds);
    if (known === before) break;
  }
  const ranks = { clinician: ranksOf(ofIds.clinician), item: ranksOf(ofIds.item), site: ranksOf(ofIds.site) };
  const numbers = numberTied({ ...rows, ofClinician: rowsByClinician(rows, byColour) }, ranks);
  const unitsOf = (kind: Kind) => numbers[kind].map((number) => number % MAX_UNITS);
  return {
    units: {
      clinicians: numberOf(ofIds.clinician),
      items: numberOf(ofIds.item),
      sites: numberOf(ofIds.site),
    },
    digest: sha256(Array.from(byColour, (row) => colours[row]!).join('\n')),
    unitOf: { clinician: unitsOf('clinician'), item: unitsOf('item'), site: unitsOf('site') },
  };
}

const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** Hex digits of a colour that are one number of the sort, and the number of such numbers. */
const [DIGITS, NUMBERS] = [4, 4];

/**
 * The rows in the order of their colours. They are sorted by the first 64 bits, because comparing texts takes five times as
 * long. Colours that differ later only are practically impossible, and are then sorted as texts.
 */
function sortedByColour(colours: readonly string[]): Uint32Array {
  let order = placesUpTo(colours.length);
  for (let number = NUMBERS - 1; number >= 0; number--) {
    const from = number * DIGITS;
    const column = Uint16Array.from(colours, (colour) =>
      Number.parseInt(colour.slice(from, from + DIGITS), 16),
    );
    order = sortedBy(column, order);
  }
  const isSorted = order.every((row, at) => at === 0 || colours[order[at - 1]!]! <= colours[row]!);
  return isSorted ? order : order.sort((a, b) => byCodeUnit(colours[a]!, colours[b]!));
}

/** The colour of each id. Ids without rows have no entry. */
type IdColours = Readonly<Record<Kind, readonly string[]>>;

/** The colour of an id is the hash of the sorted colours of its rows. */
function idColours(rows: CollectedRows, colours: readonly string[], byColour: Uint32Array): IdColours {
  const ofKind = (kind: Kind): string[] => {
    const largest = rows[kind].reduce((most, id) => Math.max(most, id), NO_ID);
    const own = new Array<string[]>(largest + 1);
    for (const row of byColour) {
      const id = rows[kind][row]!;
      if (id === NO_ID) continue;
      own[id] ??= [];
      own[id].push(colours[row]!);
    }
    return own.map((list) => sha256(list.join('\n')));
  };
  return { clinician: ofKind('clinician'), item: ofKind('item'), site: ofKind('site') };
}

const numberOfColours = (colours: IdColours): number =>
  KINDS.reduce((sum, kind) => sum + new Set(colours[kind]).size, 0);

/** The place of each id in the order of colours. Ids of equal colour share the first of their places. */
function ranksOf(colours: readonly string[]): number[] {
  const ranks: number[] = [];
  const ids = [...colours.keys()].filter((id) => colours[id] !== undefined);
  ids.sort((a, b) => byCodeUnit(colours[a]!, colours[b]!));
  for (const [at, id] of ids.entries()) {
    const before = ids[at - 1];
    ranks[id] = before !== undefined && colours[before] === colours[id] ? ranks[before]! : at;
  }
  return ranks;
}

function rowsByClinician({ clinician }: CollectedRows, byColour: Uint32Array): number[][] {
  const rows: number[][] = [];
  for (const row of byColour) {
    rows[clinician[row]!] ??= [];
    rows[clinician[row]!]!.push(row);
  }
  return rows;
}

const numberOf = (colours: readonly string[]): number =>
  Math.min(colours.filter((colour) => colour !== undefined).length, MAX_UNITS);
