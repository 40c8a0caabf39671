import { Worker } from 'node:worker_threads';
import type { Block } from './blocks.ts';
import type { Sums } from './estimate.ts';

interface Run {
  readonly workers: number;
  /** Whether another block may start. */
  readonly hasTime: () => boolean;
  readonly done: (block: Block, sums: ReadonlyMap<string, Sums>) => void;
}

/**
 * Measures blocks in worker threads, until all are done or the time is over. Resolves then, and rejects with the first
 * failure.
 */
export async function runInWorkers(blocks: readonly Block[], { workers, hasTime, done }: Run): Promise<void> {
  const waiting = blocks[Symbol.iterator]();
  const work = async () => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url));
    try {
      while (hasTime()) {
        const next = waiting.next();
        if (next.done) return;
        const sums = await new Promise<Map<string, Sums>>((resolve, reject) => {
          worker.once('error', reject);
          worker.once('message', (result: Map<string, Sums>) => {
            worker.off('error', reject);
            resolve(result);
          });
          worker.postMessage(next.value);
        });
        done(next.value, sums);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}
