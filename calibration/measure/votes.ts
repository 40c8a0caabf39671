import type { VoteRate } from '../../shared/contracts/index.ts';
import { voteTruth } from '../world/vote-truth.ts';
import type { Study } from './study.ts';
import type { HitCounter } from './tally.ts';

/** Coverage of shares of votes. The audit must speak for all readers and prompts. */
export function measureVotes({ truth, snapshot }: Study, tally: HitCounter): void {
  const actual = voteTruth(truth);
  const { votes } = snapshot.dissociation;
  const cover = (name: string, found: VoteRate, truth: number) => {
    tally.cover(`votes | ${name}`, found.interval, truth);
    tally.cover('votes | all shares', found.interval, truth);
  };
  cover('winner unsafe', votes.winnerUnsafe, actual.winnerUnsafe);
  cover('loser unsafe', votes.loserUnsafe, actual.loserUnsafe);
  cover('unsafe given tie', votes.unsafeGivenTie, actual.unsafeGivenTie);
  cover('less safe wins', votes.lessSafeWins, actual.lessSafeWins);
  cover('position bias', snapshot.quality.positionBias, actual.positionBias);
}
