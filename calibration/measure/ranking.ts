import { POINTS } from '../../shared/audit/ranking/index.ts';
import { differencesOf, preferredOf } from './published.ts';
import type { Study } from './study.ts';
import type { HitCounter } from './tally.ts';

/** Coverage of differences and scores of the overall ranking, of rank intervals, and of the top set. */
export function measureRanking(study: Study, tally: HitCounter): void {
  const { target, protocol, snapshot, evidence } = study;
  const differences = differencesOf(evidence, protocol);
  tally.add('ranking | none given', differences === null);
  for (const {
    models: [one, other],
    interval,
  } of differences ?? [])
    tally.cover('ranking | difference', interval, target.theta[one]! - target.theta[other]!);
  const { rows } = snapshot.leaderboard.overall;
  const abilities = rows.map(({ model }) => target.theta[protocol.models!.indexOf(model)]!);
  const mean = abilities.reduce((sum, theta) => sum + theta, 0) / rows.length;
  for (const [at, { model, interval, rankInterval }] of rows.entries()) {
    const rank = 1 + abilities.filter((theta) => theta > abilities[at]! + 1e-9).length;
    tally.cover('ranking | score', interval, 1000 + POINTS * (abilities[at]! - mean));
    if (interval) tally.add('ranking | rank interval', rankInterval[0] <= rank && rank <= rankInterval[1]);
    if (rank === 1) tally.add('ranking | top set holds the best', preferredOf(snapshot).includes(model));
  }
}
