import { Worker } from 'node:worker_threads';
import type { Measured } from './measure/tally.ts';
import type { WorkerTask } from './worker.ts';

/** Measures every task in a worker thread. Resolves when all are done, and rejects with the first failure. */
export async function runInWorkers(
  tasks: readonly WorkerTask[],
  workers: number,
  done: (task: WorkerTask, measured: ReadonlyMap<string, Measured>) => void,
): Promise<void> {
  const waiting = tasks[Symbol.iterator]();
  const work = async () => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url));
    try {
      for (const task of waiting) {
        const measured = await new Promise<Map<string, Measured>>((resolve, reject) => {
          worker.once('error', reject);
          worker.once('message', (result: Map<string, Measured>) => {
            worker.off('error', reject);
            resolve(result);
          });
          worker.postMessage(task);
        });
        done(task, measured);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}
