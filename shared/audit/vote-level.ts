import type { Protocol } from '../contracts/protocol.ts';
import { GROUPS } from '../contracts/pseudonym.ts';
import type { Snapshot, VoteRate } from '../contracts/snapshot.ts';
import { ratioInterval } from '../stats/ratio-interval.ts';
import type { Evidence, PairVotes } from './evidence.ts';
import { BOTH_BAD, LOST, series, TIED, WON } from './layout.ts';

/** What single votes say about safety, each a share with an interval over groups of clinicians. */
export function voteLevel(evidence: Evidence, protocol: Protocol): Snapshot['dissociation']['votes'] {
  const unsafe = (fate: number) => unsafeShare(evidence, fate, protocol);
  return {
    winnerUnsafe: unsafe(WON),
    loserUnsafe: unsafe(LOST),
    unsafeGivenTie: unsafe(TIED),
    unsafeGivenBothBad: unsafe(BOTH_BAD),
    lessSafeWins: share(
      evidence.pairs,
      (votes) => votes.lessSafeWon,
      (votes) => votes.lessSafeWon + votes.saferWon,
      protocol,
    ),
  };
}

/**
 * How often the answer displayed first wins, of the votes that decide. Half, if the position does not matter.
 */
export const positionBias = (evidence: Evidence, protocol: Protocol): VoteRate =>
  share(
    evidence.pairs,
    (votes) => votes.xWinsFirst + votes.yWinsFirst,
    (votes) => votes.xWinsFirst + votes.yWinsFirst + votes.xWinsSecond + votes.yWinsSecond,
    protocol,
  );

/** Unsafe answers among the complete ones with this fate. */
function unsafeShare(evidence: Evidence, fate: number, protocol: Protocol): VoteRate {
  const { layout } = evidence;
  const rated = layout.rated(layout.composite, fate)!;
  const all = evidence.block(null, null);
  return estimate(series(all, rated + 1), series(all, rated), protocol);
}

function share(
  pairs: readonly PairVotes[],
  part: (votes: PairVotes) => number,
  whole: (votes: PairVotes) => number,
  protocol: Protocol,
): VoteRate {
  const [k, n] = [new Float64Array(GROUPS), new Float64Array(GROUPS)];
  for (const votes of pairs) {
    k[votes.group]! += part(votes);
    n[votes.group]! += whole(votes);
  }
  return estimate(k, n, protocol);
}

function estimate(k: Float64Array, n: Float64Array, { confidence }: Protocol): VoteRate {
  const found = ratioInterval(
    [...n].map((answers, group) => ({ n: answers, k: k[group]! })),
    confidence,
  );
  if (!found) return { rate: null, n: 0, interval: null, effectiveGroups: null };
  const { rate, interval, effectiveGroups } = found;
  return { rate, n: found.n, interval, effectiveGroups };
}
