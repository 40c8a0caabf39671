import type { PairWins } from '../../stats/index.ts';
import type { PairVotes } from './pair-votes.ts';

/** Won, lost, tied and both-bad comparisons of a model within a set of votes. */
export interface VoteRecord {
  wins: number;
  losses: number;
  ties: number;
  bothBad: number;
}

/** The record of each model. */
export function recordsOf(pairs: readonly PairVotes[], models: number): VoteRecord[] {
  const records = Array.from({ length: models }, () => ({ wins: 0, losses: 0, ties: 0, bothBad: 0 }));
  for (const votes of pairs)
    for (let row = 0; row < votes.rows; row++) {
      const [x, y] = [records[votes.x[row]!]!, records[votes.y[row]!]!];
      x.wins += votes.xWins[row]!;
      y.losses += votes.xWins[row]!;
      y.wins += votes.yWins[row]!;
      x.losses += votes.yWins[row]!;
      x.ties += votes.ties[row]!;
      y.ties += votes.ties[row]!;
      x.bothBad += votes.bothBad[row]!;
      y.bothBad += votes.bothBad[row]!;
    }
  return records;
}

export const votesOfRecord = (record: VoteRecord): number =>
  record.wins + record.losses + record.ties + record.bothBad;

/** The position of each model in the given list, or −1 if it is not in the list. */
export function positionsOf(models: readonly number[]): Int32Array {
  const positions = new Int32Array(1 + models.reduce((largest, model) => Math.max(largest, model), -1)).fill(
    -1,
  );
  for (const [position, model] of models.entries()) positions[model] = position;
  return positions;
}

/**
 * Wins by cluster, as K × K matrices in row-major order over the given models. A tie or both-bad vote is half a win for
 * each model (the arena convention). Votes on other models are left out. Unit u belongs to cluster u mod `clusters`.
 * @returns the clusters with votes, by number
 */
export function winMatrices(
  pairs: readonly PairVotes[],
  models: readonly number[],
  clusters: number,
): Map<number, Float64Array> {
  const K = models.length;
  const positions = positionsOf(models);
  const matrices = new Map<number, Float64Array>();
  for (const votes of pairs)
    for (let row = 0; row < votes.rows; row++) {
      const [i, j] = [positions[votes.x[row]!] ?? -1, positions[votes.y[row]!] ?? -1];
      if (i < 0 || j < 0) continue;
      const cluster = votes.unit[row]! % clusters;
      const wins = matrices.get(cluster) ?? new Float64Array(K * K);
      matrices.set(cluster, wins);
      const half = (votes.ties[row]! + votes.bothBad[row]!) / 2;
      wins[i * K + j]! += votes.xWins[row]! + half;
      wins[j * K + i]! += votes.yWins[row]! + half;
    }
  return new Map([...matrices].sort(([a], [b]) => a - b));
}

/** Wins in one specialty, by unit and compared pair. This is the sparse form of {@link winMatrices}. */
export function* pairWins(votes: PairVotes, models: readonly number[]): Generator<PairWins> {
  const positions = positionsOf(models);
  for (let from = 0, to = 0; from < votes.rows; from = to) {
    const wins = { i: [] as number[], j: [] as number[], iWins: [] as number[], jWins: [] as number[] };
    for (; to < votes.rows && votes.unit[to] === votes.unit[from]; to++) {
      const [i, j] = [positions[votes.y[to]!] ?? -1, positions[votes.x[to]!] ?? -1];
      const half = (votes.ties[to]! + votes.bothBad[to]!) / 2;
      if (i < 0 || j < 0) continue;
      wins.i.push(i);
      wins.j.push(j);
      wins.iWins.push(votes.yWins[to]! + half);
      wins.jWins.push(votes.xWins[to]! + half);
    }
    yield wins;
  }
}

/** The sum of {@link winMatrices} over all clusters. */
export function winMatrix(pairs: readonly PairVotes[], models: readonly number[]): Float64Array {
  const K = models.length;
  const positions = positionsOf(models);
  const wins = new Float64Array(K * K);
  for (const votes of pairs)
    for (let row = 0; row < votes.rows; row++) {
      const [i, j] = [positions[votes.x[row]!] ?? -1, positions[votes.y[row]!] ?? -1];
      if (i < 0 || j < 0) continue;
      const half = (votes.ties[row]! + votes.bothBad[row]!) / 2;
      wins[i * K + j]! += votes.xWins[row]! + half;
      wins[j * K + i]! += votes.yWins[row]! + half;
    }
  return wins;
}

/** Sums matrices of wins over all clusters. */
export const summed = (groups: readonly Float64Array[]): Float64Array => {
  const sum = new Float64Array(groups[0]!.length);
  for (const wins of groups) for (let at = 0; at < sum.length; at++) sum[at]! += wins[at]!;
  return sum;
};
