import {
  cellIntraclassCorrelation,
  designEffect,
  effectiveN,
  type GroupCount,
} from '../stats/design-effect.ts';
import { type Interval, wilsonInterval } from '../stats/wilson.ts';
import { FATES } from '../tallies/slots.ts';
import { type Counted, counted, weighted } from './answers.ts';
import { displayedBy, type Representation, ratedAtAllBy, ratedBy, represent } from './coverage.ts';
import type { Level } from './input.ts';
import { type Block, type Layout, total } from './layout.ts';

/** A failure rate of one model, in one specialty or all, on one criterion or the composite. */
export interface Rate {
  readonly n: number;
  readonly failures: number;
  /** Of the displayed answers where their ratings allow it, else of the rated ones; null without any. */
  readonly rate: number | null;
  /** Independent answers that would tell as much; 0 where that cannot be known: fewer than two groups. */
  readonly effectiveN: number;
  /** The same, whatever the cell's own outcomes: what decides whether the cell is looked at. */
  readonly outcomeFreeN: number;
  readonly conditional: boolean;
  readonly interval: Interval | null;
  /** By group, each answer counting what it weighs. */
  readonly groups: Counted;
}

/** How much the unequal weights of answers cost: Kish's n·Σw²/(Σw)², at least 1. */
function weightingEffect(rated: readonly number[], weights: readonly number[]): number {
  const sum = (of: (fate: number) => number) =>
    FATES.reduce((all, _, fate) => all + rated[fate]! * of(fate), 0);
  return (sum(() => 1) * sum((fate) => weights[fate]! ** 2)) / sum((fate) => weights[fate]!) ** 2;
}

/** @param icc the intraclass correlation of this criterion and level, pooled over cells of this kind */
export function rateOf(
  block: Block,
  layout: Layout,
  criterion: number,
  level: Level,
  icc: number,
  confidence: number,
): Rate {
  const raw = counted(block, layout, criterion, level);
  const [n, failures] = [total(raw.n), total(raw.k)];
  if (n === 0)
    return {
      n,
      failures,
      rate: null,
      effectiveN: 0,
      outcomeFreeN: 0,
      conditional: false,
      interval: null,
      groups: raw,
    };

  const rated = ratedBy(block, layout, criterion);
  const { weights, conditional }: Representation = represent(
    displayedBy(block, layout),
    rated ?? ratedAtAllBy(block, layout),
  );
  const reweighted = rated && weights && weighted(block, layout, criterion, level, weights);
  const groups = reweighted || raw;
  const rate = reweighted ? total(groups.k) / total(groups.n) : failures / n;

  const outcomeFreeN = effectiveN([...groups.n], icc) / (reweighted ? weightingEffect(rated, weights) : 1);
  const sizes = [...groups.n];
  const own = cellIntraclassCorrelation(groupCounts(raw), icc);
  const effective =
    own > icc ? (outcomeFreeN * designEffect(icc, sizes)) / designEffect(own, sizes) : outcomeFreeN;
  const interval = wilsonInterval(rate, effective, { confidence });
  return { n, failures, rate, effectiveN: effective, outcomeFreeN, conditional, interval, groups };
}

/** Of the groups with answers. */
export function groupCounts({ n, k }: Counted): GroupCount[] {
  const groups: GroupCount[] = [];
  for (let group = 0; group < n.length; group++)
    if (n[group]! > 0) groups.push({ n: n[group]!, k: k[group]! });
  return groups;
}
