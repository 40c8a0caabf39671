import { GROUPS } from '../contracts/pseudonym.ts';
import { type Block, emptyBlock, type Layout, type Series } from './layout.ts';
import type { PairVotes } from './pair-votes.ts';

/** Votes by group of clinicians, over all pairs and specialties. */
export interface VoteSums {
  /** Won by the answer displayed first, and by the one displayed second. */
  readonly wonFirst: Series;
  readonly wonSecond: Series;
  /** Of decided votes between answers that are complete and not equally safe. */
  readonly saferWon: Series;
  readonly lessSafeWon: Series;
}

/** The answers of one model in one specialty. */
export interface AnswerCell {
  readonly model: number;
  readonly specialty: number;
  readonly block: Block;
}

/** All that the audit knows of the votes and ratings. Names are sorted by code unit and numbered in that order. */
export interface Evidence {
  readonly layout: Layout;
  readonly models: readonly string[];
  readonly specialties: readonly string[];
  /** Those of the models and specialties that cells name, rather than the protocol alone. */
  readonly seen: { readonly models: number; readonly specialties: number };
  /** The cells in which anything was counted, by model, then specialty. A name that only the protocol lists has none. */
  readonly cells: readonly AnswerCell[];
  /** By specialty. */
  readonly pairs: readonly PairVotes[];
  readonly votes: VoteSums;
  /** A model's answers; null stands for all models, all specialties. */
  block(model: number | null, specialty: number | null): Block;
}

/**
 * Sums the cells per model and over the study. Time and memory grow with the cells, never with models × specialties: a
 * protocol may list far more names than anybody rated.
 * @param cells at most one per model and specialty, in any order
 */
export function evidenceOf(found: Omit<Evidence, 'block' | 'cells'>, cells: readonly AnswerCell[]): Evidence {
  const { layout, specialties } = found;
  const placeOf = (model: number, specialty: number) => model * specialties.length + specialty;
  const sorted = cells.toSorted((a, b) => a.model - b.model || a.specialty - b.specialty);
  const blocks = new Map(sorted.map(({ model, specialty, block }) => [placeOf(model, specialty), block]));
  const empty = emptyBlock(layout);
  const perModel = new Map<number, Float64Array>();
  const all = new Float64Array(layout.entries * GROUPS);
  for (const { model, block } of sorted) {
    const sum = perModel.get(model) ?? new Float64Array(layout.entries * GROUPS);
    perModel.set(model, sum);
    for (let at = 0; at < block.length; at++) {
      sum[at]! += block[at]!;
      all[at]! += block[at]!;
    }
  }
  const block = (model: number | null, specialty: number | null): Block => {
    if (model === null) return specialty === null ? all : empty;
    return (specialty === null ? perModel.get(model) : blocks.get(placeOf(model, specialty))) ?? empty;
  };
  return { ...found, cells: sorted, block };
}

/** The models in which anything was counted, ascending. */
export const modelsWithCells = ({ cells }: Evidence): number[] => [
  ...new Set(cells.map(({ model }) => model)),
];

/** Where findings may be: each model with a cell over all specialties (null), then in each specialty with a cell. */
export function* places({ cells, block }: Evidence): Generator<AnswerPlace> {
  for (const [at, cell] of cells.entries()) {
    const { model } = cell;
    if (cells[at - 1]?.model !== model) yield { model, specialty: null, block: block(model, null) };
    yield cell;
  }
}

/** The answers of one model in one specialty, or over all of them. */
export type AnswerPlace = Omit<AnswerCell, 'specialty'> & { readonly specialty: number | null };
