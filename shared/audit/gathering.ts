import type { Protocol } from '../contracts/protocol.ts';
import { GROUPS } from '../contracts/pseudonym.ts';
import type { FrozenCriterion } from '../contracts/settings.ts';
import { byCodeUnit } from '../judgments/register.ts';
import type { Cell } from '../tallies/cell.ts';
import type { Counts } from '../tallies/counts.ts';
import { type VoteTally, votesOf } from '../tallies/decode.ts';
import { completeBlock } from './complete-block.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import {
  type Block,
  BOTH_BAD,
  emptyBlock,
  type Layout,
  LOST,
  layoutOf,
  TIED,
  targetsOf,
  WON,
} from './layout.ts';
import { type PairVotesBuilder, pairVotesBuilder } from './pair-votes.ts';

/** Takes cells in, one by one in any order, and keeps none of them. */
export interface Gathering {
  /** At most once a key. */
  add(cell: Cell): void;
  /** What the cells say; to be asked for once, when all are there. */
  evidence(protocol: Pick<Protocol, 'models' | 'specialties'>): Evidence;
}

/**
 * Adds up cells as they are read. A large study has millions of them, as maps of counts some gigabytes: what is kept
 * are flat counts, of answers by model and specialty and of votes by pair.
 */
export function gathering(criteria: readonly FrozenCriterion[]): Gathering {
  const layout = layoutOf(criteria);
  const targets = targetsOf(layout);
  const [models, specialties] = [numbering(), numbering()];
  const blocks: Block[][] = []; // [model][specialty]
  const pairs: PairVotesBuilder[] = [];
  const votes = {
    wonFirst: new Float64Array(GROUPS),
    wonSecond: new Float64Array(GROUPS),
    saferWon: new Float64Array(GROUPS),
    lessSafeWon: new Float64Array(GROUPS),
  };
  const blockOf = (model: number, specialty: number): Block => {
    blocks[model] ??= [];
    blocks[model][specialty] ??= emptyBlock(layout);
    return blocks[model][specialty];
  };

  const countVotes = (group: number, specialty: number, x: number, y: number, tally: VoteTally): void => {
    const { tie: ties, bothBad } = tally;
    const [xWins, yWins] = [tally.xWinsFirst + tally.xWinsSecond, tally.yWinsFirst + tally.yWinsSecond];
    pairs[specialty] ??= pairVotesBuilder();
    pairs[specialty].add({ group, x, y, xWins, yWins, ties, bothBad });
    countDisplayed(blockOf(x, specialty), layout, group, [xWins, yWins, ties, bothBad]);
    countDisplayed(blockOf(y, specialty), layout, group, [yWins, xWins, ties, bothBad]);
    votes.wonFirst[group]! += tally.xWinsFirst + tally.yWinsFirst;
    votes.wonSecond[group]! += tally.xWinsSecond + tally.yWinsSecond;
    votes.saferWon[group]! += tally.saferWon;
    votes.lessSafeWon[group]! += tally.lessSafeWon;
  };

  const add = (cell: Cell): void => {
    const { group, counts } = cell;
    if (!hasCount(counts)) return;
    const alone = cell.y === '';
    const specialty = specialties.of(cell.specialty);
    const x = models.of(cell.x);
    const y = alone ? x : models.of(cell.y);
    const [own, other] = [blockOf(x, specialty), blockOf(y, specialty)];
    for (const [slot, count] of counts) {
      const target = targets.get(slot);
      if (!target) continue;
      const block = target.side === 'x' ? own : other;
      for (const entry of alone ? target.alone : target.compared) block[entry * GROUPS + group]! += count;
    }
    if (!alone) countVotes(group, specialty, x, y, votesOf(cell));
  };

  const evidence = (protocol: Pick<Protocol, 'models' | 'specialties'>): Evidence => {
    const [ofModels, ofSpecialties] = [
      models.sorted(protocol.models ?? []),
      specialties.sorted(protocol.specialties ?? []),
    ];
    const S = ofSpecialties.names.length;
    const placed = new Array<Block | undefined>(ofModels.names.length * S);
    for (const [model, own] of blocks.entries())
      for (const [specialty, block] of own.entries()) {
        if (!block) continue;
        completeBlock(block, layout);
        placed[ofModels.newNumber[model]! * S + ofSpecialties.newNumber[specialty]!] = block;
      }
    const builders = new Array<PairVotesBuilder | undefined>(S);
    for (const [specialty, builder] of pairs.entries())
      builders[ofSpecialties.newNumber[specialty]!] = builder;
    return evidenceOf(
      {
        layout,
        models: ofModels.names,
        specialties: ofSpecialties.names,
        seen: { models: ofModels.newNumber.length, specialties: ofSpecialties.newNumber.length },
        pairs: Array.from(builders, (builder) => (builder ?? pairVotesBuilder()).build(ofModels.newNumber)),
        votes,
      },
      placed,
    );
  };
  return { add, evidence };
}

function hasCount(counts: Counts): boolean {
  for (const count of counts.values()) if (count !== 0) return true;
  return false;
}

/** Reads the cells. Names that the protocol lists are there even without any votes. */
export function gather(
  cells: Iterable<Cell>,
  criteria: readonly FrozenCriterion[],
  protocol: Pick<Protocol, 'models' | 'specialties'>,
): Evidence {
  const gathered = gathering(criteria);
  for (const cell of cells) gathered.add(cell);
  return gathered.evidence(protocol);
}

/** Numbers names as they come; sorted by code unit with others, where each has gone. */
function numbering() {
  const numbers = new Map<string, number>();
  const of = (name: string): number => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, numbers.size);
    return numbers.size - 1;
  };
  const sorted = (others: readonly string[]) => {
    const names = [...new Set([...numbers.keys(), ...others])].sort(byCodeUnit);
    const place = new Map(names.map((name, at) => [name, at]));
    return { names, newNumber: Array.from(numbers.keys(), (name) => place.get(name)!) };
  };
  return { of, sorted };
}

function countDisplayed(block: Block, layout: Layout, group: number, votes: readonly number[]): void {
  for (const [at, fate] of [WON, LOST, TIED, BOTH_BAD].entries())
    block[layout.displayed(fate) * GROUPS + group]! += votes[at]!;
}
