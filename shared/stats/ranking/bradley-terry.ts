import { choleskyFactor, choleskySolve } from '../numeric/cholesky.ts';
import { centred, maximise } from '../numeric/newton.ts';

interface BradleyTerryFit {
  /** Abilities in log-odds, centred at 0: P(i beats j) = 1 / (1 + exp(θ_j − θ_i)). */
  theta: Float64Array;
  /** False if the last Newton step was not small. Then theta is not an estimate and must not be shown. */
  converged: boolean;
  iterations: number;
  /** Fisher information at theta, K × K row-major: a graph Laplacian, so its rows sum to zero. */
  information: Float64Array;
}

/** log(1 + exp(x)) without overflow. */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

const winProbability = (difference: number): number => 1 / (1 + Math.exp(-difference));

/**
 * Information of one comparison of i and j on θ_i − θ_j: p(1 − p) with p = P(i beats j), in (0, ¼] (Bradley & Terry
 * 1952).
 *
 * @param theta K abilities in log-odds
 * @returns K × K row-major, zero on the diagonal
 */
export function informationPerComparison(theta: Float64Array, K: number): Float64Array {
  const w = new Float64Array(K * K);
  for (let i = 0; i < K; i++) {
    for (let j = 0; j < i; j++) {
      const p = winProbability(theta[i]! - theta[j]!);
      w[i * K + j] = w[j * K + i] = p * (1 - p);
    }
  }
  return w;
}

/**
 * Fisher information H of K abilities: H_ij = −n_ij p(1 − p) for n_ij comparisons of i and j, with rows that sum to
 * zero (Bradley & Terry 1952).
 *
 * @param wins K × K row-major: the number of times that i was preferred to j, with a tie as half a win for each
 * @param w p(1 − p) of each pair, as {@link informationPerComparison} returns it
 * @returns K × K row-major, a graph Laplacian
 */
export function bradleyTerryInformation(wins: Float64Array, w: Float64Array, K: number): Float64Array {
  const H = new Float64Array(K * K);
  for (let i = 0; i < K; i++) {
    for (let j = 0; j < i; j++) {
      const h = (wins[i * K + j]! + wins[j * K + i]!) * w[i * K + j]!;
      H[i * K + j] = H[j * K + i] = -h;
      H[i * K + i]! += h;
      H[j * K + j]! += h;
    }
  }
  return H;
}

/** Score vector: s_i = Σ_j (wins of i over j − comparisons × P(i beats j)). Sums to zero. */
export function bradleyTerryScore(wins: Float64Array, theta: Float64Array, K: number): Float64Array {
  const s = new Float64Array(K);
  for (let i = 0; i < K; i++) {
    for (let j = 0; j < i; j++) {
      const won = wins[i * K + j]!;
      const n = won + wins[j * K + i]!;
      if (n === 0) continue;
      const excess = won - n * winProbability(theta[i]! - theta[j]!);
      s[i]! += excess;
      s[j]! -= excess;
    }
  }
  return s;
}

/** log L = Σ wins of i over j × log P(i beats j). */
export function bradleyTerryLogLikelihood(wins: Float64Array, theta: Float64Array, K: number): number {
  let sum = 0;
  for (let i = 0; i < K; i++) {
    for (let j = 0; j < K; j++) {
      const won = wins[i * K + j]!;
      if (i !== j && won !== 0) sum -= won * softplus(theta[j]! - theta[i]!);
    }
  }
  return sum;
}

/**
 * A Laplacian has the null vector 1. Adding a multiple of 11ᵀ makes it solvable, and does not change centred
 * solutions.
 */
function newtonStep(H: Float64Array, s: Float64Array, K: number): Float64Array | null {
  const A = Float64Array.from(H);
  let trace = 0;
  for (let i = 0; i < K; i++) trace += H[i * K + i]!;
  const lift = trace / (K * K);
  for (let i = 0; i < A.length; i++) A[i]! += lift;
  const L = choleskyFactor(A, K);
  return L && choleskySolve(L, K, s);
}

/**
 * Maximum likelihood fit of the Bradley–Terry model (Bradley & Terry 1952) by Newton's method with step halving.
 *
 * `wins[i·K + j]` is the number of times that i was preferred to j, and a tie counts as half a win for each. The
 * diagonal is ignored. A finite maximum exists only if the graph of wins is strongly connected (Ford 1957). Otherwise
 * the result has `converged: false`. The log-likelihood is concave, so a converged fit is the maximum.
 */
export function fitBradleyTerry(wins: Float64Array, K: number): BradleyTerryFit {
  const informationAt = (theta: Float64Array) =>
    bradleyTerryInformation(wins, informationPerComparison(theta, K), K);
  const start = new Float64Array(K);
  const found =
    K < 2
      ? { x: start, converged: true, iterations: 0 }
      : maximise(
          start,
          (theta) => bradleyTerryLogLikelihood(wins, theta, K),
          (theta) => newtonStep(informationAt(theta), bradleyTerryScore(wins, theta, K), K),
          centred,
        );
  const { x: theta, converged, iterations } = found;
  return { theta, converged, iterations, information: informationAt(theta) };
}
