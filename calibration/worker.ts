import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import type { Block } from './blocks.ts';
import { configurationNamed } from './configurations/index.ts';
import { addSums, type Sums, sumsOf } from './estimate.ts';
import { measureStudy } from './measure/index.ts';

/** The results of a block: sums over its studies, and a digest of the counts of each study. */
export interface MeasuredBlock {
  readonly measures: ReadonlyMap<string, Sums>;
  readonly digests: ReadonlyMap<number, string>;
}

/** Measures all studies of a block. */
function measureBlock({ configuration, variant, seeds: [first, last] }: Block): MeasuredBlock {
  const measures = new Map<string, Sums>();
  const digests = new Map<number, string>();
  for (let seed = first; seed <= last; seed++) {
    const counts = [...measureStudy(configurationNamed(configuration), variant, seed)];
    for (const [name, [hits, trials]] of counts)
      measures.set(name, addSums(measures.get(name), sumsOf(hits, trials)));
    digests.set(seed, digestOf(counts));
  }
  return { measures, digests };
}

const digestOf = (counts: unknown): string =>
  createHash('sha256').update(JSON.stringify(counts)).digest('hex').slice(0, 16);

parentPort?.on('message', (block: Block) => parentPort?.postMessage(measureBlock(block)));
