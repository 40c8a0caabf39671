import { parentPort } from 'node:worker_threads';
import { measureWorld } from './measure/index.ts';

/** One study to draw and measure. */
export interface WorkerTask {
  readonly world: string;
  readonly seed: number;
  readonly groups: readonly string[];
}

parentPort?.on('message', ({ world, seed, groups }: WorkerTask) => {
  parentPort?.postMessage(measureWorld(world, seed, groups));
});
