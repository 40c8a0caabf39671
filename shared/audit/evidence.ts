import type { Protocol } from '../contracts/protocol.ts';
import { GROUPS } from '../contracts/pseudonym.ts';
import { SCORES } from '../contracts/score.ts';
import type { FrozenCriterion } from '../contracts/settings.ts';
import { byCodeUnit } from '../judgments/register.ts';
import { type Cell, compareCells } from '../tallies/cell.ts';
import { type VoteTally, votesOf } from '../tallies/decode.ts';
import { FATES } from '../tallies/slots.ts';
import {
  ALONE,
  type Block,
  BOTH_BAD,
  emptyBlock,
  type Layout,
  LOST,
  layoutOf,
  type Series,
  series,
  TIED,
  targetsOf,
  WON,
} from './layout.ts';

/** The votes on one pair of models by one group in one specialty; models and specialties by number. */
export interface PairVotes extends VoteTally {
  readonly group: number;
  readonly specialty: number;
  readonly x: number;
  readonly y: number;
}

/** All cells, decoded once. Names are sorted by code unit and numbered in that order. */
export interface Evidence {
  readonly layout: Layout;
  readonly models: readonly string[];
  readonly specialties: readonly string[];
  /** Those of the models and specialties that cells name, rather than the protocol alone. */
  readonly seen: { readonly models: number; readonly specialties: number };
  readonly pairs: readonly PairVotes[];
  /** A model's answers; null stands for all models, all specialties. */
  block(model: number | null, specialty: number | null): Block;
}

/** Reads the cells into blocks of counts. Names that the protocol lists are there even without any votes. */
export function gather(
  cells: readonly Cell[],
  criteria: readonly FrozenCriterion[],
  protocol: Pick<Protocol, 'models' | 'specialties'>,
): Evidence {
  const counted = cells.filter(({ counts }) => [...counts.values()].some((count) => count !== 0));
  counted.sort(compareCells);
  const seenModels = new Set(counted.flatMap(({ x, y }) => (y === '' ? [x] : [x, y])));
  const seenSpecialties = new Set(counted.map(({ specialty }) => specialty));
  const models = numbered([...seenModels, ...(protocol.models ?? [])]);
  const specialties = numbered([...seenSpecialties, ...(protocol.specialties ?? [])]);

  const layout = layoutOf(criteria);
  const blocks = new Map<number, Block>();
  const blockOf = (model: number, specialty: number): Block => {
    const key = model * specialties.names.length + specialty;
    const held = blocks.get(key) ?? emptyBlock(layout);
    blocks.set(key, held);
    return held;
  };

  const targets = targetsOf(layout);
  const pairs: PairVotes[] = [];
  for (const cell of counted) {
    const specialty = specialties.number.get(cell.specialty)!;
    const x = models.number.get(cell.x)!;
    const alone = cell.y === '';
    const own = blockOf(x, specialty);
    const other = alone ? own : blockOf(models.number.get(cell.y)!, specialty);
    for (const [slot, count] of cell.counts) {
      const target = targets.get(slot);
      if (!target) continue;
      const block = target.side === 'x' ? own : other;
      for (const entry of alone ? target.alone : target.compared)
        block[entry * GROUPS + cell.group]! += count;
    }
    if (alone) continue;
    const votes = votesOf(cell);
    countDisplayed(own, other, layout, cell.group, votes);
    pairs.push({ ...votes, group: cell.group, specialty, x, y: models.number.get(cell.y)! });
  }
  for (const block of blocks.values()) complete(block, layout);
  const sums = summedBlocks(blocks, layout, models.names.length, specialties.names.length);
  return {
    layout,
    models: models.names,
    specialties: specialties.names,
    seen: { models: seenModels.size, specialties: seenSpecialties.size },
    pairs,
    block: sums,
  };
}

function numbered(given: readonly string[]) {
  const names = [...new Set(given)].sort(byCodeUnit);
  return { names, number: new Map(names.map((name, number) => [name, number])) };
}

function countDisplayed(x: Block, y: Block, layout: Layout, group: number, votes: VoteTally): void {
  const add = (block: Block, fate: number, count: number) => {
    block[layout.displayed(fate) * GROUPS + group]! += count;
  };
  const [xWins, yWins] = [votes.xWinsFirst + votes.xWinsSecond, votes.yWinsFirst + votes.yWinsSecond];
  add(x, WON, xWins);
  add(y, LOST, xWins);
  add(x, LOST, yWins);
  add(y, WON, yWins);
  for (const block of [x, y]) {
    add(block, TIED, votes.tie);
    add(block, BOTH_BAD, votes.bothBad);
  }
}

/**
 * Fills in what follows from the counts: the composite over all fates, and what became of the rest: both bad.
 */
function complete(block: Block, layout: Layout): void {
  const add = (into: number, from: number, factor = 1) => {
    const [target, source] = [series(block, into), series(block, from)];
    for (let group = 0; group < GROUPS; group++) target[group]! += factor * source[group]!;
  };
  for (const fate of FATES.keys()) {
    const rated = layout.rated(layout.composite, fate)!;
    for (const at of SCORES.keys()) {
      const entry = layout.compositeScore(fate, at);
      add(layout.score(layout.composite, at), entry);
      add(rated, entry);
      if (at < 2) add(rated + 1, entry);
    }
  }
  for (let criterion = 0; criterion < layout.composite; criterion++) {
    const rest = layout.rated(criterion, BOTH_BAD);
    if (rest === null) continue;
    for (const at of SCORES.keys()) {
      add(rest, layout.score(criterion, at));
      if (at < 2) add(rest + 1, layout.score(criterion, at));
    }
    for (const fate of [WON, LOST, TIED, ALONE]) {
      const rated = layout.rated(criterion, fate)!;
      add(rest, rated, -1);
      add(rest + 1, rated + 1, -1);
    }
  }
}

function summedBlocks(
  blocks: ReadonlyMap<number, Block>,
  layout: Layout,
  modelCount: number,
  specialtyCount: number,
) {
  const empty = emptyBlock(layout);
  const perModel = Array.from({ length: modelCount }, () => emptyBlock(layout));
  const all = emptyBlock(layout);
  for (const [key, block] of blocks) {
    const sum = perModel[Math.floor(key / specialtyCount)]!;
    for (let at = 0; at < block.length; at++) {
      sum[at]! += block[at]!;
      all[at]! += block[at]!;
    }
  }
  return (model: number | null, specialty: number | null): Block => {
    if (model === null) return specialty === null ? all : empty;
    return specialty === null ? perModel[model]! : (blocks.get(model * specialtyCount + specialty) ?? empty);
  };
}

/** The sum over groups. */
export function total(counts: Series): number {
  let sum = 0;
  for (let group = 0; group < counts.length; group++) sum += counts[group]!;
  return sum;
}
