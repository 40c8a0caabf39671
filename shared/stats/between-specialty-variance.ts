import { bradleyTerryInformation, bradleyTerryScore, informationPerComparison } from './bradley-terry.ts';
import type { GroupWins } from './equal-weights.ts';
import { jackknife } from './jackknife.ts';
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

/** Per model of one specialty: cross products and squares of the groups' scores, and what each is worth of a variance. */
interface Moments {
  h: Float64Array;
  cross: Float64Array;
  squares: Float64Array;
  /** Σ_{g≠g'} H_g,mj H_g',mj, K × K; and Σ_g of Σ_j H_g,mj² less 2 Σ_j n_g,mj (p(1 − p))², over j ≠ m. */
  worth: Float64Array;
  squaresWorth: Float64Array;
}

function momentsOf(groups: readonly GroupWins[], theta: Float64Array, w: Float64Array, K: number): Moments {
  const [total, cross, squares, squaresWorth, h] = Array.from({ length: 5 }, () => new Float64Array(K)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [information, worth] = [new Float64Array(K * K), new Float64Array(K * K)];
  for (const { wins } of groups.filter((group) => group.wins.some((won) => won > 0))) {
    const u = bradleyTerryScore(wins, theta, K);
    const H = bradleyTerryInformation(wins, w, K);
    for (let m = 0; m < K; m++) {
      total[m]! += u[m]!;
      squares[m]! += u[m]! ** 2;
      for (let j = 0; j < K; j++) {
        const entry = H[m * K + j]!;
        information[m * K + j]! += entry;
        worth[m * K + j]! -= entry ** 2;
        // A vote has no variance between votes: of one vote a group's taste shows nothing.
        squaresWorth[m]! += entry ** 2 - (j === m ? 0 : 2 * w[m * K + j]! * Math.abs(entry));
      }
    }
  }
  for (const [at, entry] of information.entries()) worth[at]! += entry ** 2;
  for (let m = 0; m < K; m++) {
    cross[m] = total[m]! ** 2 - squares[m]!;
    h[m] = information[m * K + m]!;
  }
  return { h, cross, squares, worth, squaresWorth };
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
  specialties: Iterable<readonly GroupWins[]>,
  theta: Float64Array,
  thetaVariance: (model: number) => number,
  K: number,
): BetweenSpecialtyVariance | null {
  const w = informationPerComparison(theta, K);
  const moments = Array.from(specialties, (groups) => momentsOf(groups, theta, w, K));
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
function designEffects(moments: readonly Moments[], tau2: number): number[] {
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
