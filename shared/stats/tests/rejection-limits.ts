import { benjaminiHochberg } from './adjusted-p.ts';

/**
 * The largest p-value at which each hypothesis stays rejected by Benjamini–Hochberg at level q, all others equal, if it is
 * rejected: q·R/m for R rejected ones. The values of hypotheses that are not rejected have no meaning.
 *
 * @param p p-values in [0, 1]
 * @param q in (0, 1)
 */
export function benjaminiHochbergLimits(p: readonly number[], q: number): number[] {
  const rejected = benjaminiHochberg(p).filter((value) => value <= q).length;
  return p.map(() => (q * rejected) / p.length);
}

/**
 * The same for Holm. If the first K of the other hypotheses are rejected before it, a hypothesis is rejected up to
 * q/(m − K).
 *
 * @param m number of all hypotheses; those not given have larger p-values than all given ones
 */
export function holmLimits(p: readonly number[], q: number, m = p.length): number[] {
  const order = [...p.keys()].sort((a, b) => p[a]! - p[b]!);
  const limits = new Array<number>(p.length);
  // Going up the order, this is the number of other hypotheses that are rejected if the present one is left out.
  let rejected = p.length - 1;
  for (let rank = p.length - 1; rank >= 0; rank--) {
    limits[order[rank]!] = q / (m - rejected);
    // Without a smaller hypothesis, this one has one rank less.
    if (p[order[rank]!]! > q / (m - rank + 1)) rejected = rank - 1;
  }
  return limits;
}
