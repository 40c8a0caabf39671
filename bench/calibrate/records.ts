import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Measured } from './measure/tally.ts';

/** What one study measured. */
export interface Recorded {
  readonly seed: number;
  readonly measured: readonly (readonly [name: string, counts: readonly [hits: number, trials: number]])[];
}

/** Results on disk, a line a study, so that a run that was stopped goes on where it was. */
export class Records {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  /** The studies of a world recorded so far, by seed; a line cut short by a crash is left out. */
  of(world: string): Recorded[] {
    const path = this.#path(world);
    if (!existsSync(path)) return [];
    const bySeed = new Map<number, Recorded>();
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      if (!line.endsWith('}')) continue;
      const recorded = JSON.parse(line) as Recorded;
      bySeed.set(recorded.seed, recorded);
    }
    return [...bySeed.values()].sort((a, b) => a.seed - b.seed);
  }

  add(world: string, seed: number, measured: Measured): void {
    const rounded = [...measured].map(([name, [hits, trials]]) => [
      name,
      [Number(hits.toPrecision(9)), trials],
    ]);
    appendFileSync(this.#path(world), `${JSON.stringify({ seed, measured: rounded })}\n`);
  }

  forget(world: string): void {
    rmSync(this.#path(world), { force: true });
  }

  #path(world: string): string {
    return join(this.#directory, `${world.replaceAll(/[^a-z0-9]+/g, '-')}.jsonl`);
  }
}
