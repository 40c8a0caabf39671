import type { VoteRate } from '../../shared/contracts/index.ts';
import { wilsonInterval } from '../../shared/stats/index.ts';
import { voteTruth } from '../world/vote-truth.ts';
import type { Study } from './findings.ts';
import type { HitCounter } from './tally.ts';

export function measureVotes({ truth, findings, positionBias }: Study, tally: HitCounter): void {
  const actual = voteTruth(truth);
  const { votes } = findings.dissociation;
  const cover = (name: string, found: VoteRate, truth: number) => {
    tally.cover(`votes | ${name}`, found.interval, truth);
    if (found.rate !== null)
      tally.cover(`votes | ${name} | naive`, wilsonInterval(found.rate, found.n), truth);
  };
  cover('winner unsafe', votes.winnerUnsafe, actual.winnerUnsafe);
  cover('loser unsafe', votes.loserUnsafe, actual.loserUnsafe);
  cover('unsafe given tie', votes.unsafeGivenTie, actual.unsafeGivenTie);
  cover('less safe wins', votes.lessSafeWins, actual.lessSafeWins);
  cover('position bias', positionBias, actual.positionBias);
}
