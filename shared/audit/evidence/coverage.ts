import type { Snapshot } from '../../contracts/index.ts';
import { FATES } from '../../ledger/cells/index.ts';
import { type GroupCounts, shareDifferenceP } from '../../stats/index.ts';
import type { Evidence } from './evidence.ts';
import { ALONE, type Block, COMPARED, entryTotal, type Layout, series, WON } from './layout.ts';

/**
 * The smallest ratio of rating coverage between two outcomes at which a rate is reweighted to all displayed answers.
 * Below it, one rated answer would represent more than two others of its outcome, and weights cannot correct a
 * deliberate choice of answers. Some tools rate only the winner of each vote.
 */
const MINIMUM_COVERAGE_RATIO = 0.5;

/** The level at which a difference in coverage is shown. */
const COVERAGE_LEVEL = 0.05;

/**
 * An outcome with fewer displayed answers is ignored in the comparison of coverage, because two unrated ties can be
 * chance.
 */
const MINIMUM_DISPLAYED = 5;

/** How the rated answers represent the displayed answers. */
interface Representation {
  /**
   * The weight of a rated answer by fate. The mean weight over the rated answers is 1. Null if all answers have the
   * same weight.
   */
  readonly weights: readonly number[] | null;
  /** Whether the rate holds only for answers with outcomes that were rated. */
  readonly conditional: boolean;
}

/**
 * Computes weights with which the rated answers of comparisons represent all displayed answers: displayed / rated, by
 * outcome. An answer that was rated outside a comparison has weight 1.
 */
function represent({ byUnit, displayed, rated }: AnswersByFate): Representation {
  const coverage = (fate: number) => (displayed[fate]! > 0 ? rated[fate]! / displayed[fate]! : 0);
  const conditional = isConditional(
    COMPARED.filter((fate) => displayed[fate]! >= MINIMUM_DISPLAYED),
    coverage,
    byUnit,
  );
  const used = COMPARED.filter((fate) => rated[fate]! > 0);
  const even = new Set(used.map(coverage)).size <= 1;
  if (conditional || even) return { weights: null, conditional };
  const sum = (counts: readonly number[]) => used.reduce<number>((all, fate) => all + counts[fate]!, 0);
  const mean = sum(rated) / sum(displayed);
  const weights = FATES.map((_, fate) =>
    fate !== ALONE && rated[fate]! > 0 ? (displayed[fate]! / rated[fate]!) * mean : 1,
  );
  return { weights, conditional };
}

/**
 * Whether some outcome was rated much less often than another, and more than chance explains. Bonferroni corrects the
 * test for the choice of the two outcomes.
 * @see docs/decisions/0141-claims-hold-within-declared-bounds.md
 */
function isConditional(
  outcomes: readonly number[],
  coverage: (fate: number) => number,
  byUnit: (fate: number) => GroupCounts,
): boolean {
  if (outcomes.length < 2) return false;
  const sorted = outcomes.toSorted((a, b) => coverage(a) - coverage(b));
  const [lowest, highest] = [sorted[0]!, sorted.at(-1)!];
  if (coverage(lowest) >= MINIMUM_COVERAGE_RATIO * coverage(highest)) return false;
  const pairs = (outcomes.length * (outcomes.length - 1)) / 2;
  return pairs * shareDifferenceP(byUnit(lowest), byUnit(highest)) <= COVERAGE_LEVEL;
}

/** Displayed and rated answers by fate. */
interface AnswersByFate {
  readonly displayed: readonly number[];
  readonly rated: readonly number[];
  /** The displayed answers of a fate (n) and the rated ones among them (k), by sampling unit. */
  readonly byUnit: (fate: number) => GroupCounts;
}

/** Displayed answers by fate. Answers that were rated alone were not displayed in a comparison. */
const displayedBy = (block: Block, layout: Layout): number[] =>
  FATES.map((_, fate) => (fate === ALONE ? 0 : entryTotal(block, layout.displayed(fate))));

/** Entries of answers that were rated on a criterion, by fate. Null if fates are not tallied for the criterion. */
const ratedEntries = (layout: Layout, criterion: number): number[] | null =>
  layout.rated(criterion, WON) === null ? null : FATES.map((_, fate) => layout.rated(criterion, fate)!);

