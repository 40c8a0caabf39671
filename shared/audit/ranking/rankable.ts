import { stronglyConnectedComponents } from '../../stats/index.ts';
import type { PairVotes } from '../evidence/pair-votes.ts';
import { recordsOf, votesOfRecord } from '../evidence/win-matrices.ts';

interface Rankable {
  /** The models that can be ranked, in ascending order. */
  readonly core: readonly number[];
  readonly notRanked: readonly { readonly model: number; readonly reason: string }[];
  /** Models that no ranked model has beaten, directly or through others. They have no rank, but count as preferred. */
  readonly unbeaten: readonly number[];
}

/**
 * Decides which models the votes can rank. Abilities are finite only if models are linked by wins in both directions
 * (Ford 1957). This takes the largest strongly connected component of the graph of wins. Among components of equal
 * size, it takes the one with the most votes, then the first name. Every other model gets a reason.
 */
export function rankable(pairs: readonly PairVotes[], models: number): Rankable {
  const { beats, beatenBy } = victories(pairs, models);
  const votes = recordsOf(pairs, models).map(votesOfRecord);
  const weight = (members: readonly number[]) => members.reduce((sum, model) => sum + votes[model]!, 0);
  const [largest = []] = stronglyConnectedComponents(models, (model) => beats[model]!).sort(
    (a, b) => b.length - a.length || weight(b) - weight(a) || a[0]! - b[0]!,
  );
  const core = largest.length >= 2 ? largest : [];
  const ranked = new Set(core);
  const belowCore = reachable(core, beats);
  const aboveCore = reachable(core, beatenBy);

  const reasonOf = (model: number): string => {
    if (votes[model] === 0) return 'no votes on it yet';
    if (core.length === 0) return 'no two models have beaten each other, directly or through others';
    if (aboveCore.has(model))
      return 'no ranked model has ever beaten it, directly or through others: no finite score fits that';
    if (belowCore.has(model))
      return 'it has never beaten a ranked model, directly or through others: no finite score fits that';
    return 'no votes compare it with the ranked models, directly or through others';
  };
  const others = [...beats.keys()].filter((model) => !ranked.has(model));
  const undefeated = (model: number) =>
    votes[model]! > 0 && (core.length > 0 ? aboveCore.has(model) : beatenBy[model]!.size === 0);
  return {
    core,
    notRanked: others.map((model) => ({ model, reason: reasonOf(model) })),
    unbeaten: others.filter(undefeated),
  };
}

/** For each model, the models that it has beaten, and those that have beaten it. A tie is half a win for each. */
function victories(pairs: readonly PairVotes[], models: number) {
  const beats = Array.from({ length: models }, () => new Set<number>());
  for (const voted of pairs)
    for (let row = 0; row < voted.rows; row++) {
      const [x, y] = [voted.x[row]!, voted.y[row]!];
      const half = voted.ties[row]! + voted.bothBad[row]! > 0;
      if (voted.xWins[row]! > 0 || half) beats[x]!.add(y);
      if (voted.yWins[row]! > 0 || half) beats[y]!.add(x);
    }
  const beatenBy = beats.map(() => new Set<number>());
  for (const [winner, losers] of beats.entries()) for (const loser of losers) beatenBy[loser]!.add(winner);
  return { beats, beatenBy };
}

/** All vertices that can be reached from the given ones, including these. */
function reachable(from: readonly number[], edges: readonly ReadonlySet<number>[]): Set<number> {
  const reached = new Set(from);
  for (const vertex of reached) for (const next of edges[vertex]!) reached.add(next);
  return reached;
}
