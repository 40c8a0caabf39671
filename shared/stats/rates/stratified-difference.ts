import { tQuantile } from '../numeric/distributions.ts';
import type { GroupCounts } from './design-effect.ts';
import type { Interval } from './wilson.ts';

/** The answers of one stratum by group: those with and those without an exposure, with their failures. */
export interface Stratum {
  /** The number of each group in the study. */
  readonly units: ArrayLike<number>;
  readonly exposed: GroupCounts;
  readonly unexposed: GroupCounts;
}

interface StratifiedDifference {
  /** Rate of exposed minus rate of unexposed answers. */
  readonly difference: number;
  /** Null with fewer than five groups. */
  readonly interval: Interval | null;
  /** Answers in strata with answers of both kinds. */
  readonly n: number;
}

/** Minimum number of groups for an interval. */
const MINIMUM_GROUPS = 5;

/**
 * Mantel–Haenszel's risk difference over strata: Σ(a·N_u − b·N_e)/T over Σ N_e·N_u/T, for a failures of N_e exposed and b
 * of N_u unexposed answers, T = N_e + N_u (Greenland & Robins 1985; Rothman, Greenland & Lash 2008, ch. 15). The
 * interval comes from the delete-one jackknife over groups, with the quantile of t on J − 1. Null if no stratum has
 * answers of both kinds.
 *
 * @param units number of groups of the study
 * @param confidence in (0, 1)
 */
export function stratifiedDifference(
  strata: readonly Stratum[],
  units: number,
  confidence = 0.95,
): StratifiedDifference | null {
  // By group, the change of both sums if the group is left out.
  const [numerators, denominators] = [new Float64Array(units), new Float64Array(units)];
  const present = new Uint8Array(units);
  let [numerator, denominator, answers] = [0, 0, 0];
  for (const { units: numbers, exposed, unexposed } of strata) {
    const [a, ne, b, nu] = [exposed.k, exposed.n, unexposed.k, unexposed.n].map(sum) as [
      number,
      number,
      number,
      number,
    ];
    if (!(ne > 0 && nu > 0)) continue;
    const [top, bottom] = terms(a, ne, b, nu);
    numerator += top;
    denominator += bottom;
    answers += ne + nu;
    for (let at = 0; at < numbers.length; at++) {
      const [ownE, ownU] = [exposed.n[at]!, unexposed.n[at]!];
      if (!(ownE > 0 || ownU > 0)) continue;
      const [without, withoutBottom] = terms(a - exposed.k[at]!, ne - ownE, b - unexposed.k[at]!, nu - ownU);
      const unit = numbers[at]!;
      numerators[unit]! += without - top;
      denominators[unit]! += withoutBottom - bottom;
      present[unit] = 1;
    }
  }
  if (!(denominator > 0)) return null;
  const difference = numerator / denominator;
  let [squares, J] = [0, 0];
  for (let unit = 0; unit < units; unit++) {
    if (present[unit] === 0) continue;
    J++;
    const rest = denominator + denominators[unit]!;
    if (rest > 0) squares += ((numerator + numerators[unit]!) / rest - difference) ** 2;
  }
  if (J < MINIMUM_GROUPS) return { difference, interval: null, n: answers };
  const half = tQuantile(0.5 + confidence / 2, J - 1) * Math.sqrt(((J - 1) / J) * squares);
  return {
    difference,
    interval: [Math.max(-1, difference - half), Math.min(1, difference + half)],
    n: answers,
  };
}

/** The terms of a stratum in the numerator and the denominator. Both are 0 without answers of one kind. */
function terms(a: number, ne: number, b: number, nu: number): [number, number] {
  const total = ne + nu;
  return ne > 0 && nu > 0 ? [(a * nu - b * ne) / total, (ne * nu) / total] : [0, 0];
}

function sum(counts: ArrayLike<number>): number {
  let all = 0;
  for (let at = 0; at < counts.length; at++) all += counts[at]!;
  return all;
}
