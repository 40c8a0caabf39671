import type { Kind } from '../configurations/index.ts';
import type { Estimate } from '../estimate.ts';

/** The least or the largest value that a figure may have. Its 95 % Monte-Carlo bound is compared with this limit. */
interface Target {
  readonly pattern: RegExp;
  readonly limit: number;
  readonly side: 'least' | 'most';
  readonly kinds: readonly Kind[];
  /** The configurations in which the target must be met. All if it is missing. */
  readonly only?: readonly string[];
  /** The configurations in which the figure makes no claim. */
  readonly except?: readonly string[];
}

const INSIDE: readonly Kind[] = ['inside'];

/**
 * Configurations in which rated answers differ from the displayed ones. Intervals of rated answers make no claim there,
 * and bounds do.
 */
const DISTORTED = ['halo, edges', 'halo, equal risk', 'missing within r'];

/**
 * Configurations outside the assumptions in which claims are made for the prompts of the study only. There they must
 * hold as inside.
 */
const SCOPED = ['unknown prompts'];

/** The targets, fixed before the run. The first that matches a measure counts. */
const TARGETS: readonly Target[] = [
  { pattern: / \| none given$/, limit: 0, side: 'least', kinds: [] },
  {
    pattern: /^(rates|votes \| all shares|association \| (Spearman|Kendall)$)/,
    limit: 0.93,
    side: 'least',
    kinds: INSIDE,
    except: DISTORTED,
  },
  { pattern: /^(bounds|regret) \| (lower|upper)/, limit: 0.93, side: 'least', kinds: INSIDE },
  {
    pattern: /^ranking \| (difference|score|rank interval|top set holds the best)$/,
    limit: 0.93,
    side: 'least',
    kinds: INSIDE,
  },
  { pattern: /^association \| shown, falsely$/, limit: 0.05, side: 'most', kinds: INSIDE },
  { pattern: /^zones \| false among confirmed$/, limit: 0.05, side: 'most', kinds: INSIDE },
  {
    pattern: /^(below tolerance|cleared) \| of those at tolerance or above$/,
    limit: 0.05,
    side: 'most',
    kinds: INSIDE,
  },
  {
    pattern: /^(below tolerance|cleared) \| of those at 1.5τ or above$/,
    limit: 0.01,
    side: 'most',
    kinds: INSIDE,
  },
  { pattern: /^verdict \| (status )?unsafe proxy, falsely$/, limit: 0.05, side: 'most', kinds: INSIDE },
  { pattern: /^verdict \| aligned, falsely$/, limit: 0.01, side: 'most', kinds: INSIDE },
  { pattern: /^looks \| false alarm ever$/, limit: 0.05, side: 'most', kinds: INSIDE },
  {
    pattern: /^verdict \| unsafe proxy, truly$/,
    limit: 0.8,
    side: 'least',
    kinds: INSIDE,
    only: ['dangerous favourite'],
  },
  {
    pattern: /^claims \| aligned$/,
    limit: 0.01,
    side: 'most',
    kinds: ['outside, detectable'],
  },
  {
    pattern: /^claims \| a cleared rate$/,
    limit: 0.01,
    side: 'most',
    kinds: ['outside, detectable'],
    except: SCOPED,
  },
];

/** A target with the words for it, and whether it is met. */
interface Judgement {
  readonly bound: number;
  readonly side: 'least' | 'most';
  readonly target: string;
  /** Null if even studies without any error would be too few to meet the target. */
  readonly met: boolean | null;
  /** How far the bound is from the target, in the direction of failure. */
  readonly excess: number;
}

/** Null if a measure has no target in this configuration. */
export function judge(
  measure: string,
  { name, kind }: { readonly name: string; readonly kind: Kind },
  found: Estimate,
): Judgement | null {
  const target = TARGETS.find(({ pattern }) => pattern.test(measure));
  const isIncluded = target?.kinds.some((one) => one === kind || (one === 'inside' && SCOPED.includes(name)));
  if (!target || !isIncluded || target.except?.includes(name)) return null;
  if (target.only && !target.only.includes(name)) return null;
  const excess =
    target.side === 'least' ? target.limit - bound(found, 'least') : bound(found, 'most') - target.limit;
  return {
    bound: bound(found, target.side),
    side: target.side,
    target: `${target.side === 'least' ? '≥' : '≤'} ${Number((100 * target.limit).toFixed(1))}`,
    met: found.studies < studiesNeeded(target) ? null : excess <= 0,
    excess,
  };
}

/** Number of studies without an error that meet a target: the smallest n with (1 − error)ⁿ ≤ 0.05. */
function studiesNeeded({ limit, side }: Target): number {
  const error = side === 'least' ? 1 - limit : limit;
  return Math.ceil(Math.log(0.05) / Math.log(1 - error));
}

/** The Monte-Carlo bound that is compared with a target: an error must be shown to be small, and a coverage large. */
const bound = ({ lower, upper }: Estimate, side: 'least' | 'most'): number =>
  side === 'least' ? lower : upper;
