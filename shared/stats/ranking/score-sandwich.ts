import { laplacianPseudoInverse } from '../numeric/laplacian-pseudo-inverse.ts';
import { bradleyTerryInformation, informationPerComparison } from './bradley-terry.ts';
import type { Contrast } from './cluster-jackknife.ts';
import type { PairWins } from './score-moments.ts';
import { stronglyConnectedComponents } from './strongly-connected-components.ts';

/**
 * Cluster sandwich (CR0) of Bradley–Terry abilities: H⁺ (Σ_g s_g s_gᵀ) H⁺ with s_g the score of cluster g at θ̂ (Liang &
 * Zeger 1986). It is smaller than the cluster jackknife, so that it errs on the safe side if it is subtracted from one.
 *
 * @param clusters the wins of each cluster, each pair at most once
 * @param theta K abilities in log-odds
 * @returns the variance of a contrast cᵀθ. It is 0 for every contrast if the information is singular.
 */
export function scoreSandwich(clusters: Iterable<PairWins>, theta: Float64Array): (c: Contrast) => number {
  const K = theta.length;
  const [wins, meat] = [new Float64Array(K * K), new Float64Array(K * K)];
  const s = new Float64Array(K);
  for (const { i, j, iWins, jWins } of clusters) {
    const touched = new Set<number>();
    for (let row = 0; row < i.length; row++) {
      const [a, b] = [i[row]!, j[row]!];
      wins[a * K + b]! += iWins[row]!;
      wins[b * K + a]! += jWins[row]!;
      const excess = iWins[row]! - (iWins[row]! + jWins[row]!) / (1 + Math.exp(theta[b]! - theta[a]!));
      s[a]! += excess;
      s[b]! -= excess;
      touched.add(a).add(b);
    }
    for (const a of touched) for (const b of touched) meat[a * K + b]! += s[a]! * s[b]!;
    for (const a of touched) s[a] = 0;
  }
  const components = stronglyConnectedComponents(K, function* (i) {
    for (let j = 0; j < K; j++) if (i !== j && wins[i * K + j]! + wins[j * K + i]! > 0) yield j;
  });
  const information = bradleyTerryInformation(wins, informationPerComparison(theta, K), K);
  const inverse = laplacianPseudoInverse(information, K, components);
  return (c) => {
    if (!inverse) return 0;
    const bread = theta.map((_, i) => c.reduce((sum, [j, weight]) => sum + weight * inverse[i * K + j]!, 0));
    let variance = 0;
    for (let i = 0; i < K; i++)
      for (let j = 0; j < K; j++) variance += bread[i]! * meat[i * K + j]! * bread[j]!;
    return variance;
  };
}
