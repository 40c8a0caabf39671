import { jackknife } from '../numeric/jackknife.ts';
import {
  type CrossedWins,
  crossedMoments,
  type PairWins,
  type ScoreMoments,
  scoreMoments,
} from './score-moments.ts';
import { variancePosterior } from './variance-posterior.ts';

export interface BetweenSpecialtyVariance {
  /** τ², the variance of a model's ability over specialties, in squared log-odds, by moments. It may be negative. */
  estimate: number;
  standardError: number;
  /** Mean and variance of τ² given the estimate. Shrinkage uses these, because they are never 0 by chance. */
  mean: number;
  variance: number;
  /** J − 1 over the specialties that inform it. */
  degreesOfFreedom: number;
  /** In the order of the input. */
  specialties: SpecialtySpread[];
}

export interface SpecialtySpread {
  /** Factor by which the votes count less because they come from few groups: at least 1. */
  designEffect: number;
  /**
   * Variance of the specialty's abilities about the overall ones, in units of τ². It is at least 1, because the
   * overall abilities are nearest to the specialties with most votes.
   */
  spread: number;
}

/**
 * Variance between specialties of abilities θ_s = θ + δ_s, with δ ~ (0, τ²) independently for each model. It is
 * estimated by the method of moments in two steps (DerSimonian & Kacker 2007), from Bradley–Terry scores at the
 * overall θ.
 *
 * Let u_sg be the score of group g in specialty s. The products u_sg·u_sg' of different groups do not contain the
 * tastes of either group. Their sum over g ≠ g' therefore has the expectation τ² Σ_j (H_s,mj² − Σ_g H_sg,mj²) under
 * any clustering.
 *
 * Two corrections are needed because θ comes from the same votes. First, θ holds a share w_s of δ_s, which leaves (1
 * − w_s)² + Σ_{r≠s} w_r² of τ². Second, its sampling variance `thetaVariance` (by model) reduces the product by the
 * same amount, which is added back.
 *
 * Models have the weight 1/h in the first step and 1/(h(1 + τ²h)) in the second, with h the information on them. The
 * squares u_sg², less their expectation under independent votes, show the variance of the groups' tastes. It gives
 * each specialty's design effect.
 *
 * The standard error comes from deleting one specialty at a time. The posterior of τ² takes each model of each
 * specialty as a square of variance τ² + deff/h, and one model of K is not free. Null with fewer than two specialties
 * that have votes from two groups.
 *
 * @param specialties the wins of each specialty by group; read once, so it may be a generator
 * @param theta the overall abilities of K models, in log-odds
 * With items, only products of votes that share neither a group nor an item are summed, and the design effect adds the
 * losses by groups and by items.
 *
 * @param thetaVariance the sampling variance of a model's overall ability, in squared log-odds
 * @param items the votes of each specialty by item. Null if items are no sampling units.
 */
