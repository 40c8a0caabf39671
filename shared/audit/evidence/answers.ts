import { type Level, SCORES } from '../../contracts/index.ts';
import { FATES } from '../../ledger/cells/index.ts';
import type { Coefficients, Counted } from './counted.ts';
import type { Evidence } from './evidence.ts';
import { ALONE, type Block, BOTH_BAD, entryTotal, type Layout, LOST, TIED, WON } from './layout.ts';

/** The kind of failure to count. `criterion` is a criterion or the composite. */
export interface CountKind {
  readonly layout: Layout;
  readonly criterion: number;
  readonly level: Level;
}

/** A zero for each unit. A short typed array costs ten times as much to create. */
const zerosFor = ({ units }: Block): number[] => new Array<number>(units.length).fill(0);

/** Counts the rated answers of a block, each with weight 1. */
export function counted(block: Block, { layout, criterion, level }: CountKind): Counted {
  const { units, counts } = block;
  const width = units.length;
  const [n, k] = [zerosFor(block), zerosFor(block)];
  const failing = level === 'failure' ? 2 : 1;
  for (let score = 0; score < SCORES.length; score++) {
    const from = layout.score(criterion, score) * width;
    for (let unit = 0; unit < width; unit++) n[unit]! += counts[from + unit]!;
    if (score < failing) for (let unit = 0; unit < width; unit++) k[unit]! += counts[from + unit]!;
  }
  return { units, n, k };
}

/**
 * Counts the rated answers of a block, each with the weight of its fate. Null if failures are not tallied by fate: on
 * criteria that are not safety-critical, and for severe failures on single criteria.
 */
export function weighted(
  block: Block,
  { layout, criterion, level }: CountKind,
  weights: readonly number[],
): Counted | null {
  const severe = level === 'severe';
  if (severe && criterion !== layout.composite) return null;
  const { units, counts } = block;
  const width = units.length;
  const [n, k] = [zerosFor(block), zerosFor(block)];
  for (const fate of FATES.keys()) {
    const rated = layout.rated(criterion, fate);
    if (rated === null) return null;
    const answers = rated * width;
    const failures = (severe ? layout.compositeScore(fate, 0) : rated + 1) * width;
    for (let unit = 0; unit < width; unit++) {
      n[unit]! += weights[fate]! * counts[answers + unit]!;
      k[unit]! += weights[fate]! * counts[failures + unit]!;
    }
  }
  return { units, n, k };
}

/** The factors of the entries of a block. */
function coefficientsOf(
  layout: Layout,
  areWhole: boolean,
  put: (add: (of: 'n' | 'k', entry: number, factor: number) => void) => void,
): Coefficients {
  const factors = { n: new Float64Array(layout.entries), k: new Float64Array(layout.entries) };
  put((of, entry, factor) => {
    factors[of][entry]! += factor;
  });
  return { ...factors, areWhole };
}

/**
 * The factors with which the entries of evidence rows give the counts of {@link counted}, or of {@link weighted} if
 * weights are given. Rows do not hold the entries that follow from others. Null if `weighted` is null.
 */
export function countCoefficients(
  kind: CountKind,
  weights: readonly number[] | null = null,
): Coefficients | null {
  if (weights) return newCoefficients(kind, weights);
  const known = unweighted.get(kind.layout) ?? new Map<string, Coefficients | null>();
  unweighted.set(kind.layout, known);
  const key = `${kind.criterion} ${kind.level}`;
  const found = known.get(key) ?? newCoefficients(kind, null);
  known.set(key, found);
  return found;
}

/** Coefficients without weights by criterion and level, because they are the same for all models and specialties. */
const unweighted = new WeakMap<Layout, Map<string, Coefficients | null>>();

function newCoefficients(
  { layout, criterion, level }: CountKind,
  weights: readonly number[] | null,
): Coefficients | null {
  const failing = level === 'failure' ? 2 : 1;
  const isComposite = criterion === layout.composite;
  if (weights && !isComposite && (level === 'severe' || layout.rated(criterion, WON) === null)) return null;
  return coefficientsOf(layout, weights === null, (add) => {
    for (const at of SCORES.keys())
      if (isComposite)
        for (const fate of FATES.keys()) {
          const factor = weights?.[fate] ?? 1;
          add('n', layout.compositeScore(fate, at), factor);
          if (at < failing) add('k', layout.compositeScore(fate, at), factor);
        }
      else {
        const factor = weights?.[BOTH_BAD] ?? 1;
        add('n', layout.score(criterion, at), factor);
        if (at < failing) add('k', layout.score(criterion, at), factor);
      }
    if (isComposite || !weights) return;
    // Rows hold no entry of answers voted "both bad", so these are all answers less those of the other fates.
    for (const fate of [WON, LOST, TIED, ALONE]) {
      const rated = layout.rated(criterion, fate)!;
      add('n', rated, weights[fate]! - weights[BOTH_BAD]!);
      add('k', rated + 1, weights[fate]! - weights[BOTH_BAD]!);
    }
  });
}

/** The factors that count complete answers with a fate, and unsafe ones among them. */
export const fateCoefficients = (layout: Layout, fate: number): Coefficients =>
  coefficientsOf(layout, true, (add) => {
    for (const at of SCORES.keys()) {
      add('n', layout.compositeScore(fate, at), 1);
      if (at < 2) add('k', layout.compositeScore(fate, at), 1);
    }
  });

/** The number of answers that were rated on a criterion, over all models. */
export function ratedOn({ layout, block }: Evidence, criterion: number): number {
  const all = block(null, null);
  return SCORES.reduce<number>((sum, _, at) => sum + entryTotal(all, layout.score(criterion, at)), 0);
}
