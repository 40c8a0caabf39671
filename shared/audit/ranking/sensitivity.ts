import type { Snapshot } from '../../contracts/index.ts';
import { fitBradleyTerry, fitDavidson, weightGroupsEqually, weightPairsEqually } from '../../stats/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { positionsOf, summed } from '../evidence/win-matrices.ts';
import { POINTS } from './ranking.ts';
import type { RankingFit } from './ranking-fit.ts';

type Fit = { theta: Float64Array; converged: boolean };

/**
 * Scores of the ranked models under three other conventions: ties by Davidson's model instead of half wins, equal
 * weights for pairs of models, and equal weights for sampling units. If the order changes, the ranking depends on the
 * convention.
 */
export function sensitivity(
  evidence: Evidence,
  fit: RankingFit | null,
): Snapshot['leaderboard']['sensitivity'] {
  if (!fit) return [];
  const K = fit.models.length;
  const { groups } = fit;
  const bradleyTerry = (weighted: readonly { wins: Float64Array }[]) =>
    fitBradleyTerry(summed(weighted.map(({ wins }) => wins)), K);
  const fits: Record<'davidson' | 'equalPairs' | 'equalGroups', Fit> = {
    davidson: davidson(evidence, fit.models),
    equalPairs: bradleyTerry(weightPairsEqually(groups, K)),
    equalGroups: bradleyTerry(weightGroupsEqually(groups, K)),
  };
  const score = ({ theta, converged }: Fit, position: number) =>
    converged ? 1000 + POINTS * theta[position]! : null;
  return [...fit.models.entries()].map(([position, model]) => ({
    model: evidence.models[model]!,
    davidson: score(fits.davidson, position),
    equalPairs: score(fits.equalPairs, position),
    equalGroups: score(fits.equalGroups, position),
  }));
}

function davidson({ pairs }: Evidence, models: readonly number[]): Fit {
  const K = models.length;
  const positions = positionsOf(models);
  const [wins, ties] = [new Float64Array(K * K), new Float64Array(K * K)];
  for (const votes of pairs)
    for (let row = 0; row < votes.rows; row++) {
      const [i, j] = [positions[votes.x[row]!] ?? -1, positions[votes.y[row]!] ?? -1];
      if (i < 0 || j < 0) continue;
      const undecided = votes.ties[row]! + votes.bothBad[row]!;
      wins[i * K + j]! += votes.xWins[row]!;
      wins[j * K + i]! += votes.yWins[row]!;
      ties[i * K + j]! += undecided;
      ties[j * K + i]! += undecided;
    }
  return fitDavidson(wins, ties, K);
}
