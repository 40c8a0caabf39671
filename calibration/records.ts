import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addSums, type Sums } from './estimate.ts';

/** The first and the last seed of studies that were measured without a gap. */
export type SeedRange = readonly [first: number, last: number];

/** The sums of all measured studies of one variant. */
export interface VariantRecord {
  readonly seeds: readonly SeedRange[];
  readonly measures: Readonly<Record<string, Sums>>;
  /** Digests of all counts of the first studies, by seed. Later code is compared with them. */
  readonly probes?: Readonly<Record<string, string>>;
}

/** All that is recorded of one configuration. */
export interface ConfigurationRecord {
  readonly configuration: string;
  /** The hash of the code and the configuration that were measured. */
  readonly code: string;
  /** The hash of later code that gave the same counts for all probes. */
  readonly confirmed?: string;
  readonly variants: Readonly<Record<string, VariantRecord>>;
}

/** Whether a record holds for this code: the code was measured, or gave the same counts for all probes. */
export const holdsFor = (record: ConfigurationRecord | null, code: string): boolean =>
  record !== null && (record.code === code || record.confirmed === code);

/** The sums of one block of studies. */
export interface BlockRecord {
  readonly configuration: string;
  readonly code: string;
  readonly variant: string;
  readonly seeds: SeedRange;
  readonly measures: ReadonlyMap<string, Sums>;
  /** Digests of all counts of single studies, by seed. */
  readonly digests: ReadonlyMap<number, string>;
}

/** Number of studies of each variant with which later code is compared. */
export const PROBED = 5;

/**
 * Results on disk, with one small file per configuration, which is committed. An interrupted run goes on from there.
 * Studies are recorded as sums only, so a file grows with the number of measures and not with that of studies.
 * @see docs/decisions/0148-calibration-records-are-committed-sums.md
 */
export class Records {
  readonly #directory: string;
  readonly #firstSeed: number;

  /** @param firstSeed the seed of the first study of each variant */
  constructor(directory: string, firstSeed: number) {
    this.#directory = directory;
    this.#firstSeed = firstSeed;
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
  add({ configuration, code, variant, seeds, measures, digests }: BlockRecord): void {
    const found = this.of(configuration);
    const record = found !== null && holdsFor(found, code) ? found : { configuration, code, variants: {} };
    const before: VariantRecord = record.variants[variant] ?? { seeds: [], measures: {} };
    const after: Record<string, Sums> = { ...before.measures };
    for (const [name, sums] of measures) after[name] = addSums(after[name], sums.map(rounded) as never);
    const probed = [...digests].filter(([seed]) => seed < this.#firstSeed + PROBED);
    const measured = {
      seeds: joined([...before.seeds, seeds]),
      measures: after,
      probes: { ...before.probes, ...Object.fromEntries(probed) },
    };
    this.#write({ ...record, variants: { ...record.variants, [variant]: measured } });
  }

  /** Keeps a record for later code that gave the same counts for all probes. */
  confirm(configuration: string, code: string): void {
    this.#write({ ...this.of(configuration)!, confirmed: code });
  }

  #write(record: ConfigurationRecord): void {
    mkdirSync(this.#directory, { recursive: true });
    writeFileSync(this.#path(record.configuration), written(record));
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
