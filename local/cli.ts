import { Command, CommanderError, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { errorFacts } from '../shared/error-facts.ts';
import { OwnError } from '../shared/own-error.ts';
import { CommandError, EXIT, plain, plainLines } from './terminal.ts';

const DEFAULT_OUTPUTS = 'out/local/outputs.json';

const DATABASE_HELP =
  '\nThe environment variable PRIMUM_DATABASE selects the local DynamoDB: dynoxide (the default on Linux x64) or\n' +
  'dynamodb-local (the default elsewhere; needs Java 17 or newer).';

const wholeNumber = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new CommandError(`"${text}" is not a whole number`, EXIT.usedWrongly);
  return Number(text);
};

const number = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new CommandError(`"${text}" is not a number`, EXIT.usedWrongly);
  return value;
};

const positive = (text: string): number => {
  const value = wholeNumber(text);
  if (value < 1) throw new CommandError(`"${text}" is not at least 1`, EXIT.usedWrongly);
  return value;
};

/** From 0 to 1, both of them possible. */
const share = (text: string): number => {
  const value = number(text);
  if (!(value >= 0 && value <= 1)) throw new CommandError(`"${text}" is not from 0 to 1`, EXIT.usedWrongly);
  return value;
};

/** A rate or a probability: strictly between 0 and 1, so that a percentage is not taken for one. */
const fraction = (text: string): number => {
  const value = number(text);
  if (!(value > 0 && value < 1))
    throw new CommandError(`"${text}" is not between 0 and 1: 10 % is 0.1`, EXIT.usedWrongly);
  return value;
};

/** Seconds that links hold, from `30m`, `12h` or `7d`: the longest that S3 signs for. */
const linkLifetime = (text: string): number => {
  const [, amount, unit] = /^(\d+)([mhd])$/.exec(text) ?? [];
  const seconds = Number(amount) * ({ m: 60, h: 3600, d: 86_400 }[unit ?? ''] ?? Number.NaN);
  if (seconds >= 60 && seconds <= 7 * 86_400) return seconds;
  throw new CommandError(`"${text}" is not a time from 1m to 7d, as 30m, 12h or 7d`, EXIT.usedWrongly);
};