export function betweenSpecialtyVariance(
  specialties: Iterable<readonly PairWins[]>,
  theta: Float64Array,
  thetaVariance: (model: number) => number,
  items: readonly CrossedWins[] | null = null,
): BetweenSpecialtyVariance | null {
  const K = theta.length;
  const own = Array.from(specialties, (groups) => scoreMoments(groups, theta));
  const crossed = items?.map((wins, s) => crossedMoments(own[s]!, wins, theta)) ?? null;
  const moments = own.map((ofGroups, s) => ({
    ...ofGroups,
    ...(crossed && { cross: crossed[s]!.cross, worth: crossed[s]!.worth }),
  }));
  const overall = new Float64Array(K);
  const shareSquares = new Float64Array(K);
  for (const { h } of moments) for (let m = 0; m < K; m++) overall[m]! += h[m]!;
  const share = (h: Float64Array, m: number) => (overall[m]! > 0 ? h[m]! / overall[m]! : 0);
  for (const { h } of moments) for (let m = 0; m < K; m++) shareSquares[m]! += share(h, m) ** 2;

  const left = (h: Float64Array, m: number) => 1 - 2 * share(h, m) + shareSquares[m]!;
  const spreadOf = (h: Float64Array) => {
    const total = h.reduce((sum, value) => sum + value, 0);
    return total > 0 ? Math.max(1, h.reduce((sum, value, m) => sum + value * left(h, m), 0) / total) : 1;
  };

  const noiseOf = theta.map((_, m) => thetaVariance(m));
  const sums = (weight: (h: number) => number) =>
    moments.map(({ h, cross, worth }, s) => {
      const leftOf = h.map((_, m) => left(h, m));
      let [numerator, denominator] = [0, 0];
      const parts: { weight: number; information: number }[] = [];
      for (let m = 0; m < K; m++) {
        if (h[m] === 0) continue;
        let [own, noise] = [0, 0];
        for (let j = 0; j < K; j++) {
          own += worth[m * K + j]! * leftOf[j]!;
          noise += worth[m * K + j]! * noiseOf[j]!;
        }
        numerator += weight(h[m]!) * (cross[m]! + noise);
        denominator += weight(h[m]!) * own;
        parts.push({ weight: weight(h[m]!) * own, information: h[m]! });
      }
      return { numerator, denominator, parts, s };
    });
  const ratio = (terms: readonly { numerator: number; denominator: number }[]) =>
    terms.reduce((sum, { numerator }) => sum + numerator, 0) /
    terms.reduce((sum, { denominator }) => sum + denominator, 0);

  const first = Math.max(0, unbent(ratio(sums((h) => 1 / h)) || 0));
  const terms = sums((h) => 1 / (h * (1 + first * h))).filter(({ denominator }) => denominator > 1e-9);
  if (terms.length < 2) return null;
  const estimate = unbent(ratio(terms));
  const deleted = jackknife(
    terms.map((_, s) => unbent(ratio(terms.toSpliced(s, 1)))),
    estimate,
  );
  if (!deleted) return null;
  const { standardError, degreesOfFreedom } = deleted;
  const between = Math.max(0, ratio(terms));
  const byGroups = designEffects(moments, between);
  const byItems =
    crossed &&
    designEffects(
      crossed.map(({ items: ofItems }) => ofItems),
      between,
    );
  const deffs = byGroups.map((effect, s) => effect + (byItems ? byItems[s]! - 1 : 0));
  const parts = terms.flatMap(({ parts: own, s }) =>
    own.map(({ weight, information }) => ({ weight, sampling: deffs[s]! / information })),
  );
  return {
    estimate,
    standardError,
    ...variancePosterior(estimate, parts, (K - 1) / K),
    degreesOfFreedom,
    specialties: moments.map(({ h }, s) => ({ designEffect: deffs[s]!, spread: spreadOf(h) })),
  };
}

/**
 * τ² from the variance t of scores divided by their slope. Differences of variance 2τ² move a win probability by less
 * than the slope predicts: t ≈ τ²/(1 + 2c²τ²) with c = 16√3/(15π), the scale of the logistic as a normal. At most
 * twice t.
 */
function unbent(t: number): number {
  const c = (16 * Math.sqrt(3)) / (15 * Math.PI);
  return t > 0 ? t / Math.max(0.5, 1 - 2 * c * c * t) : t;
}

/**
 * Design effects in Kish's form: 1 + ω² (Σ_g H_sg² less single votes)/h_s, with ω² the pooled variance of tastes over
 * groups.
 */
function designEffects(moments: readonly ScoreMoments[], tau2: number): number[] {
  let [excess, worth] = [0, 0];
  for (const { h, squares, squaresWorth } of moments) {
    for (let m = 0; m < h.length; m++) {
      if (h[m] === 0) continue;
      excess += (squares[m]! - h[m]!) / h[m]!;
      worth += squaresWorth[m]! / h[m]!;
    }
  }
  const taste = worth > 0 ? Math.max(0, excess / worth - tau2) : 0;
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  return moments.map(({ h, squaresWorth }) => (sum(h) > 0 ? 1 + (taste * sum(squaresWorth)) / sum(h) : 1));
}
