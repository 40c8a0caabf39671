import { laplacianPseudoInverse } from '../numeric/laplacian-pseudo-inverse.ts';
import { fitBradleyTerry } from './bradley-terry.ts';
import { addWins, scoreOf, type Win } from './influential-set.ts';

/** Iterations stop when every ability changes by less than this, in log-odds, or after `MAX_ITERATIONS`. */
const MAX_CHANGE_LOG_ODDS = 1e-4;
const MAX_ITERATIONS = 60;

/**
 * Bradley–Terry abilities without the votes of one clinician, for each clinician: θ − d with d = (H − H_c)⁻¹ s_c.
 * This is one Newton step from the fit to all votes (Pregibon 1981), and s_c and H_c are the score and the information
 * of the clinician's votes.
 *
 * The step is solved by d ← H⁺(s_c + H_c d), which converges fast if c is a small part of the information. If it does
 * not converge, the votes of the others are fitted again. A comparison that only c made keeps c's result, because no
 * other vote can replace it. Null if the new fit fails. All null if the votes of all clinicians rank no model.
 *
 * O(K²) per clinician.
 *
 * @param clinicians the wins of each clinician
 * @param K number of models; wins refer to models 0 … K − 1
 * @returns by clinician, K abilities in log-odds
 */
export function abilitiesWithout(
  clinicians: readonly (readonly Win[])[],
  K: number,
): (Float64Array | null)[] {
  const total = new Float64Array(K * K);
  for (const votes of clinicians) addWins(total, K, votes, 1);
  const { theta, converged, information } = fitBradleyTerry(total, K);
  const inverse =
    K > 1 && converged
      ? laplacianPseudoInverse(information, K, [Array.from({ length: K }, (_, i) => i)])
      : null;
  if (!inverse) return clinicians.map(() => null);
  return clinicians.map((votes) => {
    if (votes.length === 0) return theta;
    const step = stepWithout(votes, theta, inverse);
    if (step) return theta.map((value, i) => value - step[i]!);
    const left = Float64Array.from(total);
    addWins(left, K, votes, -1);
    const refit = fitBradleyTerry(left, K);
    return refit.converged ? refit.theta : null;
  });
}

function stepWithout(votes: readonly Win[], theta: Float64Array, inverse: Float64Array): Float64Array | null {
  const K = theta.length;
  const score = scoreOf(votes, theta);
  let d = new Float64Array(K);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const b = Float64Array.from(score);
    for (const { winner, loser, weight } of votes) {
      const p = 1 / (1 + Math.exp(theta[loser]! - theta[winner]!));
      const flow = weight * p * (1 - p) * (d[winner]! - d[loser]!);
      b[winner]! += flow;
      b[loser]! -= flow;
    }
    const next = new Float64Array(K);
    let moved = 0;
    for (let i = 0; i < K; i++) {
      let sum = 0;
      for (let j = 0; j < K; j++) sum += inverse[i * K + j]! * b[j]!;
      next[i] = sum;
      moved = Math.max(moved, Math.abs(sum - d[i]!));
    }
    d = next;
    if (moved < MAX_CHANGE_LOG_ODDS) return d;
  }
  return null;
}
