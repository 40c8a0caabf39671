import type { PairWins } from '../../../shared/stats/ranking/score-moments.ts';

/** Seeded random worlds of pairwise votes, for the tests of the statistics. */

/** Uniform random numbers on (0, 1) (Park & Miller 1988). */
export function uniform(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}

export interface World {
  theta: number[];
  groups: number;
  votes: (group: number) => number;
  /** Standard deviation of a group's taste for each model, in log-odds. */
  taste?: number;
  /** The models that a group compares. All models by default. */
  sees?: (group: number, model: number) => boolean;
}

/** Wins of each group as K × K tables in row-major order. */
export function voteGroups(world: World, seed: number): { wins: Float64Array }[] {
  const random = uniform(seed);
  const K = world.theta.length;
  return Array.from({ length: world.groups }, (_, g) => {
    const own = world.theta.map((theta) => theta + (world.taste ?? 0) * normal(random));
    const models = own.map((_, m) => m).filter((m) => world.sees?.(g, m) ?? true);
    const wins = new Float64Array(K * K);
    const draw = () => models[Math.floor(random() * models.length)]!;
    for (let vote = 0; vote < world.votes(g); vote++) {
      const [i, j] = [draw(), draw()];
      if (i === j) continue;
      if (random() < 1 / (1 + Math.exp(own[j]! - own[i]!))) wins[i * K + j]! += 1;
      else wins[j * K + i]! += 1;
    }
    return { wins };
  });
}

/** The same wins, with one row per compared pair. */
export function pairWinsOf({ wins }: { wins: Float64Array }): PairWins {
  const K = Math.sqrt(wins.length);
  const rows: [i: number, j: number, iWins: number, jWins: number][] = [];
  for (let i = 0; i < K; i++)
    for (let j = 0; j < i; j++) {
      const [won, lost] = [wins[i * K + j]!, wins[j * K + i]!];
      if (won + lost > 0) rows.push([i, j, won, lost]);
    }
  const column = (at: number) => rows.map((row) => row[at]!);
  return { i: column(0), j: column(1), iWins: column(2), jWins: column(3) };
}

export function pooled(groups: readonly { wins: Float64Array }[], K: number): Float64Array {
  const total = new Float64Array(K * K);
  for (const { wins } of groups) for (const [at, won] of wins.entries()) total[at]! += won;
  return total;
}
