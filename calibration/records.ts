import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addSums, type Sums } from './estimate.ts';

/** The first and the last seed of studies that were measured without a gap. */
export type SeedRange = readonly [first: number, last: number];

/** The sums of all measured studies of one variant. */
export interface VariantRecord {
  readonly seeds: readonly SeedRange[];
  readonly measures: Readonly<Record<string, Sums>>;
}

/** All that is recorded of one configuration. */
export interface ConfigurationRecord {
  readonly configuration: string;
  /** The hash of the code and the configuration that were measured. */
  readonly code: string;
  readonly variants: Readonly<Record<string, VariantRecord>>;
}

/** The sums of one block of studies. */
export interface BlockRecord {
  readonly configuration: string;
  readonly code: string;
  readonly variant: string;
  readonly seeds: SeedRange;
  readonly measures: ReadonlyMap<string, Sums>;
}

/**
 * Results on disk, with one small file per configuration, which is committed. An interrupted run goes on from there.
 * Studies are recorded as sums only, so a file grows with the number of measures and not with that of studies.
 * @see docs/decisions/0148-calibration-records-are-committed-sums.md
 */
export class Records {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Null if nothing is recorded. */
  of(configuration: string): ConfigurationRecord | null {
    const path = this.#path(configuration);
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as ConfigurationRecord) : null;
  }

  /**
   * Adds a block. A record of the configuration by other code is replaced.
   * @throws Error if some of the seeds are recorded already
   */
  add({ configuration, code, variant, seeds, measures }: BlockRecord): void {
    const found = this.of(configuration);
    const kept = found?.code === code ? found.variants : {};
    const before = kept[variant] ?? { seeds: [], measures: {} };
    const after: Record<string, Sums> = { ...before.measures };
    for (const [name, sums] of measures) after[name] = addSums(after[name], sums.map(rounded) as never);
    const record = { seeds: joined([...before.seeds, seeds]), measures: after };
    const variants = { ...kept, [variant]: record };
    mkdirSync(this.#directory, { recursive: true });
    writeFileSync(this.#path(configuration), written({ configuration, code, variants }));
  }

  #path(configuration: string): string {
    return join(this.#directory, `${configuration.replaceAll(/[^a-z0-9]+/g, '-')}.json`);
  }
}

/** Shares within studies have many digits that do not matter. */
const rounded = (sum: number): number => Number(sum.toFixed(6));

/** JSON with one line per measure, so that a change of a figure is a change of a line. */
const written = (record: ConfigurationRecord): string =>
  `${JSON.stringify(record, null, 2).replaceAll(/\[[\s\d.,e-]+\]/g, (list) => list.replaceAll(/\s+/g, ' '))}\n`;

/** Ascending ranges, with adjoining ones joined. */
function joined(ranges: readonly SeedRange[]): SeedRange[] {
  const all: [number, number][] = [];
  for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const before = all.at(-1);
    if (before && first <= before[1]) throw new Error(`seed ${first} is measured twice`);
    if (before && first === before[1] + 1) before[1] = last;
    else all.push([first, last]);
  }
  return all;
}
