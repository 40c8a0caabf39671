import { countedNames, type Protocol } from '../../contracts/index.ts';
import { type Counts, type FrozenCriterion, judgmentsIn, votesOf } from '../../ledger/cells/index.ts';
import { byCodeUnit, OwnError } from '../../lib/index.ts';
import { BlockBuilder } from './block-builder.ts';
import { crossedGathering, NO_OTHER_UNITS } from './crossed-gathering.ts';
import { type AnswerCell, type Evidence, type EvidenceSource, evidenceOf, type Spelled } from './evidence.ts';
import { BOTH_BAD, type CountList, LOST, layoutOf, TIED, targetsOf, WON } from './layout.ts';
import { type PairRow, type PairVotesBuilder, pairVotesBuilder } from './pair-votes.ts';
import type { UnitCell } from './rows/evidence-row.ts';
import { samplingUnits, type UnitSettings, unitNumbering } from './scope.ts';
import { VoteSumsBuilder } from './vote-sums.ts';

/** Sums up cells one by one, in any order, without storing them. */
interface Gathering {
  /** Adds the counts of a unit. */
  add(cell: UnitCell): void;
  /** Returns the evidence from all counts. Call it once, after the last cell. */
  evidence(): Evidence;
}

/** The parts of a protocol that name models and specialties, or choose the sampling units. */
export type NamesOfProtocol = Pick<Protocol, 'models' | 'specialties' | 'aliases'> & UnitSettings;

/**
 * Sums up cells while they are read. A large study has millions of cells, which take gigabytes as maps of counts.
 * Therefore, this keeps flat counts: answers by model and specialty, and votes by pair.
 *
 * Aliases of the protocol count under their name. A vote on two spellings of one model compares the model with itself. It
 * is only counted, and its ratings count as those of answers rated alone.
 * @param source the counts that are added: rows of judgments, or cells of counters
 * @see docs/decisions/0060-the-audit-keeps-no-cells.md
 * @see docs/decisions/0116-aliases-apply-at-publication.md
 */
export function gathering(
  criteria: readonly FrozenCriterion[],
  protocol: NamesOfProtocol,
  source: EvidenceSource = { kind: 'counters' },
): Gathering {
  const sampling = samplingUnits(source, protocol);
  const { units } = sampling;
  const unitsOf = unitNumbering(source, sampling);
  const crossed = crossedGathering(sampling);
  const layout = layoutOf(criteria);
  const targets = targetsOf(layout);
  const counted = countedNames(protocol);
  const [models, specialties] = [numbering(counted.models), numbering(counted.specialties)];
  /** By model and specialty. */
  const blocks: BlockBuilder[][] = [];
  const pairs: PairVotesBuilder[] = [];
  const votes = new VoteSumsBuilder(units);
  let selfComparisons = 0;
  let judgmentsSeen = 0;
  const blockOf = (model: number, specialty: number): BlockBuilder => {
    blocks[model] ??= [];
    blocks[model][specialty] ??= new BlockBuilder(layout);
    return blocks[model][specialty];
  };

  const add = (cell: UnitCell): void => {
    const { counts } = cell;
    const largest = largestCount(counts);
    if (largest === 0) return;
    judgmentsSeen += largest;
    if (judgmentsSeen > MAX_COUNTED)
      throw new OwnError(`an audit can count ${MAX_COUNTED} judgments at most, and this study has more`);
    const rowUnits = unitsOf(cell);
    const { unit } = rowUnits;
    const specialty = specialties.of(cell.specialty);
    const x = models.of(cell.x);
    const y = cell.y === '' ? x : models.of(cell.y);
    const alone = x === y;
    if (alone && cell.y !== '') {
      selfComparisons += judgmentsIn(cell);
      if (![...counts.keys()].some((slot) => targets.has(slot))) return;
    }
    const [own, other] = [blockOf(x, specialty), blockOf(y, specialty)];
    const [ownFrom, otherFrom] = [own.countsOf(unit), other.countsOf(unit)];
    const sparse = crossed?.begin({ units: rowUnits, x, y, specialty });
    for (const [slot, count] of counts) {
      const target = targets.get(slot);
      if (!target) continue;
      const [block, from] = target.side === 'x' ? [own, ownFrom] : [other, otherFrom];
      const entries = alone ? target.alone : target.compared;
      for (let at = 0; at < entries.length; at++) {
        block.counts[from + entries[at]!]! += count;
        sparse?.put(target.side, entries[at]!, count);
      }
    }
    if (alone) return;
    const tally = votesOf(cell.counts);
    const { tie: ties, bothBad } = tally;
    const xWins = tally.xWinsFirst + tally.xWinsSecond;
    const yWins = tally.yWinsFirst + tally.yWinsSecond;
    pairs[specialty] ??= pairVotesBuilder();
    const row = { unit, x, y, xWins, yWins, ties, bothBad };
    const sorted = models.areInOrder(x, y) ? row : { ...row, x: y, y: x, xWins: yWins, yWins: xWins };
    pairs[specialty].add(sorted);
    crossed?.addVotes(sorted, tally);
    const displayed = layout.displayed(WON);
    countDisplayed(own.counts, ownFrom + displayed, row, 'x');
    countDisplayed(other.counts, otherFrom + displayed, row, 'y');
    votes.add(unit, tally);
  };

  const evidence = (): Evidence => {
    const [ofModels, ofSpecialties] = [
      models.sorted(protocol.models ?? []),
      specialties.sorted(protocol.specialties ?? []),
    ];
    const cells: AnswerCell[] = [];
    for (const [model, own] of blocks.entries())
      for (const [specialty, builder] of own.entries()) {
        if (!builder) continue;
        cells.push({
          model: ofModels.newNumber[model]!,
          specialty: ofSpecialties.newNumber[specialty]!,
          block: builder.build(),
        });
        delete own[specialty];
      }
    const builders = new Array<PairVotesBuilder | undefined>(ofSpecialties.names.length);
    for (const [specialty, builder] of pairs.entries())
      builders[ofSpecialties.newNumber[specialty]!] = builder;
    return evidenceOf(
      {
        layout,
        source,
        scope: sampling.scope,
        units,
        ...(crossed?.build({
          models: ofModels.newNumber,
          specialties: ofSpecialties.newNumber,
          numberOfSpecialties: ofSpecialties.names.length,
        }) ?? NO_OTHER_UNITS),
        models: ofModels.names,
        specialties: ofSpecialties.names,
        seen: { models: ofModels.newNumber.length, specialties: ofSpecialties.newNumber.length },
        pairs: Array.from(builders, (builder) => (builder ?? pairVotesBuilder()).build(ofModels.newNumber)),
        votes: votes.build(),
        aliases: {
          models: models.applied(),
          specialties: specialties.applied(),
          selfComparisons,
        },
      },
      cells,
    );
  };
  return { add, evidence };
}

