import { GROUPS } from '../contracts/pseudonym.ts';
import type { PairVotes } from './evidence.ts';

/** Won, lost, tied and both-bad comparisons of a model, within some set of votes. */
export interface VoteRecord {
  wins: number;
  losses: number;
  ties: number;
  bothBad: number;
}

/** Each model's record. */
export function recordsOf(pairs: Iterable<PairVotes>, models: number): VoteRecord[] {
  const records = Array.from({ length: models }, () => ({ wins: 0, losses: 0, ties: 0, bothBad: 0 }));
  for (const pair of pairs) {
    const [x, y] = [records[pair.x]!, records[pair.y]!];
    const [xWins, yWins] = winsOf(pair);
    x.wins += xWins;
    y.losses += xWins;
    y.wins += yWins;
    x.losses += yWins;
    for (const record of [x, y]) {
      record.ties += pair.tie;
      record.bothBad += pair.bothBad;
    }
  }
  return records;
}

export const votesOfRecord = (record: VoteRecord): number =>
  record.wins + record.losses + record.ties + record.bothBad;

/** Wins of x and of y. */
export const winsOf = (pair: PairVotes): [x: number, y: number] => [
  pair.xWinsFirst + pair.xWinsSecond,
  pair.yWinsFirst + pair.yWinsSecond,
];

/**
 * Wins by group of clinicians, K × K row-major over the given models, a tie or both-bad vote as half a win
 * each way (the arena convention). Votes on other models are left out.
 */
export function winMatrices(pairs: Iterable<PairVotes>, models: readonly number[]): Float64Array[] {
  const K = models.length;
  const at = new Map(models.map((model, position) => [model, position]));
  const groups = Array.from({ length: GROUPS }, () => new Float64Array(K * K));
  for (const pair of pairs) {
    const [i, j] = [at.get(pair.x), at.get(pair.y)];
    if (i === undefined || j === undefined) continue;
    const wins = groups[pair.group]!;
    const half = (pair.tie + pair.bothBad) / 2;
    const [xWins, yWins] = winsOf(pair);
    wins[i * K + j]! += xWins + half;
    wins[j * K + i]! += yWins + half;
  }
  return groups;
}
