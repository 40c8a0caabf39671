import { hash } from 'node:crypto';
import { byCodeUnit } from '../../../lib/index.ts';
import { MAX_UNITS } from '../units.ts';
import type { UnitNumbers } from './evidence-row.ts';

/** A row before its units are numbered. */
export interface CollectedRow {
  readonly clinician: string;
  /** Empty if the judgments name none. */
  readonly item: string;
  readonly site: string;
  /** The names and the counts, as text. */
  readonly content: string;
}

interface CanonicalOrder {
  readonly units: UnitNumbers;
  /** SHA-256, in hex, of the content of all rows and of their connections. */
  readonly digest: string;
  /** The number of the unit, by id. */
  readonly clinicians: ReadonlyMap<string, number>;
  readonly items: ReadonlyMap<string, number>;
  readonly sites: ReadonlyMap<string, number>;
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
      sha256([row.content, ...KINDS.map((kind) => ofIds[kind].get(row[kind])!)].join('\n')),
    );
    if (round < REFINEMENTS) ofIds = idColours(rows, colours);
  }
  const [clinicians, items, sites] = KINDS.map((kind) => unitsOf(ofIds[kind]));
  return {
    units: {
      clinicians: numberOf(clinicians!),
      items: numberOf(items!),
      sites: numberOf(sites!),
    },
    digest: sha256([...colours].sort(byCodeUnit).join('\n')),
    clinicians: clinicians!,
    items: items!,
    sites: sites!,
  };
}

const sha256 = (text: string): string => hash('sha256', text, 'hex');

type IdColours = Readonly<Record<Kind, ReadonlyMap<string, string>>>;

/** The colour of each id: the hash of the sorted colours of its rows. A missing id has an empty colour. */
function idColours(rows: readonly CollectedRow[], colours: readonly string[]): IdColours {
  const ofKind = (kind: Kind) => {
    const own = new Map<string, string[]>();
    for (const [at, row] of rows.entries()) {
      const list = own.get(row[kind]);
      if (list) list.push(colours[at]!);
      else own.set(row[kind], [colours[at]!]);
    }
    return new Map(
      [...own].map(([id, list]) => [id, id === '' ? '' : sha256(list.sort(byCodeUnit).join('\n'))]),
    );
  };
  return { clinician: ofKind('clinician'), item: ofKind('item'), site: ofKind('site') };
}

/** Numbers ids in the order of their colours. A missing id has no number. */
function unitsOf(colours: ReadonlyMap<string, string>): Map<string, number> {
  const ids = [...colours].filter(([id]) => id !== '').sort(([, a], [, b]) => byCodeUnit(a, b));
  return new Map(ids.map(([id], at) => [id, at % MAX_UNITS]));
}

const numberOf = (units: ReadonlyMap<string, number>): number => Math.min(units.size, MAX_UNITS);
