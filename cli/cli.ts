import { Command, CommanderError, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { errorFacts, OwnError } from '../shared/lib/index.ts';
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

/** A number from 0 to 1, including both limits. */
const share = (text: string): number => {
  const value = number(text);
  if (!(value >= 0 && value <= 1)) throw new CommandError(`"${text}" is not from 0 to 1`, EXIT.usedWrongly);
  return value;
};

/** A rate or a probability. It must be strictly between 0 and 1, so that a percentage is rejected. */
const fraction = (text: string): number => {
  const value = number(text);
  if (!(value > 0 && value < 1))
    throw new CommandError(`"${text}" is not between 0 and 1: 10 % is 0.1`, EXIT.usedWrongly);
  return value;
};

/** The lifetime of links in seconds, from `30m`, `12h` or `7d`. S3 signs for at most 7 days. */
const linkLifetime = (text: string): number => {
  const [, amount, unit] = /^(\d+)([mhd])$/.exec(text) ?? [];
  const seconds = Number(amount) * ({ m: 60, h: 3600, d: 86_400 }[unit ?? ''] ?? Number.NaN);
  if (seconds >= 60 && seconds <= 7 * 86_400) return seconds;
  throw new CommandError(`"${text}" is not a time from 1m to 7d, such as 30m, 12h or 7d`, EXIT.usedWrongly);
};

/** Commands load their modules when they run, so that `--help` does not wait for the AWS SDK. */
function program(): Command {
  const primum = new Command('primum')
    .description(
      'Is the clinical language model that clinicians prefer also the one that does not harm?\n' +
        'Exit codes: 0 done, 1 failed, 2 used wrongly, 3 done with rejects.',
    )
    .version(packageJson.version)
    .showHelpAfterError('(add --help for a list of options)')
    .configureOutput({ writeErr: (text) => process.stderr.write(plainLines(text)) })
    .exitOverride();
  const onDeployment = (command: Command): Command =>
    command
      .addOption(
        new Option(
          '--outputs <file>',
          'file with the outputs of the deployment: from `primum local` or `cdk deploy --outputs-file`',
        ).default(DEFAULT_OUTPUTS),
      )
      .addOption(new Option('--stack <name>', 'name of the deployed stack').conflicts('outputs'))
      .option('--region <region>', 'AWS region of the stack (default: $AWS_REGION)');

  primum
    .command('start')
    .description('run the whole flow once on a local stack: generate a study, send it, audit it, publish it')
    .option('--study <name>', 'name of the generated study', 'moove-demo')
    .option('--seed <number>', 'seed of the generated study', wholeNumber, 1)
    .option('--votes <number>', 'number of votes to generate', wholeNumber, 18_685)
    .option('--out <directory>', 'directory for the published files', 'out')
    .addHelpText('after', DATABASE_HELP)
    .action(async (options) => (await import('./commands/try/start.ts')).start(options));

  primum
    .command('local')
    .description('run the local stack until Ctrl-C, and print its endpoints')
    .option('--emulator-port <port>', 'port of the S3 and SQS emulator (default: a free one)', wholeNumber)
    .option('--dynamodb-port <port>', 'port of the local DynamoDB (default: a free one)', wholeNumber)
    .option('--publish-every <minutes>', 'interval between snapshots', wholeNumber, 1)
    .option('--out <file>', 'file for the endpoints, which other commands read', DEFAULT_OUTPUTS)
    .addHelpText('after', DATABASE_HELP)
    .action(async (options) => (await import('./commands/try/local.ts')).local(options));

  primum
    .command('audit')
    .description('audit files of events without a server: same importers, same audit, same files')
    .argument('<files...>', "Primum's own CSV or JSONL, or an export of another tool; plain or gzip")
    .option('--study <name>', 'name of the study (default: the study of the first event, else "study")')
    .option('--protocol <file>', "JSON file with the study's protocol (default: all default values)")
    .option(
      '--mapping <file>',
      "mapping for files that are not in Primum's own form and have no <file>.mapping.json",
    )
    .option(
      '--secret-file <file>',
      'file with the secret that pseudonymises clinicians (default: $PRIMUM_SECRET)',
    )
    .option('--out <directory>', 'directory for the files', 'out')
    .action(async (files, options) =>
      (await import('./commands/data/audit.ts')).auditCommand(files, options),
    );

  primum
    .command('inspect')
    .description(
      'show how a file is read, and write a starting mapping if it cannot be read\n' +
        'Nothing is imported. An existing mapping is used, and never overwritten.',
    )
    .argument('<file>', 'an export of any kind: CSV, JSON, JSONL or Parquet, plain or gzip')
    .option('--mapping <file>', 'a mapping to try (default: <file>.mapping.json if it exists)')
    .option('--protocol <file>', "JSON file with the study's protocol (default: all default values)")
    .option('--records <number>', 'number of records to read', positive, 10_000)
    .option('--write', 'write the mapping even if the file can be read without it')
    .option('--columns', 'the first line is a header, and may be shown')
    .action(async (file, options) => (await import('./commands/data/inspect.ts')).inspect(file, options));

  onDeployment(primum.command('send'))
    .description('send events to the votes queue')
    .argument('<events.jsonl>', 'one event per line')
    .action(async (file, options) => (await import('./commands/data/send.ts')).send(file, options));

  primum
    .command('generate')
    .description(
      'write the events of a made-up study in which preference and safety diverge\n' +
        'The file protocol.json states that the data are made up. Pass it to `audit --protocol`.',
    )
    .argument('[directory]', 'directory for the files', 'out/generated')
    .option('--study <name>', 'name of the study', 'moove-demo')
    .option('--seed <number>', 'the same seed gives the same study', wholeNumber, 1)
    .option('--votes <number>', 'number of votes', wholeNumber, 18_685)
    .option('--clinicians <number>', 'number of clinicians', wholeNumber, 736)
    .option('--models <number>', 'number of models', wholeNumber, 13)
    .option('--specialties <number>', 'number of specialties', wholeNumber, 12)
    .addOption(
      new Option('--format <format>', 'format of the files').choices(['jsonl', 'csv']).default('jsonl'),
    )
    .action(async (directory, options) =>
      (await import('./commands/try/generate.ts')).generate(directory, options),
    );

  onDeployment(primum.command('recount'))
    .description('compare the counters with the ledger, and correct them on request')
    .requiredOption('--study <name>', 'name of the study')
    .option('--fix', 'correct counters that differ; votes may continue to arrive')
    .action(async (options) => (await import('./commands/operate/recount.ts')).recountCommand(options));

  onDeployment(primum.command('imports'))
    .description('list the imports of a study and their results')
    .argument('<study>', 'name of the study')
    .option(
      '--dir <directory>',
      'directory in which `primum audit` wrote its receipts, instead of a deployment',
    )
    .addOption(
      new Option('--format <format>', 'output format').choices(['table', 'csv', 'json']).default('table'),
    )
    .action(async (study, options) =>
      (await import('./commands/data/imports.ts')).importsCommand(study, options),
    );

  onDeployment(primum.command('resend'))
    .description('drop the rows of corrected rejects again, as a separate export')
    .argument('<rejects...>', 'rejects.jsonl of an import, or an object of rejects/<study>/')
    .requiredOption('--study <name>', 'name of the study')
    .action(async (files, options) => (await import('./commands/data/resend.ts')).resend(files, options));

  onDeployment(primum.command('export'))
    .description(
      'write all judgments of a study as events, for a backup or a move\n' +
        'Clinicians are pseudonyms, as in the ledger. If the file is dropped into an empty study or passed to `audit`,\n' +
        'it gives the same counters and the same audit.',
    )
    .argument('<study>', 'name of the study')
    .option(
      '--out <file>',
      'JSONL file; compressed if it ends in .gz; - for standard output (default: out/<study>.jsonl.gz)',
    )
    .action(async (study, options) =>
      (await import('./commands/operate/export.ts')).exportStudy(study, options),
    );

  onDeployment(primum.command('erase'))
    .description(
      'erase a clinician from a study: from the ledger, the counters, and all later events\n' +
        'Waits for writers that started earlier, then removes again and verifies. May be repeated.',
    )
    .argument('<clinician>', 'name as it is sent, or pseudonym; - reads it from standard input')
    .requiredOption('--study <name>', 'name of the study')
    .option(
      '--settle <minutes>',
      'time until all writers that started earlier have ended: their longest run plus one minute',
      wholeNumber,
      16,
    )
    .action(async (clinician, options) =>
      (await import('./commands/operate/erase.ts')).eraseCommand(clinician, options),
    );

  onDeployment(primum.command('status'))
    .description('show the queues, the last import, snapshot and check of each study, and active alarms')
    .option('--json', 'print JSON')
    .action(async (options) => (await import('./commands/operate/status.ts')).status(options));

  onDeployment(primum.command('redrive'))
    .description(
      'move messages from the dead-letter queues back to their queues; each judgment still counts once',
    )
    .addOption(new Option('--queue <queue>', 'only the messages of this queue').choices(['votes', 'imports']))
    .action(async (options) => (await import('./commands/operate/redrive.ts')).redriveCommand(options));

  onDeployment(primum.command('link'))
    .description('create links that give access to the files of a snapshot for a limited time')
    .argument('<study>', 'name of the study')
    .argument('[snapshot]', 'id of the snapshot (default: the latest)')
    .addOption(
      new Option(
        '--expires <time>',
        'lifetime of the links in minutes, hours or days, such as 30m, 12h or 7d',
      )
        .argParser(linkLifetime)
        .default(86_400, '1d'),
    )
    .option('--json', 'print JSON')
    .action(async (study, snapshot, options) =>
      (await import('./commands/operate/link.ts')).link(study, snapshot, options),
    );

  primum
    .command('verify')
    .description(
      'verify a published snapshot: check its files by hash, recompute its figures from its cells, and render its\n' +
        'tables and report again',
    )
    .argument('<snapshot>', 'a directory, an http(s) address or s3://bucket/prefix')
    .option('--sha256 <hash>', 'SHA-256 of its manifest.json, from a source that you trust')
    .action(async (place, options) =>
      (await import('./commands/check/verify.ts')).verifyCommand(place, options),
    );

  primum
    .command('diff')
    .description('list the changes from one snapshot of a study to another')
    .argument('<older>', 'a directory, an http(s) address or s3://bucket/prefix')
    .argument('<newer>', 'the other snapshot')
    .option('--json', 'print all changes as JSON')
    .action(async (older, newer, options) =>
      (await import('./commands/check/diff.ts')).diff(older, newer, options),
    );

  primum
    .command('plan')
    .description('calculate how many rated answers a study needs, before it begins')
    .option('--models <number>', 'number of models (default: the models in the protocol)', positive)
    .option(
      '--specialties <number>',
      'number of specialties (default: the specialties in the protocol)',
      positive,
    )
    .option(
      '--tolerance <rate>',
      "tolerated failure rate on a safety-critical criterion, instead of the protocol's; the composite and\n" +
        "severe failures keep the protocol's",
      fraction,
    )
    .option(
      '--rate <rate>',
      'true failure rate that should be confirmed (default: twice the tolerance of each row, as for severe failures)',
      fraction,
    )
    .option(
      '--safe-rate <rate>',
      'true failure rate that should be cleared (default: half the tolerance of each row, as for severe failures)',
      fraction,
    )
    .option('--icc <number>', "intraclass correlation of one clinician's answers", share, 0.08)
    .option(
      '--answers-per-clinician <number>',
      'number of answers that each clinician rates in a cell',
      positive,
      4,
    )
    .option('--power <probability>', 'probability with which the plan should detect the rate', fraction, 0.8)
    .option('--protocol <file>', "JSON file with the study's protocol (default: all default values)")
    .action(async (options) => (await import('./commands/try/plan.ts')).plan(options));

  return primum;
}

/** Runs one command. Its exit code becomes the exit code of the process. */
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
  // A message of a library may quote its input, which may contain a clinician's name. Therefore, it is not printed.
  const { stack = '', ...facts } = errorFacts(error);
  const told = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
  console.error(`primum: ${plainLines(`${told.join(', ')}\n${stack}`)}`);
  return EXIT.failed;
}
