import { laplacianPseudoInverse } from '../numeric/laplacian-pseudo-inverse.ts';
import { fitBradleyTerry } from './bradley-terry.ts';

/** One clinician's votes for one model over another; a tie is two entries of weight ½. */
export interface Win {
  winner: number;
  loser: number;
  /** A multiple of ½. */
  weight: number;
}

interface InfluentialSet {
  /** The model ranked first with all votes. */
  first: number;
  /** Removing this many clinicians puts another model first. A smaller set may exist. */
  clinicians: number;
  /** The removed clinicians by position, the most influential first, and the model that is first without them. */
  removed: number[];
  successor: number;
}

/** Number of rivals tried: those that seem to need the fewest removals. */
const RIVALS = 3;

/**
 * Upper bound of the number of clinicians whose removal would change the first rank, with a set that does so. Null if
 * the ranking is undefined or no such set was found.
 *
 * For each rival j, clinicians are ordered by their first-order influence (e₁ − e_j)ᵀ H⁻¹ s_c on the lead θ₁ − θ_j
 * (Broderick, Giordano & Meager 2020). s_c is the clinician's score, and H the information of all votes. The search
 * tries the orders of the three rivals that seem nearest. Along each order, it finds the shortest removal that
 * changes the first rank by bisection, and fits the model again for each attempt.
 *
 * The search is greedy. Every reported set changes the first rank, but a smaller set may exist. A removal that leaves
 * the ranking undefined does not count as a change.
 *
 * @param clinicians the wins of each clinician
 * @param K number of models; wins refer to models 0 … K − 1
 */
export function influentialSet(clinicians: readonly (readonly Win[])[], K: number): InfluentialSet | null {
  const total = new Float64Array(K * K);
  for (const votes of clinicians) addWins(total, K, votes, 1);
  const { theta, converged, information } = fitBradleyTerry(total, K);
  const everyone = [Array.from({ length: K }, (_, i) => i)];
  const inverse = K > 1 && converged ? laplacianPseudoInverse(information, K, everyone) : null;
  if (!inverse) return null;
  const first = argmax(theta);

  const scores = clinicians.map((votes) => scoreOf(votes, theta));
  const rivals = everyone[0]!.filter((model) => model !== first);
  const orders = rivals
    .map((rival) => {
      const direction = Float64Array.from(
        { length: K },
        (_, i) => inverse[first * K + i]! - inverse[rival * K + i]!,
      );
      const influence = scores.map((s) => s.reduce((sum, value, i) => sum + value * direction[i]!, 0));
      return removalOrder(influence, theta[first]! - theta[rival]!);
    })
    .sort((a, b) => a.seemsEnough - b.seemsEnough)
    .slice(0, RIVALS);

  let best: InfluentialSet | null = null;
  for (const { order } of orders) {
    const successorWithout = (count: number) => {
      const left = Float64Array.from(total);
      for (const c of order.slice(0, count)) addWins(left, K, clinicians[c]!, -1);
      const refit = fitBradleyTerry(left, K);
      return refit.converged ? argmax(refit.theta) : first;
    };
    const limit = Math.min(order.length, (best?.clinicians ?? Number.POSITIVE_INFINITY) - 1);
    const count = smallest(limit, (tried) => successorWithout(tried) !== first);
    if (count === null) continue;
    best = { first, clinicians: count, removed: order.slice(0, count), successor: successorWithout(count) };
  }
  return best;
}

/**
 * The clinicians with a positive influence on the lead, largest first. `seemsEnough` is the number of clinicians, from
 * the first on, whose influences together seem to outweigh the lead.
 */
function removalOrder(influence: readonly number[], lead: number) {
  const order = [...influence.keys()]
    .filter((c) => influence[c]! > 0)
    .sort((a, b) => influence[b]! - influence[a]! || a - b);
  let [taken, seemsEnough] = [0, 0];
  while (taken < lead && seemsEnough < order.length) taken += influence[order[seemsEnough++]!]!;
  return { order, seemsEnough: taken < lead ? Number.MAX_SAFE_INTEGER : seemsEnough };
}

/**
 * The smallest count of 1 … limit found to work, by doubling and then bisection between the last two. Null if none
 * works.
 */
function smallest(limit: number, works: (count: number) => boolean): number | null {
  let [failed, tried] = [0, 1];
  while (tried < limit && !works(tried)) [failed, tried] = [tried, Math.min(limit, 2 * tried)];
  if (tried > limit || !works(tried)) return null;
  while (tried - failed > 1) {
    const middle = Math.floor((failed + tried) / 2);
    if (works(middle)) tried = middle;
    else failed = middle;
  }
  return tried;
}

/** Adds the wins, `sign` times, to a K × K matrix. */
export function addWins(total: Float64Array, K: number, votes: readonly Win[], sign: number): void {
  for (const { winner, loser, weight } of votes) total[winner * K + loser]! += sign * weight;
}

/** ∂ log L/∂θ of one clinician's votes. */
export function scoreOf(votes: readonly Win[], theta: Float64Array): Float64Array {
  const s = new Float64Array(theta.length);
  for (const { winner, loser, weight } of votes) {
    const surprise = weight / (1 + Math.exp(theta[winner]! - theta[loser]!));
    s[winner]! += surprise;
    s[loser]! -= surprise;
  }
  return s;
}

const argmax = (x: Float64Array): number => x.indexOf(Math.max(...x));
