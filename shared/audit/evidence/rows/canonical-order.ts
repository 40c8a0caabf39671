import { hash } from 'node:crypto';
import { byCodeUnit } from '../../../lib/index.ts';
import { MAX_UNITS } from '../units.ts';
import type { UnitNumbers } from './evidence-row.ts';

/** A row before its units are numbered. Ids are numbers from 0, in any order. */
export interface CollectedRow {
  readonly clinician: number;
  /** Null if the judgments name none. */
  readonly item: number | null;
  readonly site: number | null;
  /** The names and the counts, as text. */
  readonly content: string;
}

interface CanonicalOrder {
  readonly units: UnitNumbers;
  /** SHA-256, in hex, of the content of all rows and of their connections. */
  readonly digest: string;
  /** The number of the unit, by id. */
  readonly clinicians: readonly number[];
  readonly items: readonly number[];
  readonly sites: readonly number[];
}

const KINDS = ['clinician', 'item', 'site'] as const;
type Kind = (typeof KINDS)[number];

/**
 * Number of refinements. The first one tells clinicians apart by their own rows. The second one also regards the rows of
 * the items and sites that they have in common.
 */
const REFINEMENTS = 2;

/**
 * Numbers the clinicians, items and sites by the content of their rows alone. Neither a pseudonym, nor an id, nor the
 * order of arrival changes a number. Colour refinement does this (Weisfeiler & Leman 1968): the colour of an id is the
 * hash of its rows, and the colour of a row is the hash of its content and of its ids' colours.
 *
 * Ids of equal colour have equal rows, so that their order changes no figure. If there are more than {@link MAX_UNITS}
 * ids of a kind, they fill these units in turn.
 * @see docs/decisions/0135-units-are-ordered-by-their-content.md
 */
export function canonicalOrder(rows: readonly CollectedRow[]): CanonicalOrder {
  let colours = rows.map(({ content }) => sha256(content));
  let ofIds = idColours(rows, colours);
  for (let round = 1; round <= REFINEMENTS; round++) {
    colours = rows.map((row) =>
      sha256([row.content, ...KINDS.map((kind) => colourOf(ofIds[kind], row[kind]))].join('\n')),
    );
    if (round < REFINEMENTS) ofIds = idColours(rows, colours);
  }
  const [clinicians, items, sites] = KINDS.map((kind) => unitsOf(ofIds[kind]));
  return {
    units: {
      clinicians: numberOf(ofIds.clinician),
      items: numberOf(ofIds.item),
      sites: numberOf(ofIds.site),
    },
    digest: sha256([...colours].sort(byCodeUnit).join('\n')),
    clinicians: clinicians!,
    items: items!,
    sites: sites!,
  };
}

const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** The colour of each id. Ids without rows have no entry. */
type IdColours = Readonly<Record<Kind, readonly string[]>>;

const colourOf = (colours: readonly string[], id: number | null): string => (id === null ? '' : colours[id]!);

/** The colour of an id is the hash of the sorted colours of its rows. */
function idColours(rows: readonly CollectedRow[], colours: readonly string[]): IdColours {
  const ofKind = (kind: Kind): string[] => {
    const own: string[][] = [];
    for (const [at, row] of rows.entries()) {
      const id = row[kind];
      if (id === null) continue;
      own[id] ??= [];
      own[id].push(colours[at]!);
    }
    return own.map((list) => sha256(list.sort(byCodeUnit).join('\n')));
  };
  return { clinician: ofKind('clinician'), item: ofKind('item'), site: ofKind('site') };
}

/** Numbers ids in the order of their colours. Ids without rows have no number. */
function unitsOf(colours: readonly string[]): number[] {
  const units: number[] = [];
  const ids = [...colours.keys()].filter((id) => colours[id] !== undefined);
  for (const [at, id] of ids.sort((a, b) => byCodeUnit(colours[a]!, colours[b]!)).entries())
    units[id] = at % MAX_UNITS;
  return units;
}

const numberOf = (colours: readonly string[]): number =>
  Math.min(colours.filter((colour) => colour !== undefined).length, MAX_UNITS);
