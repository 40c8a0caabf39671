import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Block, blocksInPart, blocksOf, missingSeeds } from './blocks.ts';
import { codeVersion, configurationVersion } from './code-version.ts';
import { CONFIGURATIONS, configurationNamed, FIRST_SEED } from './configurations/index.ts';
import { type CalibrationOptions, HELP, type Label, readCalibrationOptions } from './options.ts';
import { runInWorkers } from './pool.ts';
import { type ConfigurationRecord, holdsFor, Records } from './records.ts';
import { tables } from './report/index.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const TABLES = path('../docs/calibration-tables.md');
const [START, END] = ['<!-- tables -->', '<!-- end of tables -->'];

const firstSeedOf = (label: Label): number => (label === 'tuning' ? 1 : FIRST_SEED);

const recordsOf = (label: Label): Records =>
  new Records(
    path(label === 'tuning' ? '../out/calibration/tuning' : `./records/${label}`),
    firstSeedOf(label),
  );

/** Runs the calibration. Progress goes to stderr, the tables go into docs/calibration-tables.md. */
export async function main(args: readonly string[]): Promise<void> {
  let options: CalibrationOptions | null;
  try {
    options = readCalibrationOptions(args);
  } catch (error) {
    console.error(`calibrate: ${(error as Error).message}`);
    process.exitCode = 2;
    return;
  }
  if (options === null) return console.log(HELP);
  const code = await codeVersion();
  const versions = new Map(CONFIGURATIONS.map((one) => [one.name, configurationVersion(code, one)]));
  const versionOf = (configuration: string): string => versions.get(configuration)!;
  if (options.confirm) await confirm(options, versionOf);
  else if (!options.report) await measure(options, versionOf);
  const baseline = recordsOf('baseline');
  const text = tables({ records: recordsOf(options.label), baseline, versionOf });
  if (options.label !== 'current') console.log(text);
  else writeFileSync(TABLES, withTables(readFileSync(TABLES, 'utf8'), text));
}

async function measure(
  options: CalibrationOptions,
  versionOf: (configuration: string) => string,
): Promise<void> {
  const records = recordsOf(options.label);
  const secondsOf = (configuration: string) => configurationNamed(configuration).seconds;
  const all = blocksOf({
    configurations: options.configurations.map(configurationNamed),
    firstSeed: firstSeedOf(options.label),
    studies: options.studies,
  });
  const wanted = options.part ? blocksInPart(all, options.part, secondsOf) : all;
  const left = wanted.flatMap((block) => missing(block, records, versionOf));
  const started = performance.now();
  const hasTime = () => performance.now() - started < options.minutes * 60_000;
  let done = 0;
  await runInWorkers(left, {
    workers: options.workers,
    hasTime,
    done: (block, measured) => {
      records.add({ ...block, ...measured, code: versionOf(block.configuration) });
      done++;
      const minutes = ((performance.now() - started) / done) * ((left.length - done) / 60_000);
      console.error(
        `${done} of ${left.length} blocks (${block.configuration}), about ${Math.ceil(minutes)} min left`,
      );
    },
  });
}

/** Repeats the first studies of all records of other code, and keeps the records with the same counts. */
async function confirm(
  options: CalibrationOptions,
  versionOf: (configuration: string) => string,
): Promise<void> {
  const records = recordsOf(options.label);
  const stale = options.configurations.filter((name) => {
    const record = records.of(name);
    return record !== null && !holdsFor(record, versionOf(name));
  });
  const probesOf = new Map(
    stale.map((name) => [
      name,
      probesOfRecord(records.of(name)!, Object.keys(configurationNamed(name).variants)),
    ]),
  );
  const differing = new Set(stale.filter((name) => probesOf.get(name) === null));
  const probes = [...probesOf.values()].flatMap((own) => own ?? []);
  let done = 0;
  await runInWorkers(probes, {
    workers: options.workers,
    hasTime: () => true,
    done: ({ configuration, variant, seeds: [seed] }, { digests }) => {
      const recorded = records.of(configuration)!.variants[variant]!.probes![seed];
      if (digests.get(seed) !== recorded) differing.add(configuration);
      done++;
      console.error(`${done} of ${probes.length} studies (${configuration})`);
    },
  });
  for (const name of stale) {
    if (!differing.has(name)) records.confirm(name, versionOf(name));
    console.error(
      `${name}: ${differing.has(name) ? 'other counts, or no studies to compare' : 'the same counts'}`,
    );
  }
}

/** The studies of a record with which later code is compared. Null if a variant has none. */
function probesOfRecord(
  { configuration, variants }: ConfigurationRecord,
  names: readonly string[],
): Block[] | null {
  const recorded = names.filter((variant) => variants[variant] !== undefined);
  const probes = recorded.map((variant) =>
    Object.keys(variants[variant]!.probes ?? {}).map((seed): Block => {
      return { configuration, variant, seeds: [Number(seed), Number(seed)] };
    }),
  );
  return probes.length === 0 || probes.some((own) => own.length === 0) ? null : probes.flat();
}

/** The studies of a block that are not measured with the present code. */
function missing(block: Block, records: Records, versionOf: (configuration: string) => string): Block[] {
  const found = records.of(block.configuration);
  const recorded = holdsFor(found, versionOf(block.configuration))
    ? found?.variants[block.variant]
    : undefined;
  return missingSeeds(block.seeds, recorded?.seeds ?? []).map((seeds) => ({ ...block, seeds }));
}

/** The document with its tables replaced. */
function withTables(document: string, text: string): string {
  const [start, end] = [document.indexOf(START), document.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`${TABLES} has lost its marks ${START} and ${END}`);
  return `${document.slice(0, start + START.length)}\n\n${text}\n\n${document.slice(end)}`;
}
