import { parentPort } from 'node:worker_threads';
import { measureWorld } from './measure/index.ts';

/** One study to draw and measure. */
export interface Task {
  readonly world: string;
  readonly seed: number;
}

parentPort?.on('message', ({ world, seed }: Task) => {
  parentPort?.postMessage({ world, seed, measured: measureWorld(world, seed) });
});
