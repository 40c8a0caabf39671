import type { Snapshot } from '../contracts/snapshot.ts';
import { fitBradleyTerry } from '../stats/bradley-terry.ts';
import { fitDavidson } from '../stats/davidson.ts';
import { weightGroupsEqually, weightPairsEqually } from '../stats/equal-weights.ts';
import type { Evidence } from './evidence.ts';
import { POINTS } from './ranking.ts';
import type { RankingFit } from './ranking-fit.ts';
import { winMatrices, winsOf } from './win-matrices.ts';

type Fit = { theta: Float64Array; converged: boolean };

/**
 * Scores of the ranked models under other conventions: ties as Davidson's model has them rather than as half
 * wins, every pair of models weighing the same, every group of clinicians weighing the same. Where these put
 * models in another order, the ranking hangs on the convention.
 */
export function sensitivity(
  evidence: Evidence,
  fit: RankingFit | null,
): Snapshot['leaderboard']['sensitivity'] {
  if (!fit) return [];
  const K = fit.models.length;
  const groups = winMatrices(evidence.pairs, fit.models).map((wins) => ({ wins }));
  const bradleyTerry = (weighted: readonly { wins: Float64Array }[]) => fitBradleyTerry(summed(weighted), K);
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
  const at = new Map(models.map((model, position) => [model, position]));
  const [wins, ties] = [new Float64Array(K * K), new Float64Array(K * K)];
  for (const pair of pairs) {
    const [i, j] = [at.get(pair.x), at.get(pair.y)];
    if (i === undefined || j === undefined) continue;
    const [xWins, yWins] = winsOf(pair);
    wins[i * K + j]! += xWins;
    wins[j * K + i]! += yWins;
    ties[i * K + j]! += pair.tie + pair.bothBad;
    ties[j * K + i]! += pair.tie + pair.bothBad;
  }
  return fitDavidson(wins, ties, K);
}

const summed = (groups: readonly { wins: Float64Array }[]): Float64Array =>
  groups[0]!.wins.map((_, at) => groups.reduce((sum, { wins }) => sum + wins[at]!, 0));
