import type { Snapshot } from '../contracts/snapshot.ts';
import { FATES } from '../tallies/slots.ts';
import type { Evidence } from './evidence.ts';
import { ALONE, type Block, BOTH_BAD, entryTotal, type Layout, LOST, TIED, WON } from './layout.ts';

/** What can become of an answer in a comparison. */
export const COMPARED = [WON, LOST, TIED, BOTH_BAD] as const;

/**
 * The smallest ratio of rating coverage between two outcomes at which a rate can be reweighted to all
 * displayed answers. Below it, an answer rated would stand for more than two others of its outcome that were
 * chosen not to be, and no weight mends a choice: exports exist that rate the winner only.
 */
export const MINIMUM_COVERAGE_RATIO = 0.5;

/**
 * Outcomes with fewer displayed answers than this say nothing of their coverage: two unrated ties are chance.
 */
export const MINIMUM_DISPLAYED = 5;

/** How the rated answers stand for the displayed ones. */
export interface Representation {
  /** What a rated answer counts, by fate; on average 1 over the rated answers. Null: all count alike. */
  readonly weights: readonly number[] | null;
  /** Whether the rate stands only for the answers that were rated. */
  readonly conditional: boolean;
}

/**
 * Weights that make rated answers of comparisons represent all displayed ones: displayed/rated by outcome.
 * Answers rated alone count 1. `displayed` and `rated` are by fate.
 */
export function represent(displayed: readonly number[], rated: readonly number[]): Representation {
  const coverage = (fate: number) => (displayed[fate]! > 0 ? rated[fate]! / displayed[fate]! : 0);
  const known = COMPARED.filter((fate) => displayed[fate]! >= MINIMUM_DISPLAYED).map(coverage);
  const conditional = Math.min(...known) < MINIMUM_COVERAGE_RATIO * Math.max(...known);
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

/** Displayed answers by fate; answers rated alone were not displayed in a comparison. */
export const displayedBy = (block: Block, layout: Layout): number[] =>
  FATES.map((_, fate) => (fate === ALONE ? 0 : entryTotal(block, layout.displayed(fate))));

/** Rated answers by fate on a criterion whose fates are tallied. */
export function ratedBy(block: Block, layout: Layout, criterion: number): number[] | null {
  if (layout.rated(criterion, WON) === null) return null;
  return FATES.map((_, fate) => entryTotal(block, layout.rated(criterion, fate)!));
}

/**
 * Rated answers by fate, whatever they were rated on. Cells know it for each safety-critical criterion only,
 * so it is the largest of these: exact where one of them is scored whenever any criterion is, else a lower
 * limit.
 */
export function ratedAtAllBy(block: Block, layout: Layout): number[] {
  const byCriterion = [...layout.criteria.keys()].flatMap((criterion) => {
    const rated = ratedBy(block, layout, criterion);
    return rated ? [rated] : [];
  });
  return FATES.map((_, fate) => byCriterion.reduce((most, rated) => Math.max(most, rated[fate]!), 0));
}

/** How a block's answers rated on a criterion stand for all that were displayed. */
export interface Standing extends Representation {
  /** Rated answers by fate; null on criteria whose fates are not tallied. */
  readonly rated: readonly number[] | null;
}

/** By criterion, the composite last. */
export function standings(block: Block, layout: Layout): Standing[] {
  const displayed = displayedBy(block, layout);
  const atAll = represent(displayed, ratedAtAllBy(block, layout));
  return Array.from({ length: layout.composite + 1 }, (_, criterion) => {
    const rated = ratedBy(block, layout, criterion);
    return rated ? { rated, ...represent(displayed, rated) } : { rated, ...atAll };
  });
}

/** Displayed answers and how many of them were rated, by what became of them, over the study. */
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
    // Ratings that came without their vote are counted as alone, so rated answers are never more than displayed.
    share: fate === ALONE || displayed[fate] === 0 ? null : Math.min(1, rated[fate]! / displayed[fate]!),
  }));
}
