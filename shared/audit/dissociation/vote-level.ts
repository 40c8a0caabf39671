import type { Protocol, Snapshot, VoteRate } from '../../contracts/index.ts';
import { type GroupCount, ratioInterval } from '../../stats/index.ts';
import { fateCoefficients } from '../evidence/answers.ts';
import type { Evidence, UnitCounts } from '../evidence/evidence.ts';
import { BOTH_BAD, LOST, series, TIED, WON } from '../evidence/layout.ts';
import type { VoteSums } from '../evidence/vote-sums.ts';

/** Relates single votes to safety. Each result is a share with an interval over sampling units. */
export function voteLevel(evidence: Evidence, protocol: Protocol): Snapshot['dissociation']['votes'] {
  const unsafe = (fate: number) => unsafeShare(evidence, fate, protocol);
  return {
    winnerUnsafe: unsafe(WON),
    loserUnsafe: unsafe(LOST),
    unsafeGivenTie: unsafe(TIED),
    unsafeGivenBothBad: unsafe(BOTH_BAD),
    lessSafeWins: share(evidence, ['lessSafeWon', 'saferWon'], protocol),
  };
}

/**
 * How often the answer displayed first wins a decided vote. The share is one half if position has no influence. It is
 * null if the protocol states that the order of display is unknown.
 */
export const positionBias = (evidence: Evidence, protocol: Protocol): VoteRate =>
  protocol.orderUnknown ? noRate() : share(evidence, ['wonFirst', 'wonSecond'], protocol);

/** The share of unsafe answers among complete answers with this fate. */
function unsafeShare(evidence: Evidence, fate: number, protocol: Protocol): VoteRate {
  const { layout, items } = evidence;
  const rated = layout.rated(layout.composite, fate)!;
  const all = evidence.block(null, null);
  const of = ({ counted }: UnitCounts): GroupCount[] => {
    const { n, k } = counted(null, null, fateCoefficients(layout, fate));
    return countsOf(k, n);
  };
  return estimate(countsOf(series(all, rated + 1), series(all, rated)), items, of, protocol);
}

/** The share of the first of two alternatives. */
function share(
  { votes, items }: Evidence,
  [so, otherwise]: readonly [keyof VoteSums, keyof VoteSums],
  protocol: Protocol,
): VoteRate {
  const of = (sums: VoteSums): GroupCount[] =>
    countsOf(
      sums[so],
      sums[so].map((count, unit) => count + sums[otherwise][unit]!),
    );
  return estimate(of(votes), items, (units) => of(units.votes), protocol);
}

const countsOf = (k: ArrayLike<number>, n: ArrayLike<number>): GroupCount[] =>
  Array.from(n, (answers, unit) => ({ n: answers, k: k[unit]! }));

/** Each figure is an object of its own, because the report finds the path of a figure by its object. */
const noRate = (): VoteRate => ({ rate: null, n: 0, interval: null, effectiveGroups: null });

function estimate(
  own: readonly GroupCount[],
  items: Evidence['items'],
  countsBy: (units: UnitCounts) => GroupCount[],
  { confidence }: Protocol,
): VoteRate {
  const crossed = items && {
    items: countsBy(items.byItem),
    intersections: countsBy(items.byIntersection),
  };
  const found = ratioInterval(own, confidence, crossed);
  if (!found) return noRate();
  const { rate, interval, effectiveGroups } = found;
  return { rate, n: found.n, interval, effectiveGroups };
}
