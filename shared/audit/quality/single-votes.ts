import type { LedgerQuality, Outcome, Protocol } from '../../contracts/index.ts';
import {
  abilitiesWithout,
  concentration,
  type DecidedVote,
  influentialSet,
  type Screened,
  screenVotes,
  type Win,
} from '../../stats/index.ts';
import { rounded } from '../rounded.ts';

/** A vote as recorded in the ledger. */
export interface SingleVote {
  readonly first: string;
  readonly second: string;
  readonly outcome: Outcome;
}

/** Maximum number of suspicious clinicians in the list. */
const LISTED = 10;

type VotingQuality = Pick<LedgerQuality, 'concentration' | 'firstRank' | 'voteStuffing'>;

/**
 * Analyses the votes of single clinicians: their concentration, the smallest influential set for the first rank, and
 * clinicians that differ from the consensus more than taste explains.
 *
 * @param clinicians the votes of each clinician, without identities
 * @param ranked the ranked models; votes on other models are ignored if a ranking is needed
 */
export function votingQuality(
  clinicians: readonly (readonly SingleVote[])[],
  ranked: readonly string[],
  { falseDiscoveryRate }: Protocol,
): VotingQuality {
  const K = ranked.length;
  const number = new Map(ranked.map((model, at) => [model, at]));
  const wins = clinicians
    .map((votes) => votes.flatMap((vote) => winsOf(vote, number)))
    .filter(({ length }) => length > 0);
  const change = K < 2 ? null : influentialSet(wins, K);
  const screen = screenOf(wins, K);
  return rounded({
    concentration: concentration(clinicians.map(({ length }) => length)),
    firstRank:
      K < 2
        ? null
        : {
            model: ranked[change?.first ?? 0]!,
            clinicians: change?.clinicians ?? null,
            of: wins.length,
            successor: change ? ranked[change.successor]! : null,
          },
    voteStuffing: screened(screen, ranked, falseDiscoveryRate),
  });
}

/**
 * Converts a vote into wins. A tie or "both bad" is half a win for each model. Votes on unranked models are left out.
 */
function winsOf({ first, second, outcome }: SingleVote, number: ReadonlyMap<string, number>): Win[] {
  const [a, b] = [number.get(first), number.get(second)];
  if (a === undefined || b === undefined) return [];
  if (outcome === 'first') return [{ winner: a, loser: b, weight: 1 }];
  if (outcome === 'second') return [{ winner: b, loser: a, weight: 1 }];
  return [
    { winner: a, loser: b, weight: 0.5 },
    { winner: b, loser: a, weight: 0.5 },
  ];
}

/** Compares the decided votes of each clinician with the consensus of all others. Ties are ignored. */
function screenOf(wins: readonly (readonly Win[])[], K: number): Screened[] {
  const others = abilitiesWithout(wins, K);
  const decided = wins.map((votes, c): DecidedVote[] => {
    const theta = others[c];
    if (!theta) return [];
    return votes
      .filter(({ weight }) => weight === 1)
      .map(({ winner, loser }) => {
        return { winner, loser, probability: 1 / (1 + Math.exp(theta[loser]! - theta[winner]!)) };
      });
  });
  return screenVotes(decided.filter(({ length }) => length > 0));
}

function screened(
  found: readonly Screened[],
  ranked: readonly string[],
  falseDiscoveryRate: number,
): LedgerQuality['voteStuffing'] {
  const flagged = found
    .filter(({ adjusted }) => adjusted <= falseDiscoveryRate)
    .sort((a, b) => b.logE - a.logE || b.votes - a.votes);
  return {
    screened: found.length,
    flagged: flagged.length,
    falseDiscoveryRate,
    largestLog10EValue: found.length > 0 ? Math.max(...found.map(({ logE }) => logE)) / Math.LN10 : null,
    suspicions: flagged.slice(0, LISTED).map(({ logE, adjusted, votes, strongest }) => ({
      log10EValue: logE / Math.LN10,
      adjusted,
      votes,
      pattern: strongest!.kind,
      model: 'model' in strongest! ? ranked[strongest.model]! : null,
    })),
  };
}
