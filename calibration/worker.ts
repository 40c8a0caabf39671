import { parentPort } from 'node:worker_threads';
import { measureWorld } from './measure/index.ts';
import type { UnitKind } from './world/units.ts';

/** One study to draw and measure. */
export interface WorkerTask {
  readonly world: string;
  readonly seed: number;
  readonly groups: readonly string[];
  readonly units: UnitKind;
}

parentPort?.on('message', ({ world, seed, groups, units }: WorkerTask) => {
  parentPort?.postMessage(measureWorld(world, seed, groups, units));
});
