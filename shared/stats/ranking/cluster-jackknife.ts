import { averageOverComponents, laplacianPseudoInverse } from '../numeric/laplacian-pseudo-inverse.ts';
import { bradleyTerryInformation, bradleyTerryScore, informationPerComparison } from './bradley-terry.ts';
import { stronglyConnectedComponents } from './strongly-connected-components.ts';

/**
 * Below this many effective groups, no difference may be called significant. Five readers with slightly unequal loads have a
 * little less than five effective groups.
 */
export const MINIMUM_EFFECTIVE_GROUPS = 4;

/** Weights of a contrast cᵀθ as [model index, weight]. c is treated as centred, because θ is centred. */
export type Contrast = readonly (readonly [number, number])[];

export interface ContrastUncertainty {
  variance: number;
  standardError: number;
  /** Between 1 and J − 1. */
  degreesOfFreedom: number;
  /**
   * Between 1 and J: the number of equally informative groups that would give the same information on the contrast.
   */
  effectiveGroups: number;
}

export interface GroupCovariance {
  /**
   * d_g of the groups that contribute, each of length K and summing to 0. θ̂ − d_g is θ without g, to one Newton
   * step.
   */
  contributions: Float64Array[];
  /** Number of groups with at least one comparison. */
  J: number;
  /** Cov(θ_i, θ_j); null with fewer than two groups. */
  covariance(i: number, j: number): number | null;
  contrast(c: Contrast): ContrastUncertainty | null;
}

/** The terms of one group: its contribution, and a quadratic form in a contrast (K × K). */
interface GroupTerm {
  d: Float64Array;
  /**
   * Set if deleting g disconnects models: the parts that remain connected, and the model-based variance between them.
   */
  cut: { components: number[][]; variance: Float64Array } | null;
}

/** The terms of J groups, by entry. Those of one entry are adjacent, because a contrast reads few entries of all groups. */
interface GroupTerms {
  terms: GroupTerm[];
  /** d_g, K × J. */
  d: Float64Array;
  /** Expected (cᵀd_g)² under independent votes, K² × J: the increase in the variance of cᵀθ when g is deleted. */
  loss: Float64Array;
}

/**
 * Cluster jackknife (CR3) covariance of Bradley–Terry abilities: d_g = (H − H_g)⁻¹ s_g, Cov = (J − 1)/J · Σ d_g d_gᵀ.
 * s_g and H_g are the score and the information of group g at θ̂, all in the centred space (Bell & McCaffrey 2002,
 * Survey Methodology 28; MacKinnon, Nielsen & Webb 2023). `theta` is the maximum of the groups' pooled wins.
 *
 * Degrees of freedom are Satterthwaite's under independent votes. There E(cᵀd_g)² = q_g = cᵀ[(H − H_g)⁻¹ − H⁻¹]c,
 * which gives J_eff = (Σ q_g)² / Σ q_g² and df = J_eff − 1. With equal groups this is J − 1, the value of Bell and
 * McCaffrey. With unequal groups it is about their value or less. The difference comes from the covariances of the
 * cᵀd_g, which are left out because they would cost J² terms per contrast.
 *
 * If deleting g disconnects models, H − H_g is inverted within each connected part. The model-based variance of the
 * level between the parts is added. In addition, 1/J_eff grows by the squared share of the contrast that depends on g
 * alone. A comparison made by one group alone therefore has one effective group.
 *
 * @param groups the wins of each group, K × K row-major; groups without comparisons are ignored
 * @param theta K abilities in log-odds
 */
export function clusterJackknifeCovariance(
  groups: readonly { wins: Float64Array }[],
  theta: Float64Array,
  K: number,
): GroupCovariance {
  const contributing = groups.filter(({ wins }) => hasComparison(wins, K));
  const { terms, d, loss } = groupTerms(contributing, theta, K);
  const J = contributing.length;
  const factor = (J - 1) / J;
  const estimable = J >= 2 && terms.length === J;

  const covariance = (i: number, j: number): number | null => {
    if (!estimable) return null;
    let sum = 0;
    for (const { d, cut } of terms) sum += factor * d[i]! * d[j]! + (cut ? cut.variance[i * K + j]! : 0);
    return sum;
  };

  const contrast = (c: Contrast): ContrastUncertainty | null => {
    if (!estimable) return null;
    const linear = c.map(([i, weight]) => ({ at: i * J, weight }));
    const quadratic = c.flatMap(([i, a]) => c.map(([j, b]) => ({ at: (i * K + j) * J, weight: a * b })));
    let [variance, q, q2, alone] = [0, 0, 0, 0];
    for (let g = 0; g < J; g++) {
      variance += factor * form(linear, d, g) ** 2;
      const expected = Math.max(0, form(quadratic, loss, g));
      q += expected;
      q2 += expected ** 2;
      const { cut } = terms[g]!;
      if (!cut) continue;
      variance += Math.max(0, quadraticForm(cut.variance, c, K));
      alone = Math.max(alone, shareBetween(cut.components, c, K));
    }
    const effectiveGroups = Math.min(J, Math.max(1, 1 / ((q > 0 ? q2 / q ** 2 : 1 / J) + alone ** 2)));
    const degreesOfFreedom = Math.max(1, effectiveGroups - 1);
    return { variance, standardError: Math.sqrt(variance), degreesOfFreedom, effectiveGroups };
  };

  return { contributions: terms.map(({ d }) => d), J, covariance, contrast };
}

