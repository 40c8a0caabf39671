import type { Scope } from '../../contracts/index.ts';
import type { Coefficients, Counted } from './counted.ts';
import { type Block, EMPTY_BLOCK, type Layout } from './layout.ts';
import type { PairVotes } from './pair-votes.ts';
import type { NamedJudgments, UnitNumbers } from './rows/evidence-row.ts';
import { unionOfUnits } from './unit-union.ts';
import type { VoteSums } from './vote-sums.ts';

/** A name with its aliases that occur in cells, sorted by code unit. */
export interface Spelled {
  readonly name: string;
  readonly spellings: readonly string[];
}

/** The aliases that occur in cells. Both lists are sorted by name. */
interface AppliedAliases {
  readonly models: readonly Spelled[];
  readonly specialties: readonly Spelled[];
  /** Votes on two spellings of one model. No other count includes them. */
  readonly selfComparisons: number;
}

/** Whether an alias occurs in cells. A self-comparison needs one. */
export const hasApplied = ({ models, specialties }: AppliedAliases): boolean =>
  models.length + specialties.length > 0;

/** The answers of one model in one specialty. */
export interface AnswerCell {
  readonly model: number;
  readonly specialty: number;
  readonly block: Block;
}

/** Where the counts of an audit come from. */
export type EvidenceSource =
  /** Every judgment of the ledger. Each clinician, item and site is a sampling unit, up to {@link MAX_UNITS} of a kind. */
  | {
      readonly kind: 'judgments';
      readonly units: UnitNumbers;
      readonly named: NamedJudgments;
      readonly digest: string;
      /** Present if some counter is not the sum of the judgments, so that a new snapshot reports it. */
      readonly countersDiffer?: true;
    }
  /** The counters. Their groups of clinicians are the sampling units. */
  | { readonly kind: 'counters' };

/** The counts of a study by another kind of sampling unit than the main one. */
export interface UnitCounts {
  /** Number of the units. */
  readonly units: number;
  /** The votes on pairs, by specialty. */
  readonly pairs: readonly PairVotes[];
  readonly votes: VoteSums;
  /** The answers of a model by unit. Null means all models or all specialties. */
  counted(model: number | null, specialty: number | null, coefficients: Coefficients): Counted;
}

/**
 * The counts by item, and by intersection of a main unit with an item. The variance of both units together is V_c + V_i −
 * V_ci, with V_ci over the intersections (Cameron, Gelbach & Miller 2011).
 */
export interface ItemEvidence {
  readonly byItem: UnitCounts;
  readonly byIntersection: UnitCounts;
}

/** All votes and ratings that the audit uses. Names are sorted by code unit and numbered in that order. */
export interface Evidence {
  readonly layout: Layout;
  readonly source: EvidenceSource;
  /** The population for which the claims hold. Its `unit` is the kind of the main sampling units. */
  readonly scope: Scope;
  /** Number of the main sampling units: clinicians, sites, or items in a study of fewer than 5 clinicians. */
  readonly units: number;
  /** Null if items are unknown, or if they are the main units. */
  readonly items: ItemEvidence | null;
  /**
   * The answers by each kind of unit that is not random, but of which the study has several: sites, if clinicians are the
   * units. Cleared rates must hold without any one of them.
   */
  readonly further: readonly UnitCounts['counted'][];
  readonly models: readonly string[];
  readonly specialties: readonly string[];
  /** The numbers of models and specialties that occur in cells. The protocol may list others. */
  readonly seen: { readonly models: number; readonly specialties: number };
  /** The cells with at least one count, by model, then specialty. A name that only the protocol lists has no cell. */
  readonly cells: readonly AnswerCell[];
  /** The votes on pairs, by specialty. */
  readonly pairs: readonly PairVotes[];
  readonly votes: VoteSums;
  readonly aliases: AppliedAliases;
  /** The answers of a model. Null means all models or all specialties. */
  block(model: number | null, specialty: number | null): Block;
}

/**
 * Sums the cells per model and over the study. Time and memory grow with the number of cells, not with models ×
 * specialties, because a protocol may list many names without any rating.
 * @param cells at most one per model and specialty, in any order
 */
export function evidenceOf(found: Omit<Evidence, 'block' | 'cells'>, cells: readonly AnswerCell[]): Evidence {
  const { layout, specialties } = found;
  const placeOf = (model: number, specialty: number) => model * specialties.length + specialty;
  const sorted = cells.toSorted((a, b) => a.model - b.model || a.specialty - b.specialty);
  const blocks = new Map(sorted.map(({ model, specialty, block }) => [placeOf(model, specialty), block]));
  const perModel = new Map(
    [...Map.groupBy(sorted, ({ model }) => model)].map(([model, own]) => [
      model,
      sumOf(
        own.map(({ block }) => block),
        layout,
      ),
    ]),
  );
  const all = sumOf([...perModel.values()], layout);
  const block = (model: number | null, specialty: number | null): Block => {
    if (model === null) return specialty === null ? all : EMPTY_BLOCK;
    return (specialty === null ? perModel.get(model) : blocks.get(placeOf(model, specialty))) ?? EMPTY_BLOCK;
  };
  return { ...found, cells: sorted, block };
}

/** The sum of blocks, with the units of all of them. */
function sumOf(blocks: readonly Block[], { entries }: Layout): Block {
  const { units, placesIn } = unionOfUnits(blocks.map((block) => block.units));
  const counts = new Float64Array(entries * units.length);
  for (const block of blocks) {
    const places = placesIn(block.units);
    for (let entry = 0; entry < entries; entry++) {
      const [from, into] = [entry * places.length, entry * units.length];
      for (let at = 0; at < places.length; at++) counts[into + places[at]!]! += block.counts[from + at]!;
    }
  }
  return { units, counts };
}

/** The models with at least one count, in ascending order. */
export const modelsWithCells = ({ cells }: Evidence): number[] => [
  ...new Set(cells.map(({ model }) => model)),
];

/**
 * The places of possible findings. For each model with a cell, this is first all specialties (null), then each
 * specialty with a cell.
 */
export function* places({ cells, block }: Evidence): Generator<AnswerPlace> {
  for (const [at, cell] of cells.entries()) {
    const { model } = cell;
    if (cells[at - 1]?.model !== model) yield { model, specialty: null, block: block(model, null) };
    yield cell;
  }
}

/** The answers of a model, in one specialty or over all specialties. */
type AnswerPlace = Omit<AnswerCell, 'specialty'> & { readonly specialty: number | null };
