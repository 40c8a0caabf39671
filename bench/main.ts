import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LocalStackError } from '../cli/local-stack/errors.ts';
import { measureLargeAudits } from './audit/large-audits.ts';
import { measureAudits } from './audit/offline-audit.ts';
import { measureLargeImports } from './imports/large-imports.ts';
import { describeMachine, load } from './machine.ts';
import { measureOpenings } from './pages/opening.ts';
import { MAX_JUDGMENTS_PUBLISHED, measurePublication } from './publication/publication.ts';
import { measureLooks } from './reads/look-units.ts';
import { measureThroughput } from './recording/throughput.ts';
import {
  auditTable,
  largeAuditTable,
  largeImportTable,
  lookTable,
  openingTable,
  publicationTable,
  throughputTable,
  writeUnitTable,
} from './report.ts';
import { type BenchScale, benchScale } from './scale.ts';
import { withTables } from './tables.ts';
import { measureWriteUnits } from './writes/write-units.ts';

const HELP = `npm run bench [-- --quick] [--large] [--imports] [--publication]

Measures on this machine:
  judgments recorded per second through the store, compared with a bare loop of the same transactions;
  write and read units per judgment: for an import, for a second import of the same file, and through the queue;
  read units of the runs of publish-snapshot after these judgments, until the study is idle;
  time and memory of the offline audit of 18,685 and of 1,000,000 judgments;
  time and memory of the audit alone, for counters of up to 150 models in 40 specialties;
  the time to render a report and to open it in Chromium, if Chromium is installed.

  --quick   use a few thousand judgments and fewer repeats, and skip the million
  --large   also audit counters of 300 models in 76 specialties, after 10,000,000 judgments
  --imports only import large files through the whole local stack: a MOOVE export of 2 GB by a function that has 20 s
            per run and is killed ten times, and 350,000 votes at once, without and with scores. This takes most of
            an hour and 6 GB of memory
  --publication
            only publish 200,000 judgments with prompts and hospitals, from a local DynamoDB, in a process of its own. The
            time and memory are compared with their limits. Recording the judgments first takes some minutes
  --help    print this help

The exit code is 0 unless a measurement fails. A slow machine is not a failure.`;

/** Runs the benchmark. Progress goes to stderr, the tables go to stdout. */
export async function main(args: readonly string[]): Promise<void> {
  const options = read(args);
  if (options === null) return;
  // Temporary files are removed when the process ends, also on Ctrl-C. The database and the audits end with their
  // parent process.
  const directory = await mkdtemp(join(tmpdir(), 'primum-bench-'));
  const interrupted = () => void clean(directory).finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    if (options.imports) await measureImports();
    else if (options.publication) await measureLargestPublication();
    else await measure(benchScale(options), directory);
  } catch (error) {
    const expected = error instanceof LocalStackError;
    console.error(`bench: ${expected ? error.message : error instanceof Error ? error.stack : error}`);
    process.exitCode = 1;
  } finally {
    await clean(directory);
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  }
}

interface Options {
  readonly quick: boolean;
  readonly large: boolean;
  readonly imports: boolean;
  readonly publication: boolean;
}

function read(args: readonly string[]): Options | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean', default: false },
        large: { type: 'boolean', default: false },
        imports: { type: 'boolean', default: false },
        publication: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (!values.help) return values;
    console.log(HELP);
  } catch (error) {
    console.error(`bench: ${(error as Error).message}\n\n${HELP}`);
    process.exitCode = 2;
  }
  return null;
}

async function measure(scale: BenchScale, directory: string): Promise<void> {
  const machine = await describeMachine();
  const before = load();
  console.error(machine);
  const [throughput, units, looks] = await withTables(async (database) => [
    await measureThroughput(database, scale),
    await measureWriteUnits(database, scale.counted, directory),
    await measureLooks(database),
  ]);
  const audits = await measureAudits(scale.audits, directory);
  const large = await measureLargeAudits(scale.large);
  const openings = await measureOpenings(scale.reports, directory);
  const busy = `Load ${before} before, ${load()} after. If the machine is busy with other work, all figures are worse.`;
  console.log(
    [
      '',
      `${machine}\n${busy}`,
      throughputTable(throughput),
      writeUnitTable(units),
      lookTable(looks),
      auditTable(audits),
      largeAuditTable(large),
      openingTable(openings),
      '',
    ].join('\n\n'),
  );
}

async function measureImports(): Promise<void> {
  const machine = await describeMachine();
  const before = load();
  console.error(machine);
  const imports = await measureLargeImports();
  console.log(`\n${machine}\nLoad ${before} before, ${load()} after.\n\n${largeImportTable(imports)}\n`);
}

async function measureLargestPublication(): Promise<void> {
  const machine = await describeMachine();
  const before = load();
  console.error(machine);
  const publication = await withTables((database) => measurePublication(database, MAX_JUDGMENTS_PUBLISHED));
  console.log(`\n${machine}\nLoad ${before} before, ${load()} after.\n\n${publicationTable(publication)}\n`);
}

const clean = (directory: string) => rm(directory, { recursive: true, force: true });