function hasComparison(wins: Float64Array, K: number): boolean {
  return wins.some((won, at) => won > 0 && Math.floor(at / K) !== at % K);
}

function groupTerms(groups: readonly { wins: Float64Array }[], theta: Float64Array, K: number): GroupTerms {
  const J = groups.length;
  const columns = { d: new Float64Array(K * J), loss: new Float64Array(K * K * J) };
  const total = new Float64Array(K * K);
  for (const { wins } of groups) for (let at = 0; at < total.length; at++) total[at]! += wins[at]!;
  const w = informationPerComparison(theta, K);
  const whole = laplacianPseudoInverse(bradleyTerryInformation(total, w, K), K, parts(total, K));
  if (!whole) return { terms: [], ...columns };

  const terms = groups.flatMap(({ wins }, g): GroupTerm[] => {
    const rest = total.map((won, at) => won - wins[at]!);
    const components = parts(rest, K);
    const inverse = laplacianPseudoInverse(bradleyTerryInformation(rest, w, K), K, components);
    if (!inverse) return [];
    const d = multiply(inverse, bradleyTerryScore(wins, theta, K), K);
    const { loss } = columns;
    for (let i = 0; i < K; i++) columns.d[i * J + g] = d[i]!;
    for (let at = 0; at < K * K; at++) loss[at * J + g] = inverse[at]! - whole[at]!;
    if (components.length === 1) return [{ d, cut: null }];
    // Let P average over parts. The loss within parts plus the whole variance between them is
    //     (H − H_g)⁺ − (I − P)H⁺(I − P) + PH⁺P = (H − H_g)⁺ − H⁺ + PH⁺ + H⁺P.
    const averaged = averageOverComponents(whole, K, components);
    const variance = averageOverComponents(transpose(averaged, K), K, components);
    for (let i = 0; i < K; i++) {
      for (let j = 0; j < K; j++) loss[(i * K + j) * J + g]! += averaged[i * K + j]! + averaged[j * K + i]!;
    }
    return [{ d, cut: { components, variance } }];
  });
  return { terms, ...columns };
}

/**
 * Sets of models linked by comparisons. The threshold is relative, because counts are sums of halves or of weights.
 */
function parts(wins: Float64Array, K: number): number[][] {
  let votes = 0;
  for (let at = 0; at < wins.length; at++) votes += wins[at]!;
  const areLinked = (i: number, j: number) => wins[i * K + j]! + wins[j * K + i]! > 1e-12 * votes;
  const models = Array.from({ length: K }, (_, i) => i);
  // Most studies compare some model with all others, so that nothing needs to be searched.
  if (models.every((j) => j === 0 || areLinked(0, j))) return [models];
  return stronglyConnectedComponents(K, function* (i) {
    for (let j = 0; j < K; j++) if (i !== j && areLinked(i, j)) yield j;
  });
}

/** The largest net weight of one part, relative to the positive weight of the centred contrast: 0 … 1. */
function shareBetween(components: number[][], c: Contrast, K: number): number {
  const weights = new Float64Array(K);
  for (const [i, weight] of c) weights[i]! += weight;
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / K;
  const positive = weights.reduce((sum, weight) => sum + Math.abs(weight - mean), 0) / 2;
  if (positive === 0) return 0;
  const net = components.map((members) => members.reduce((sum, i) => sum + weights[i]! - mean, 0));
  return Math.max(...net.map(Math.abs)) / positive;
}

/** Σ weight·x over the entries of a form, in the column of a group. */
function form(
  entries: readonly { readonly at: number; readonly weight: number }[],
  x: Float64Array,
  group: number,
): number {
  let sum = 0;
  for (let term = 0; term < entries.length; term++) {
    const { at, weight } = entries[term]!;
    sum += weight * x[at + group]!;
  }
  return sum;
}

function quadraticForm(M: Float64Array, c: Contrast, K: number): number {
  let sum = 0;
  for (const [i, a] of c) for (const [j, b] of c) sum += a * b * M[i * K + j]!;
  return sum;
}

function multiply(M: Float64Array, x: Float64Array, K: number): Float64Array {
  return x.map((_, i) => x.reduce((sum, value, j) => sum + M[i * K + j]! * value, 0));
}

function transpose(M: Float64Array, K: number): Float64Array {
  return M.map((_, at) => M[(at % K) * K + Math.floor(at / K)]!);
}