/** Answers that were rated on a criterion, by fate. Null if fates are not tallied for the criterion. */
function ratedBy(block: Block, layout: Layout, criterion: number): number[] | null {
  return ratedEntries(layout, criterion)?.map((entry) => entryTotal(block, entry)) ?? null;
}

/**
 * Answers that were rated on any criterion, by fate. Cells hold this only per safety-critical criterion, so this is the
 * largest of those counts. It is exact if one of these criteria is scored in every rating, and a lower limit otherwise.
 */
function ratedAtAllBy(block: Block, layout: Layout): number[] {
  return FATES.map((_, fate) => entryTotal(block, mostRatedEntry(block, layout, fate)));
}

/** The entry of rated answers of a fate with the largest sum, over the safety-critical criteria. */
function mostRatedEntry(block: Block, layout: Layout, fate: number): number {
  const entries = [...layout.criteria.keys()].flatMap((criterion) => layout.rated(criterion, fate) ?? []);
  return entries.reduce((most, entry) => (entryTotal(block, entry) > entryTotal(block, most) ? entry : most));
}

/**
 * Answers that were rated on any criterion, by fate. Cells count incomplete answers of comparisons without their fate,
 * so these are spread like the complete ones. At least {@link ratedAtAllBy}.
 */
export function seenBy(block: Block, layout: Layout): readonly number[] {
  const found = seen.get(block) ?? countSeen(block, layout);
  seen.set(block, found);
  return found;
}

/** Answers that were rated on any criterion, by block, because they are the same for all criteria. */
const seen = new WeakMap<Block, readonly number[]>();

function countSeen(block: Block, layout: Layout): number[] {
  const least = ratedAtAllBy(block, layout);
  const complete = ratedBy(block, layout, layout.composite)!;
  const compared = COMPARED.reduce<number>((sum, fate) => sum + complete[fate]!, 0);
  const incomplete = entryTotal(block, layout.incomplete);
  const perComplete = compared > 0 ? 1 + incomplete / compared : 1;
  return least.map((count, fate) =>
    fate === ALONE ? count : Math.max(count, complete[fate]! * perComplete),
  );
}

/** How the answers of a block that were rated on a criterion represent all displayed answers. */
export interface Standing extends Representation {
  /** Rated answers by fate. Null on criteria without tallies by fate. */
  readonly rated: readonly number[] | null;
}

/** The standings by criterion, with the composite last. */
export function standings(block: Block, layout: Layout): Standing[] {
  const displayed = displayedBy(block, layout);
  const standing = (entries: readonly number[]) => {
    const rated = entries.map((entry) => entryTotal(block, entry));
    const byUnit = (fate: number) => ({
      n: series(block, layout.displayed(fate)),
      k: series(block, entries[fate]!),
    });
    return { rated, ...represent({ displayed, rated, byUnit }) };
  };
  const atAll = standing(FATES.map((_, fate) => mostRatedEntry(block, layout, fate)));
  return Array.from({ length: layout.composite + 1 }, (_, criterion) => {
    const entries = ratedEntries(layout, criterion);
    return entries ? standing(entries) : { ...atAll, rated: null };
  });
}

/** Counts the displayed and the rated answers by fate, over the study. */
export function coverage(evidence: Evidence): Snapshot['quality']['coverage'] {
  const { layout } = evidence;
  const all = evidence.block(null, null);
  const displayed = displayedBy(all, layout);
  const complete = ratedBy(all, layout, layout.composite)!;
  const rated = FATES.map(() => 0);
  for (const { block } of evidence.cells)
    for (const [fate, count] of ratedAtAllBy(block, layout).entries()) rated[fate]! += count;
  return FATES.map((outcome, fate) => ({
    outcome,
    answers: fate === ALONE ? null : displayed[fate]!,
    rated: rated[fate]!,
    complete: complete[fate]!,
    // A rating without its vote counts as rated alone, so there are never more rated answers than displayed ones.
    share: fate === ALONE || displayed[fate] === 0 ? null : Math.min(1, rated[fate]! / displayed[fate]!),
  }));
}
