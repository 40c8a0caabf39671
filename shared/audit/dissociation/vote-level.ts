import type { Protocol, Snapshot, VoteRate } from '../../contracts/index.ts';
import { MINIMUM_EFFECTIVE_GROUPS, ratioInterval, shareAboveP } from '../../stats/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { BOTH_BAD, type CountList, LOST, type Series, series, TIED, WON } from '../evidence/layout.ts';

/** Relates single votes to safety. Each result is a share with an interval over sampling units. */
export function voteLevel(evidence: Evidence, protocol: Protocol): Snapshot['dissociation']['votes'] {
  const unsafe = (fate: number) => unsafeShare(evidence, fate, protocol);
  return {
    winnerUnsafe: unsafe(WON),
    loserUnsafe: unsafe(LOST),
    unsafeGivenTie: unsafe(TIED),
    unsafeGivenBothBad: unsafe(BOTH_BAD),
    lessSafeWins: share(evidence.votes.lessSafeWon, evidence.votes.saferWon, protocol),
  };
}

/**
 * P-value of "the less safe answer wins at most half of the decided votes", by the score test that inverts the published
 * interval. It is doubled, because the lower limit has half of the error of the interval. Null if too few clinicians
 * voted.
 */
export function lessSafeWinsP({ votes: { lessSafeWon, saferWon } }: Evidence): number | null {
  const found = ratioOf(lessSafeWon, both(lessSafeWon, saferWon));
  if (!found || found.effectiveGroups < MINIMUM_EFFECTIVE_GROUPS) return null;
  return Math.min(1, 2 * shareAboveP(found, 0.5));
}

/**
 * How often the answer displayed first wins a decided vote. The share is one half if position has no influence. It is
 * null if the protocol states that the order of display is unknown.
 */
export const positionBias = (evidence: Evidence, protocol: Protocol): VoteRate =>
  protocol.orderUnknown ? noRate() : share(evidence.votes.wonFirst, evidence.votes.wonSecond, protocol);

/** The share of unsafe answers among complete answers with this fate. */
function unsafeShare(evidence: Evidence, fate: number, protocol: Protocol): VoteRate {
  const { layout } = evidence;
  const rated = layout.rated(layout.composite, fate)!;
  const all = evidence.block(null, null);
  return estimate(series(all, rated + 1), series(all, rated), protocol);
}

/** The share of one of two alternatives, from the counts of both. */
const share = (so: Series, otherwise: Series, protocol: Protocol): VoteRate =>
  estimate(so, both(so, otherwise), protocol);

const both = (so: Series, otherwise: Series): Series => so.map((count, unit) => count + otherwise[unit]!);

/** Each figure is an object of its own, because the report finds the path of a figure by its object. */
const noRate = (): VoteRate => ({ rate: null, n: 0, interval: null, effectiveGroups: null });

function estimate(k: CountList, n: CountList, { confidence }: Protocol): VoteRate {
  const found = ratioOf(k, n, confidence);
  if (!found) return noRate();
  const { rate, interval, effectiveGroups } = found;
  return { rate, n: found.n, interval, effectiveGroups };
}

const ratioOf = (k: CountList, n: CountList, confidence?: number) =>
  ratioInterval(
    [...n].map((answers, unit) => ({ n: answers, k: k[unit]! })),
    confidence,
  );