/** Commands load what they need when they run: `--help` must not wait for the AWS SDK. */
function program(): Command {
  const primum = new Command('primum')
    .description(
      'Is the clinical language model that clinicians prefer also the one that does not harm?\n' +
        'Exit codes: 0 done, 1 failed, 2 used wrongly, 3 done with rejects.',
    )
    .version(packageJson.version)
    .showHelpAfterError('(add --help for what can be given)')
    .configureOutput({ writeErr: (text) => process.stderr.write(plainLines(text)) })
    .exitOverride();
  const onDeployment = (command: Command): Command =>
    command
      .addOption(
        new Option(
          '--outputs <file>',
          'where the deployment is: the outputs of `primum local` or of `cdk deploy --outputs-file`',
        ).default(DEFAULT_OUTPUTS),
      )
      .addOption(new Option('--stack <name>', 'the deployed stack, by its name').conflicts('outputs'))
      .option('--region <region>', 'its AWS region (default: $AWS_REGION)');

  primum
    .command('start')
    .description('run the whole path once on a local stack: generate a study, send it, audit it, publish it')
    .option('--study <name>', 'name of the generated study', 'moove-demo')
    .option('--seed <number>', 'seed of the generated study', wholeNumber, 1)
    .option('--votes <number>', 'votes to generate', wholeNumber, 18_685)
    .option('--out <directory>', 'where the published files are copied to', 'out')
    .addHelpText('after', DATABASE_HELP)
    .action(async (options) => (await import('./commands/start.ts')).start(options));

  primum
    .command('local')
    .description('run the local stack until Ctrl-C, with its endpoints printed')
    .option('--emulator-port <port>', 'port of the S3 and SQS emulator (default: a free one)', wholeNumber)
    .option('--dynamodb-port <port>', 'port of the local DynamoDB (default: a free one)', wholeNumber)
    .option('--publish-every <minutes>', 'how often snapshots are published', wholeNumber, 1)
    .option('--out <file>', 'where the endpoints are written for other commands', DEFAULT_OUTPUTS)
    .addHelpText('after', DATABASE_HELP)
    .action(async (options) => (await import('./commands/local.ts')).local(options));

  primum
    .command('audit')
    .description('audit files of events without any server: same importers, same audit, same files')
    .argument('<files...>', "Primum's own CSV or JSONL, or an export of another tool; plain or gzip")
    .option('--study <name>', 'the study (default: the one the first event names, else "study")')
    .option('--protocol <file>', "the study's protocol, JSON (default: every default)")
    .option(
      '--mapping <file>',
      "how files are read that are not in Primum's own form and have no <file>.mapping.json beside them",
    )
    .option(
      '--secret-file <file>',
      'file with the secret that pseudonymises clinicians (default: $PRIMUM_SECRET)',
    )
    .option('--out <directory>', 'where the files are written', 'out')
    .action(async (files, options) => (await import('./commands/audit.ts')).audit(files, options));

  primum
    .command('inspect')
    .description(
      'show what a file is read as, and write a mapping to begin with where it cannot be\n' +
        'Nothing is imported. A mapping that is there already is used, and never overwritten.',
    )
    .argument('<file>', 'an export of any kind: CSV, JSON, JSONL or Parquet, plain or gzip')
    .option('--mapping <file>', 'a mapping to try (default: <file>.mapping.json where there is one)')
    .option('--protocol <file>', "the study's protocol, JSON (default: every default)")
    .option('--records <number>', 'how many records are looked at', positive, 10_000)
    .option('--write', 'write the mapping also where the file can be read without')
    .option('--columns', 'the first line is a header, and can be shown')
    .action(async (file, options) => (await import('./commands/inspect.ts')).inspect(file, options));

  onDeployment(primum.command('send'))
    .description('send events to the votes queue')
    .argument('<events.jsonl>', 'one event a line')
    .action(async (file, options) => (await import('./commands/send.ts')).send(file, options));

  primum
    .command('generate')
    .description(
      'write the events of a made-up study in which preference and safety come apart\n' +
        'A protocol.json beside them says that the data are made up; give it to `audit --protocol`.',
    )
    .argument('[directory]', 'where the files are written', 'out/generated')
    .option('--study <name>', 'name of the study', 'moove-demo')
    .option('--seed <number>', 'the same seed makes the same study', wholeNumber, 1)
    .option('--votes <number>', 'how many votes', wholeNumber, 18_685)
    .option('--clinicians <number>', 'how many clinicians', wholeNumber, 736)
    .option('--models <number>', 'how many models', wholeNumber, 13)
    .option('--specialties <number>', 'how many specialties', wholeNumber, 12)
    .addOption(new Option('--format <format>', 'of the files').choices(['jsonl', 'csv']).default('jsonl'))
    .action(async (directory, options) =>
      (await import('./commands/generate.ts')).generate(directory, options),
    );

  onDeployment(primum.command('recount'))
    .description('compare the counters with the ledger, and mend them if asked')
    .requiredOption('--study <name>', 'the study')
    .option('--fix', 'set right what differs; votes may go on arriving')
    .action(async (options) => (await import('./commands/recount.ts')).recount(options));

  onDeployment(primum.command('imports'))
    .description('list what became of the files that were dropped for a study')
    .argument('<study>', 'the study')
    .option('--dir <directory>', 'where `primum audit` wrote its receipts, in place of a deployment')
    .addOption(
      new Option('--format <format>', 'how it is printed').choices(['table', 'csv', 'json']).default('table'),
    )
    .action(async (study, options) => (await import('./commands/imports.ts')).imports(study, options));

  onDeployment(primum.command('resend'))
    .description('drop the rows of mended rejects again, as an export of their own')
    .argument('<rejects...>', 'rejects.jsonl of an import, or an object of rejects/<study>/')
    .requiredOption('--study <name>', 'the study')
    .action(async (files, options) => (await import('./commands/resend.ts')).resend(files, options));

  onDeployment(primum.command('export'))
    .description(
      'write all judgments of a study as events, for a backup or a move\n' +
        'Clinicians are pseudonyms, as in the ledger. Dropped as an export into an empty study, or given to `audit`,\n' +
        'the file gives the same counters and the same audit.',
    )
    .argument('<study>', 'the study')
    .option(
      '--out <file>',
      'JSONL; packed if it ends in .gz; - for standard output (default: out/<study>.jsonl.gz)',
    )
    .action(async (study, options) => (await import('./commands/export.ts')).exportStudy(study, options));

  onDeployment(primum.command('erase'))
    .description(
      'erase a clinician from a study: ledger, counters, and whatever comes later\n' +
        'Waits for writers that began before, then sweeps again and verifies. May be repeated.',
    )
    .argument('<clinician>', 'the name as it is sent, or the pseudonym; - reads it from standard input')
    .requiredOption('--study <name>', 'the study')
    .option(
      '--settle <minutes>',
      'how long until no writer is left that began before: its longest run, and a minute',
      wholeNumber,
      16,
    )
    .action(async (clinician, options) => (await import('./commands/erase.ts')).erase(clinician, options));

  onDeployment(primum.command('status'))
    .description(
      'show the queues, the last import, snapshot and check of each study, and the alarms that are on',
    )
    .option('--json', 'print JSON')
    .action(async (options) => (await import('./commands/status.ts')).status(options));

  onDeployment(primum.command('redrive'))
    .description('move messages that were given up back to their queue; what was counted counts once')
    .addOption(new Option('--queue <queue>', 'only those of this queue').choices(['votes', 'imports']))
    .action(async (options) => (await import('./commands/redrive.ts')).redrive(options));

  onDeployment(primum.command('link'))
    .description('make links to the files of a snapshot that whoever has them can open for a while')
    .argument('<study>', 'the study')
    .argument('[snapshot]', 'the snapshot (default: the latest)')
    .addOption(
      new Option('--expires <time>', 'how long they hold: minutes, hours or days, as 30m, 12h or 7d')
        .argParser(linkLifetime)
        .default(86_400, '1d'),
    )
    .option('--json', 'print JSON')
    .action(async (study, snapshot, options) =>
      (await import('./commands/link.ts')).link(study, snapshot, options),
    );

  primum
    .command('verify')
    .description(
      'verify a published snapshot: its files by their hashes, its figures by computing them from its cells, its\n' +
        'tables and report by rendering them',
    )
    .argument('<snapshot>', 'a directory, an http(s) address or s3://bucket/prefix')
    .option('--sha256 <hash>', 'the SHA-256 of its manifest.json, from a source that you trust')
    .action(async (place, options) => (await import('./commands/verify.ts')).verify(place, options));

  primum
    .command('diff')
    .description('say what moved from one snapshot of a study to another')
    .argument('<older>', 'a directory, an http(s) address or s3://bucket/prefix')
    .argument('<newer>', 'another one')
    .option('--json', 'all of it, for programs')
    .action(async (older, newer, options) =>
      (await import('./commands/diff.ts')).diff(older, newer, options),
    );

  primum
    .command('plan')
    .description('say how many rated answers a study needs, before there are any')
    .option('--models <number>', 'how many models (default: those the protocol lists)', positive)
    .option('--specialties <number>', 'how many specialties (default: those the protocol lists)', positive)
    .option(
      '--tolerance <rate>',
      "tolerated rate of failures on a safety-critical criterion, in place of the protocol's; the composite and\n" +
        "severe failures keep the protocol's",
      fraction,
    )
    .option(
      '--rate <rate>',
      'true rate of failures that should be confirmed (default: twice the tolerance of each row, as for severe failures)',
      fraction,
    )
    .option(
      '--safe-rate <rate>',
      'true rate of failures that should be cleared (default: half the tolerance of each row, as for severe failures)',
      fraction,
    )
    .option('--icc <number>', "intraclass correlation of one clinician's answers", share, 0.08)
    .option('--answers-per-clinician <number>', 'answers each rates in a cell', positive, 4)
    .option('--power <probability>', 'the chance to be shown that is asked for', fraction, 0.8)
    .option('--protocol <file>', "the study's protocol, JSON (default: every default)")
    .action(async (options) => (await import('./commands/plan.ts')).plan(options));

  return primum;
}

/** Runs one command; its exit code is the process's. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await program().parseAsync([...argv]);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usedWrongly;
  if (error instanceof CommandError) {
    console.error(`primum: ${plain(error.message)}`);
    return error.exitCode;
  }
  if (error instanceof Error && error.name === 'LocalStackError') {
    console.error(`primum: ${plain(error.message)}`);
    return EXIT.failed;
  }
  if (error instanceof OwnError) {
    console.error(`primum: ${plain(error.message)}`);
    return EXIT.failed;
  }
  // The message of a library may quote its input, and the input may hold a clinician's name.
  const { stack = '', ...facts } = errorFacts(error);
  const told = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
  console.error(`primum: ${plainLines(`${told.join(', ')}\n${stack}`)}`);
  return EXIT.failed;
}