/** Sums of more judgments could exceed the 32 bits of a count, because a sum adds up to 16 slots. */
const MAX_COUNTED = 100_000_000;

function largestCount(counts: Counts): number {
  let largest = 0;
  for (const count of counts.values()) largest = Math.max(largest, Math.abs(count));
  return largest;
}

/**
 * Numbers names in the order of arrival, with one number for all spellings of a name. At the end it sorts them by code
 * unit, together with the listed names, and returns the new number of each.
 */
function numbering(nameOf: (spelling: string) => string) {
  const numbers = new Map<string, number>();
  const bySpelling = new Map<string, number>();
  const arrived: string[] = [];
  const of = (spelling: string): number => {
    const known = bySpelling.get(spelling);
    if (known !== undefined) return known;
    const name = nameOf(spelling);
    const number = numbers.get(name) ?? arrived.push(name) - 1;
    numbers.set(name, number);
    bySpelling.set(spelling, number);
    return number;
  };
  const areInOrder = (a: number, b: number): boolean => byCodeUnit(arrived[a]!, arrived[b]!) < 0;
  const applied = (): Spelled[] => {
    const aliases = [...bySpelling.keys()].filter((spelling) => nameOf(spelling) !== spelling);
    return [...Map.groupBy(aliases, nameOf)]
      .map(([name, spellings]) => ({ name, spellings: spellings.sort(byCodeUnit) }))
      .sort((a, b) => byCodeUnit(a.name, b.name));
  };
  const sorted = (others: readonly string[]) => {
    const names = [...new Set([...numbers.keys(), ...others])].sort(byCodeUnit);
    const place = new Map(names.map((name, at) => [name, at]));
    return { names, newNumber: Array.from(numbers.keys(), (name) => place.get(name)!) };
  };
  return { of, areInOrder, applied, sorted };
}

/** @param at the entry of displayed answers that won; the entries of the other fates follow it */
function countDisplayed(counts: CountList, at: number, votes: PairRow, side: 'x' | 'y'): void {
  const { xWins, yWins } = votes;
  counts[at + WON]! += side === 'x' ? xWins : yWins;
  counts[at + LOST]! += side === 'x' ? yWins : xWins;
  counts[at + TIED]! += votes.ties;
  counts[at + BOTH_BAD]! += votes.bothBad;
}
