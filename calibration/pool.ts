import { Worker } from 'node:worker_threads';
import type { Block } from './blocks.ts';
import type { MeasuredBlock } from './worker.ts';

interface Run {
  readonly workers: number;
  /** Whether another block may start. */
  readonly hasTime: () => boolean;
  readonly done: (block: Block, measured: MeasuredBlock) => void;
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
        const measured = await new Promise<MeasuredBlock>((resolve, reject) => {
          worker.once('error', reject);
          worker.once('message', (result: MeasuredBlock) => {
            worker.off('error', reject);
            resolve(result);
          });
          worker.postMessage(next.value);
        });
        done(next.value, measured);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}
