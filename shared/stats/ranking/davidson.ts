import { choleskyFactor, choleskySolve } from '../numeric/cholesky.ts';
import { centred, maximise } from '../numeric/newton.ts';

interface DavidsonFit {
  /** Abilities in log-odds of the decided votes, centred at 0: P(i beats j) / P(j beats i) = exp(θ_i − θ_j). */
  theta: Float64Array;
  /** P(tie) = ν/(ν + 2) between equally able models; 0 without ties. */
  nu: number;
  /** False if no finite maximum was reached. Then theta and nu are not estimates and must not be shown. */
  converged: boolean;
  iterations: number;
}

/** P(i beats j) and P(tie) at difference θ_i − θ_j and log ν, both divided through by √(π_i π_j). */
function probabilities(difference: number, logNu: number): { win: number; tie: number } {
  const [i, j] = [difference / 2, -difference / 2];
  const largest = Math.max(i, j, logNu);
  const [win, loss, tie] = [i, j, logNu].map((x) => Math.exp(x - largest)) as [number, number, number];
  const total = win + loss + tie;
  return { win: win / total, tie: tie / total };
}

/**
 * Maximum likelihood fit of Davidson's model for ties (Davidson 1970, J. Amer. Statist. Assoc. 65): P(i beats j) =
 * π_i/D and P(tie) = ν√(π_i π_j)/D with D = π_i + π_j + ν√(π_i π_j) and π = exp θ.
 *
 * `wins[i·K + j]` is the number of times that i was preferred to j. `ties[i·K + j] = ties[j·K + i]` is the number of
 * ties. The diagonals are ignored. In (θ, log ν) this is an exponential family, so a converged fit is the maximum.
 * Without a tie, ν is 0 and θ is that of Bradley and Terry.
 *
 * If there is no finite maximum, `converged` is false. This has three causes: no vote was decided, the models are not
 * linked by wins and ties in both directions, or the table is one of a few sparse ones. An example of the last cause
 * is a pair of models in which one model won and tied but never lost.
 *
 * The spread of θ exceeds that of half ties, because half ties count a tie as evidence of equality.
 */
export function fitDavidson(wins: Float64Array, ties: Float64Array, K: number): DavidsonFit {
  const pairs = comparedPairs(wins, ties, K);
  const anyTie = pairs.some(({ tied }) => tied > 0);
  if (K < 2) return { theta: new Float64Array(K), nu: 0, converged: true, iterations: 0 };

  // The last coordinate is log ν. Without ties it stays at its start, at which ν is 0 in effect.
  const start = new Float64Array(K + 1);
  if (!anyTie) start[K] = Number.NEGATIVE_INFINITY;
  const { x, converged, iterations } = maximise(
    start,
    (at) => logLikelihood(pairs, at, K),
    (at) => newtonStep(pairs, at, K, anyTie),
    (at) => Float64Array.from([...centred(at.subarray(0, K)), at[K]!]),
  );
  return { theta: x.slice(0, K), nu: Math.exp(x[K]!), converged, iterations };
}

interface Pair {
  i: number;
  j: number;
  won: number;
  lost: number;
  tied: number;
}

function comparedPairs(wins: Float64Array, ties: Float64Array, K: number): Pair[] {
  const pairs: Pair[] = [];
  for (let i = 0; i < K; i++) {
    for (let j = 0; j < i; j++) {
      const [won, lost, tied] = [wins[i * K + j]!, wins[j * K + i]!, ties[i * K + j]!];
      if (won + lost + tied > 0) pairs.push({ i, j, won, lost, tied });
    }
  }
  return pairs;
}

function logLikelihood(pairs: readonly Pair[], at: Float64Array, K: number): number {
  const term = (count: number, probability: number) => (count > 0 ? count * Math.log(probability) : 0);
  return pairs.reduce((sum, { i, j, won, lost, tied }) => {
    const { win, tie } = probabilities(at[i]! - at[j]!, at[K]!);
    const loss = probabilities(at[j]! - at[i]!, at[K]!).win;
    return sum + term(won, win) + term(lost, loss) + term(tied, tie);
  }, 0);
}

/**
 * With x = 1, 0 or ½ for a win, a loss or a tie of i, the statistics are (x, 1 − x, tie). The score is their observed
 * value less their expectation, and the information is their covariance.
 */
function newtonStep(
  pairs: readonly Pair[],
  at: Float64Array,
  K: number,
  anyTie: boolean,
): Float64Array | null {
  const n = K + 1;
  const H = new Float64Array(n * n);
  const s = new Float64Array(n);
  for (const { i, j, won, lost, tied } of pairs) {
    const { win, tie } = probabilities(at[i]! - at[j]!, at[K]!);
    const votes = won + lost + tied;
    const expected = win + tie / 2;
    const excess = won + tied / 2 - votes * expected;
    const variance = votes * (win + tie / 4 - expected ** 2);
    const withTie = votes * tie * (0.5 - expected);
    s[i]! += excess;
    s[j]! -= excess;
    s[K]! += tied - votes * tie;
    H[i * n + i]! += variance;
    H[j * n + j]! += variance;
    H[i * n + j]! -= variance;
    H[j * n + i]! -= variance;
    H[K * n + i]! += withTie;
    H[K * n + j]! -= withTie;
    H[K * n + K]! += votes * tie * (1 - tie);
  }
  // θ is determined up to a constant. Lifting this direction makes the matrix regular, and does not move a centred θ.
  let lift = 0;
  for (let i = 0; i < K; i++) lift += H[i * n + i]! / K ** 2;
  for (let i = 0; i < K; i++) for (let j = 0; j < K; j++) H[i * n + j]! += lift;
  if (!anyTie) H[K * n + K] = 1;
  const L = choleskyFactor(H, n);
  return L && choleskySolve(L, n, s);
}
