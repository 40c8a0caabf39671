import { isFailure, SCORES } from '../../contracts/index.ts';
import { FATES, type FrozenCriterion, slots } from '../../ledger/cells/index.ts';

/** One count per sampling unit of the study. */
export type Series = Float64Array;

/** A list of counts. Those of one specialty are 32-bit integers, and sums over specialties may exceed that limit. */
export type CountList = Float64Array | Int32Array;

/**
 * The counts of a model's answers. A block has only the sampling units that judged these answers, because most
 * clinicians judge in few specialties.
 */
export interface Block {
  /** The numbers of the units, in ascending order. */
  readonly units: Int32Array;
  /** Entry × unit, with the units of an entry adjacent. */
  readonly counts: CountList;
}

export const [WON, LOST, TIED, BOTH_BAD, ALONE] = [0, 1, 2, 3, 4] as const;

/** The possible fates of an answer in a comparison. */
export const COMPARED = [WON, LOST, TIED, BOTH_BAD] as const;

/**
 * The position of each count in a block. Criteria are numbered as in the frozen settings. The composite follows the
 * last criterion.
 */
export interface Layout {
  readonly criteria: readonly FrozenCriterion[];
  /** The number of the composite. */
  readonly composite: number;
  readonly entries: number;
  /** Entry of answers with the `at`-th score on a criterion or the composite. The worst score is first. */
  score(criterion: number, at: number): number;
  /** Entry of composite scores by fate. */
  compositeScore(fate: number, at: number): number;
  /**
   * Entry of rated answers by fate, followed by the entry of their failures. Null for criteria that are not
   * safety-critical.
   */
  rated(criterion: number, fate: number): number | null;
  /**
   * Entry of displayed answers that won, lost, tied or were voted "both bad". A vote counts once for each of its
   * answers.
   */
  displayed(fate: number): number;
  /** Entry of answers without a score on some safety-critical criterion, rated alone or in comparisons. */
  readonly incomplete: number;
  readonly incompleteAlone: number;
}

export function layoutOf(criteria: readonly FrozenCriterion[]): Layout {
  const composite = criteria.length;
  let critical = 0;
  const order = criteria.map(({ safetyCritical }) => (safetyCritical ? critical++ : null));
  order.push(critical++);
  const compositeBase = (composite + 1) * SCORES.length;
  const ratedBase = compositeBase + FATES.length * SCORES.length;
  const displayedBase = ratedBase + critical * FATES.length * 2;
  return {
    criteria,
    composite,
    entries: displayedBase + 6,
    score: (criterion, at) => criterion * SCORES.length + at,
    compositeScore: (fate, at) => compositeBase + fate * SCORES.length + at,
    rated: (criterion, fate) => {
      const at = order[criterion] ?? null;
      return at === null ? null : ratedBase + (at * FATES.length + fate) * 2;
    },
    displayed: (fate) => displayedBase + fate,
    incomplete: displayedBase + 4,
    incompleteAlone: displayedBase + 5,
  };
}

/** A block without units. */
export const EMPTY_BLOCK: Block = { units: new Int32Array(0), counts: new Int32Array(0) };

/** The counts of an entry by unit, as a view without a copy. */
export const series = ({ units, counts }: Block, entry: number): CountList =>
  counts.subarray(entry * units.length, (entry + 1) * units.length);

/** The sums of all entries of a block, because an audit reads each of them many times. */
const totals = new WeakMap<Block, Float64Array>();

/** The sum of an entry over all units. The block must be complete, and must not change any more. */
export function entryTotal(block: Block, entry: number): number {
  const found = totals.get(block) ?? entryTotals(block);
  return found[entry] ?? 0;
}

function entryTotals(block: Block): Float64Array {
  const width = block.units.length;
  const sums = new Float64Array(width > 0 ? block.counts.length / width : 0);
  for (let entry = 0; entry < sums.length; entry++) sums[entry] = seriesTotal(series(block, entry));
  totals.set(block, sums);
  return sums;
}

/** The sum over all units. */
export function seriesTotal(counts: CountList): number {
  let sum = 0;
  for (let unit = 0; unit < counts.length; unit++) sum += counts[unit]!;
  return sum;
}

/**
 * The destination of a slot of a cell: the side, and the entries for compared answers and for answers rated alone. The
 * answers of two spellings of one model count as rated alone, too.
 */
interface Target {
  readonly side: slots.Side;
  readonly compared: readonly number[];
  readonly alone: readonly number[];
}

/** The targets of all slots that count answers. With them, a cell is read in one pass over its slots. */
export function targetsOf(layout: Layout): Map<string, Target> {
  const targets = new Map<string, Target>();
  const { criteria } = layout;
  for (const side of ['x', 'y'] as const) {
    const put = (slot: string, compared: number[], alone = compared) =>
      targets.set(slot, { side, compared, alone });
    put(slots.incompleteSlot(side), [layout.incomplete], [layout.incompleteAlone]);
    for (const [at, score] of SCORES.entries()) {
      for (const [fate, name] of FATES.entries())
        if (side === 'x' || name !== 'alone')
          put(
            slots.compositeSlot(side, name, score),
            [layout.compositeScore(fate, at)],
            [layout.compositeScore(ALONE, at)],
          );
      for (const [criterion, { code }] of criteria.entries()) {
        const rated = layout.rated(criterion, ALONE);
        const own = layout.score(criterion, at);
        const fates = rated === null ? [] : isFailure(score) ? [rated, rated + 1] : [rated];
        put(slots.scoreSlot(side, score, code), [own], [own, ...fates]);
      }
    }
    for (const [criterion, { code, safetyCritical }] of criteria.entries()) {
      if (!safetyCritical) continue;
      for (const [fate, name] of (['won', 'lost', 'tied'] as const).entries()) {
        const rated = layout.rated(criterion, fate)!;
        put(slots.fateRatedSlot(side, name, code), [rated], []);
        put(slots.fateFailuresSlot(side, name, code), [rated + 1], []);
      }
    }
  }
  return targets;
}

/**
 * Computes the entries of a block that follow from others: composite scores over all fates, and the votes "both bad",
 * which are the remaining displayed answers.
 */
export function completeBlock({ units, counts }: Block, layout: Layout): void {
  const width = units.length;
  const add = (into: number, from: number, factor = 1): void => {
    const [target, source] = [into * width, from * width];
    for (let unit = 0; unit < width; unit++) counts[target + unit]! += factor * counts[source + unit]!;
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
