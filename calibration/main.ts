import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Block, blocksInPart, blocksOf, missingSeeds } from './blocks.ts';
import { codeVersion, configurationVersion } from './code-version.ts';
import { CONFIGURATIONS, configurationNamed, FIRST_SEED } from './configurations/index.ts';
import { type CalibrationOptions, HELP, type Label, readCalibrationOptions } from './options.ts';
import { runInWorkers } from './pool.ts';
import { Records } from './records.ts';
import { tables } from './report/index.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const TABLES = path('../docs/calibration-tables.md');
const [START, END] = ['<!-- tables -->', '<!-- end of tables -->'];

const recordsOf = (label: Label): Records =>
  new Records(path(label === 'tuning' ? '../out/calibration/tuning' : `./records/${label}`));

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
  if (!options.report) await measure(options, versionOf);
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
    firstSeed: options.label === 'tuning' ? 1 : FIRST_SEED,
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
    done: (block, measures) => {
      records.add({ ...block, code: versionOf(block.configuration), measures });
      done++;
      const minutes = ((performance.now() - started) / done) * ((left.length - done) / 60_000);
      console.error(
        `${done} of ${left.length} blocks (${block.configuration}), about ${Math.ceil(minutes)} min left`,
      );
    },
  });
}

/** The studies of a block that are not measured with the present code. */
function missing(block: Block, records: Records, versionOf: (configuration: string) => string): Block[] {
  const found = records.of(block.configuration);
  const recorded = found?.code === versionOf(block.configuration) ? found.variants[block.variant] : undefined;
  return missingSeeds(block.seeds, recorded?.seeds ?? []).map((seeds) => ({ ...block, seeds }));
}

/** The document with its tables replaced. */
function withTables(document: string, text: string): string {
  const [start, end] = [document.indexOf(START), document.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`${TABLES} has lost its marks ${START} and ${END}`);
  return `${document.slice(0, start + START.length)}\n\n${text}\n\n${document.slice(end)}`;
}
