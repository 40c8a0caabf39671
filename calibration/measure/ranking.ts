import { winMatrices } from '../../shared/audit/evidence/index.ts';
import { POINTS } from '../../shared/audit/ranking/index.ts';
import {
  bradleyTerryInformation,
  informationPerComparison,
  laplacianPseudoInverse,
  MINIMUM_EFFECTIVE_GROUPS,
  tQuantile,
} from '../../shared/stats/index.ts';
import type { Study } from './findings.ts';
import type { HitCounter } from './tally.ts';

const Z = 1.959963984540054;

/**
 * Coverage of Bradley–Terry differences, scores, rank intervals and the top set, in comparison with naive intervals.
 */
export function measureRanking({ truth, evidence, findings }: Study, tally: HitCounter): void {
  const { fit, ranking } = findings.overall;
  tally.add('ranking | all models ranked', fit?.models.length === truth.spec.models);
  if (!fit) return;
  const K = fit.models.length;
  const abilities = fit.models.map((model) => truth.theta[model]!);
  const mean = abilities.reduce((sum, theta) => sum + theta, 0) / K;
  const naive = naiveVariance(evidence.pairs, fit);
  const old = truth.spec.models - truth.spec.newModels.length;
  const kind = (...positions: number[]) => {
    const newest = Math.max(...positions.map((position) => fit.models[position]!));
    const share = truth.spec.newModels[newest - old];
    return share === undefined ? 'models seen by all' : `a model seen by ${share * 100} %`;
  };
  for (let i = 0; i < K; i++)
    for (let j = 0; j < i; j++) {
      const found = fit.difference(i, j);
      const known = found && found.effectiveGroups >= MINIMUM_EFFECTIVE_GROUPS;
      const half = known ? tQuantile(0.975, found.degreesOfFreedom) * found.standardError : 0;
      const estimate = fit.theta[i]! - fit.theta[j]!;
      const actual = abilities[i]! - abilities[j]!;
      const name = `ranking | difference | ${kind(i, j)}`;
      tally.cover(name, known ? [estimate - half, estimate + half] : null, actual);
      if (naive) tally.cover(`${name} | naive`, around(estimate, naive(i, j)), actual);
    }
  const trueRank = (m: number) => 1 + abilities.filter((theta) => theta > truth.theta[m]! + 1e-9).length;
  for (const row of ranking.rows) {
    const model = evidence.models.indexOf(row.model);
    const position = fit.models.indexOf(model);
    const name = `ranking | score | ${kind(position)}`;
    tally.cover(name, row.interval, 1000 + POINTS * (truth.theta[model]! - mean));
    tally.add(
      'ranking | rank interval',
      row.rankInterval[0] <= trueRank(model) && trueRank(model) <= row.rankInterval[1],
    );
    if (trueRank(model) === 1)
      tally.add('ranking | top set holds the best', ranking.topSet.includes(row.model));
  }
  tally.add('ranking | size of the top set', ranking.topSet.length);
}

const around = (x: number, variance: number): [number, number] => [
  x - Z * Math.sqrt(variance),
  x + Z * Math.sqrt(variance),
];

/** Var(θ_i − θ_j) as if all votes were independent: the inverse of the information. */
function naiveVariance(
  pairs: Study['evidence']['pairs'],
  { models, theta, clusters }: NonNullable<Study['findings']['overall']['fit']>,
) {
  const K = models.length;
  const wins = new Float64Array(K * K);
  for (const cluster of winMatrices(pairs, models, clusters).values())
    for (let at = 0; at < wins.length; at++) wins[at]! += cluster[at]!;
  const information = bradleyTerryInformation(wins, informationPerComparison(theta, K), K);
  const V = laplacianPseudoInverse(information, K, [[...models.keys()]]);
  return V && ((i: number, j: number) => V[i * K + i]! + V[j * K + j]! - 2 * V[i * K + j]!);
}
