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

/** All that the audit knows of the votes and ratings. Names are sorted by code unit and numbered in that order. */
export interface Evidence {
  readonly layout: Layout;
  readonly models: readonly string[];
  readonly specialties: readonly string[];
  /** Those of the models and specialties that cells name, rather than the protocol alone. */
  readonly seen: { readonly models: number; readonly specialties: number };
  /** By specialty. */
  readonly pairs: readonly PairVotes[];
  readonly votes: VoteSums;
  /** A model's answers; null stands for all models, all specialties. */
  block(model: number | null, specialty: number | null): Block;
}

/** @param blocks by model, then specialty: model × specialties + specialty; where nothing was said, there is none */
export function evidenceOf(found: Omit<Evidence, 'block'>, blocks: readonly (Block | undefined)[]): Evidence {
  const { layout, models, specialties } = found;
  const empty = emptyBlock(layout);
  const perModel = models.map(() => new Float64Array(layout.entries * GROUPS));
  const all = new Float64Array(layout.entries * GROUPS);
  for (const [cell, block] of blocks.entries()) {
    if (!block) continue;
    const sum = perModel[Math.floor(cell / specialties.length)]!;
    for (let at = 0; at < block.length; at++) {
      sum[at]! += block[at]!;
      all[at]! += block[at]!;
    }
  }
  const block = (model: number | null, specialty: number | null): Block => {
    if (model === null) return specialty === null ? all : empty;
    return specialty === null ? perModel[model]! : (blocks[model * specialties.length + specialty] ?? empty);
  };
  return { ...found, block };
}
