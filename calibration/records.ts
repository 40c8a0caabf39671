import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measured } from './measure/tally.ts';

/** The measures of one study. */
export interface StudyRecord {
  readonly seed: number;
  readonly measured: ReadonlyMap<string, readonly [hits: number, trials: number]>;
}

/** A line of the records: one group of measures of one study. */
interface Line {
  readonly seed: number;
  readonly group: string;
  readonly measured: readonly (readonly [name: string, counts: readonly [hits: number, trials: number]])[];
}

/**
 * Results on disk, with one file per world and one line per study and group of measures. An interrupted run continues
 * from there, and a changed group can be measured again without the others.
 */
export class Records {
  readonly #directory: string;
  // Names recur in thousands of studies. One string for each saves memory.
  readonly #names = new Map<string, string>();

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  /** The studies of a world recorded so far, by seed, with all their measures. */
  of(world: string): StudyRecord[] {
    const bySeed = new Map<number, Map<string, readonly [number, number]>>();
    for (const { seed, measured } of this.#lines(world)) {
      const all = bySeed.get(seed) ?? new Map();
      for (const [name, counts] of measured) all.set(this.#name(name), counts);
      bySeed.set(seed, all);
    }
    return [...bySeed].map(([seed, measured]) => ({ seed, measured })).sort((a, b) => a.seed - b.seed);
  }

  /** The groups of measures that each study of a world has, by seed. */
  groupsOf(world: string): Map<number, Set<string>> {
    const bySeed = new Map<number, Set<string>>();
    for (const { seed, group } of this.#lines(world))
      bySeed.set(seed, (bySeed.get(seed) ?? new Set()).add(group));
    return bySeed;
  }

  add(world: string, seed: number, measured: ReadonlyMap<string, Measured>): void {
    const lines = [...measured].map(([group, counts]) => {
      const rounded = [...counts].map(([name, [hits, trials]]) => [
        name,
        [Number(hits.toPrecision(9)), trials],
      ]);
      return `${JSON.stringify({ seed, group, measured: rounded })}\n`;
    });
    // The leading line break starts a new line after a line that a crash cut short.
    appendFileSync(this.#path(world), `\n${lines.join('')}`);
  }

  /** Deletes these groups of measures from all studies of a world. */
  forget(world: string, groups: readonly string[]): void {
    const kept = this.#lines(world).filter(({ group }) => !groups.includes(group));
    writeFileSync(this.#path(world), kept.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  /** Skips a line that a crash cut short. */
  #lines(world: string): Line[] {
    const path = this.#path(world);
    if (!existsSync(path)) return [];
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line) as Line);
  }

  #name(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    this.#names.set(name, name);
    return name;
  }

  #path(world: string): string {
    return join(this.#directory, `${world.replaceAll(/[^a-z0-9]+/g, '-')}.jsonl`);
  }
}
