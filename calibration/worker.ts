import { parentPort } from 'node:worker_threads';
import type { Block } from './blocks.ts';
import { configurationNamed } from './configurations/index.ts';
import { addSums, type Sums, sumsOf } from './estimate.ts';
import { measureStudy } from './measure/index.ts';

/** Measures all studies of a block. */
function measureBlock({ configuration, variant, seeds: [first, last] }: Block): Map<string, Sums> {
  const sums = new Map<string, Sums>();
  for (let seed = first; seed <= last; seed++)
    for (const [name, [hits, trials]] of measureStudy(configurationNamed(configuration), variant, seed))
      sums.set(name, addSums(sums.get(name), sumsOf(hits, trials)));
  return sums;
}

parentPort?.on('message', (block: Block) => parentPort?.postMessage(measureBlock(block)));
