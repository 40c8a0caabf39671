import { jackknife } from './jackknife.ts';
import { type PairWins, type ScoreMoments, scoreMoments } from './score-moments.ts';
import { variancePosterior } from './variance-posterior.ts';

export interface BetweenSpecialtyVariance {
  /** τ², the variance of a model's ability over specialties, in squared log-odds, by moments: may be negative. */
  estimate: number;
  standardError: number;
  /** Mean and variance of τ² given the estimate: what shrinkage uses, never 0 by chance. */
  mean: number;
  variance: number;
  /** J − 1 over the specialties that inform it. */
  degreesOfFreedom: number;
  /** In the order given. */
  specialties: SpecialtySpread[];
}

export interface SpecialtySpread {
  /** By how much its votes count less for coming from few groups: at least 1. */
  designEffect: number;
  /**
   * Variance of its abilities about the overall ones, in τ²: at least 1, since the overall ones are nearest to the
   * specialties with most votes.
   */
  spread: number;
}

/**
 * Variance between specialties of abilities θ_s = θ + δ_s, δ ~ (0, τ²) independently for each model, by the method of
 * moments in two steps (DerSimonian & Kacker 2007), from scores of Bradley and Terry's model at the overall θ.
 *
 * With u_sg the score of group g in specialty s, the products u_sg·u_sg' of different groups know nothing of either's
 * own tastes, so their sum over g ≠ g' has expectation τ² Σ_j (H_s,mj² − Σ_g H_sg,mj²), whatever the clustering. Two
 * corrections for θ coming from the same votes: θ holds a share w_s of δ_s, leaving (1 − w_s)² + Σ_{r≠s} w_r² of τ², and
 * its sampling variance `thetaVariance` (by model) takes as much from the product as it adds. Models are weighted 1/h in
 * the first step and 1/(h(1 + τ²h)) in the second, h the information on them. Squares u_sg² less their expectation under
 * independent votes show the variance of groups' tastes, which gives each specialty's design effect.
 *
 * The standard error is by deleting one specialty at a time. The posterior of τ² takes each model of each specialty as
 * a square of variance τ² + deff/h, one model of K not being free. Null with fewer than two specialties that have votes
 * from two groups.
 *
 * `specialties` gives each one's wins by group, and is read once, so that it may be made on the way.
 */
export function betweenSpecialtyVariance(
  specialties: Iterable<readonly PairWins[]>,
  theta: Float64Array,
  thetaVariance: (model: number) => number,
): BetweenSpecialtyVariance | null {
  const K = theta.length;
  const moments = Array.from(specialties, (groups) => scoreMoments(groups, theta));
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
  const deffs = designEffects(moments, Math.max(0, ratio(terms)));
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
 * τ² from the variance t of scores over their slope: differences of variance 2τ² move a win probability by less than
 * its slope says, t ≈ τ²/(1 + 2c²τ²) with c = 16√3/(15π), the logistic's scale as a normal. Held to twice t.
 */
function unbent(t: number): number {
  const c = (16 * Math.sqrt(3)) / (15 * Math.PI);
  return t > 0 ? t / Math.max(0.5, 1 - 2 * c * c * t) : t;
}

/** 1 + ω² (Σ_g H_sg² less single votes)/h_s, with ω² the variance of tastes over groups, pooled: Kish's form. */
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
