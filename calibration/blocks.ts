import type { Configuration } from './configurations/index.ts';
import type { SeedRange } from './records.ts';

/** Studies of one variant that are measured and recorded together. */
export interface Block {
  readonly configuration: string;
  readonly variant: string;
  readonly seeds: SeedRange;
}

/** A part of a run, such as the third of twelve. */
export interface Part {
  readonly number: number;
  readonly of: number;
}

interface Wanted {
  readonly configurations: readonly Configuration[];
  readonly firstSeed: number;
  /** Maximum number of studies per variant. */
  readonly studies: number;
}

/** Processor time of a block, about. An interrupted run loses at most the blocks in progress. */
const BLOCK_SECONDS = 60;

/** All blocks of a run, in the order of the configurations. */
export function blocksOf({ configurations, firstSeed, studies }: Wanted): Block[] {
  return configurations.flatMap((configuration) =>
    Object.keys(configuration.variants).flatMap((variant) => {
      const size = Math.max(1, Math.floor(BLOCK_SECONDS / configuration.seconds));
      const total = Math.min(studies, configuration.studies);
      return Array.from({ length: Math.ceil(total / size) }, (_, at): Block => {
        const last = Math.min(total, (at + 1) * size);
        const seeds = [firstSeed + at * size, firstSeed + last - 1] as const;
        return { configuration: configuration.name, variant, seeds };
      });
    }),
  );
}

/** The blocks of one part. All parts take about the same processor time. */
export function blocksInPart(
  blocks: readonly Block[],
  { number, of }: Part,
  secondsOf: (configuration: string) => number,
): Block[] {
  const costs = blocks.map(
    ({ configuration, seeds: [first, last] }) => (last - first + 1) * secondsOf(configuration),
  );
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  let before = 0;
  return blocks.filter((_, at) => {
    const middle = before + costs[at]! / 2;
    before += costs[at]!;
    return Math.floor((middle / total) * of) === number - 1;
  });
}

/** The seeds of a block that are not recorded, as ranges. */
export function missingSeeds([first, last]: SeedRange, recorded: readonly SeedRange[]): SeedRange[] {
  const missing: SeedRange[] = [];
  let from = first;
  for (const [a, b] of recorded) {
    if (b < from || a > last) continue;
    if (a > from) missing.push([from, a - 1]);
    from = b + 1;
  }
  if (from <= last) missing.push([from, last]);
  return missing;
}
