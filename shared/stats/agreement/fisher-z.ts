import { normalQuantile, tQuantile } from '../numeric/distributions.ts';
import { jackknife } from '../numeric/jackknife.ts';
import type { Interval } from '../rates/wilson.ts';

/**
 * Spearman's ρ of n ≥ 2 untied values that differ from perfect order by one swap of neighbours: 1 − 12/(n(n² − 1)), by
 * the definition of ρ.
 */
export const nearlyPerfectSpearman = (n: number): number => 1 - 12 / (n * (n * n - 1));

/**
 * Kendall's τ of n ≥ 2 untied values that differ from perfect order by one swap of neighbours: 1 − 4/(n(n − 1)), by
 * the definition of τ.
 */
export const nearlyPerfectKendall = (n: number): number => 1 - 4 / (n * (n - 1));

const clamp = (rho: number, largest: number): number => Math.max(-largest, Math.min(largest, rho));

/**
 * Interval for Spearman's ρ that treats the n models as a sample of models: Fisher's z = artanh ρ with SE² = (1 +
 * ρ²/2)/(n − 3) (Bonett & Wright 2000). Null for n ≤ 3.
 *
 * Perfect order has no finite z. In this case the interval is one-sided. It ends at ±1, and its other end is computed
 * one swap of neighbours away from perfect order, the smallest possible deviation of n models.
 *
 * @param rho in [−1, 1]
 * @param confidence in (0, 1)
 */
export function modelSampleInterval(rho: number, n: number, confidence = 0.95): Interval | null {
  if (n <= 3) return null;
  const largest = nearlyPerfectSpearman(n);
  const held = clamp(rho, largest);
  const half = normalQuantile(0.5 + confidence / 2) * Math.sqrt((1 + (held * held) / 2) / (n - 3));
  const z = Math.atanh(held);
  return [rho < -largest ? -1 : Math.tanh(z - half), rho > largest ? 1 : Math.tanh(z + half)];
}

/**
 * Interval for a rank correlation of *these* models over repeated groups of clinicians: the cluster jackknife on
 * Fisher's z, with t on J − 1 degrees of freedom.
 *
 * A deleted-one estimate of ±1 has no finite z. It is replaced by `largest`, the largest correlation below perfect order.
 * The result is null in four cases: fewer than two groups, a missing estimate, perfect order in full (no resampling
 * method covers near ±1), or an order that no deletion changes, because this does not prove certainty.
 */
function jackknifeInterval({
  full,
  deletedOne,
  degreesOfFreedom,
  confidence,
  largest,
}: Required<Omit<ReplicatedCorrelation, 'replicates'>>): Interval | null {
  if (Math.abs(full) >= 1) return null;
  const z = Math.atanh(clamp(full, largest));
  const estimate = jackknife(
    deletedOne.map((rho) => Math.atanh(clamp(rho, largest))),
    z,
  );
  if (!estimate || estimate.standardError < 1e-12) return null;
  const half = tQuantile(0.5 + confidence / 2, degreesOfFreedom) * estimate.standardError;
  return [Math.tanh(z - half), Math.tanh(z + half)];
}

/** A rank correlation, and the correlations from which its uncertainty is estimated. All are in [−1, 1]. */
interface ReplicatedCorrelation {
  /** ρ̂ of all groups. */
  full: number;
  /** ρ of each balanced replicate. */
  replicates: readonly number[];
  /** ρ without each of the J groups. */
  deletedOne: readonly number[];
  /** J − 1 by default. Fewer if the groups are of two kinds, such as clinicians and items. */
  degreesOfFreedom?: number;
  /** In (0, 1): 0.95 by default. */
  confidence?: number;
  /** The largest correlation below perfect order: 0.999 by default. */
  largest?: number;
}

/** Beyond this |ρ̂|, the limit away from 0 is at least as far out as the jackknife's. */
const DRAWN_IN = 0.5;

/**
 * Interval for a rank correlation of *these* models over repeated groups of clinicians: z = artanh ρ̂ ± t·SE on J − 1
 * degrees of freedom, with SE² the mean of (z_r − z)² over balanced replicates of scores and rates.
 *
 * The limit away from 0 reaches farther, for three reasons:
 *
 * - Beyond |ρ̂| = ½ it is at least the jackknife's. The jackknife's steps are too small for ranks, and its intervals
 * about twice as wide.
 * - Noise draws ρ̂ towards 0, more strongly if |ρ| is larger. The limit is moved out by z − mean z_r, the average
 * amount by which the replicates, with twice the noise, are drawn in.
 * - Rank correlations move in steps of 1 − `largest`, a swap of neighbours. The limit is moved out to the next step.
 * No correlation of these models lies between `largest` and perfect order, so a limit that reaches `largest` is ±1.
 *
 * Null as for the jackknife: fewer than two groups, a missing estimate, perfect order in full, or an order that no
 * replicate changes.
 */
export function replicateInterval({
  full,
  replicates,
  deletedOne,
  degreesOfFreedom = deletedOne.length - 1,
  confidence = 0.95,
  largest = 0.999,
}: ReplicatedCorrelation): Interval | null {
  const J = deletedOne.length;
  if (Math.abs(full) >= 1 || J < 2 || degreesOfFreedom < 1 || !replicates.every(Number.isFinite)) return null;
  // Mirrored, so that the direction away from 0 is up.
  const side = full < 0 ? -1 : 1;
  const z = Math.atanh(clamp(side * full, largest));
  const each = replicates.map((rho) => Math.atanh(clamp(side * rho, largest)));
  const standardError = Math.sqrt(each.reduce((sum, own) => sum + (own - z) ** 2, 0) / each.length);
  if (standardError < 1e-12) return null;
  const half = tQuantile(0.5 + confidence / 2, degreesOfFreedom) * standardError;
  const turned = deletedOne.map((rho) => side * rho);
  const jackknifed =
    Math.abs(full) > DRAWN_IN
      ? jackknifeInterval({ full: side * full, deletedOne: turned, degreesOfFreedom, confidence, largest })
      : null;
  const farther = Math.max(z + half, Math.atanh(jackknifed?.[1] ?? 0));
  const drawnIn = Math.max(0, z - each.reduce((sum, own) => sum + own, 0) / each.length);
  const inner = possible(Math.tanh(z - half), largest);
  const outer = possible(Math.tanh(farther + drawnIn) + 1 - largest, largest);
  return side > 0 ? [inner, outer] : [-outer, -inner];
}

/** A limit that reaches the largest correlation below perfect order reaches perfect order. */
function possible(limit: number, largest: number): number {
  // The tolerance covers the rounding error of tanh(artanh ρ).
  return Math.abs(limit) >= largest - 1e-9 ? Math.sign(limit) : limit;
}
