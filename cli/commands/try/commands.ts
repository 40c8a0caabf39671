import { type Command, Option } from 'commander';
import { fraction, positive, share, wholeNumber } from '../../command-line/option-values.ts';
import { DEFAULT_OUTPUTS, withExamples, withProtocol } from '../../command-line/shared-options.ts';

const DATABASE_HELP =
  '\nThe environment variable PRIMUM_DATABASE selects the local DynamoDB: dynoxide (the default on Linux x64) or\n' +
  'dynamodb-local (the default elsewhere; needs Java 17 or newer).';

/** Commands that need no data and no AWS account. */
export function addTryCommands(primum: Command): void {
  primum.commandsGroup('Try and plan:');

  withExamples(
    primum
      .command('start')
      .summary('run the whole flow once on a local stack, with a made-up study')
      .description(
        'run the whole flow once on a local stack: generate a made-up study, send it, audit it, and copy the published files',
      )
      .option('--study <name>', 'name of the generated study', 'moove-demo')
      .option('--seed <number>', 'the same seed gives the same study', wholeNumber, 1)
      .option('--votes <number>', 'number of votes to generate', wholeNumber, 18_685)
      .option('--out <directory>', 'directory for the published files', 'out')
      .addHelpText('after', DATABASE_HELP)
      .action(async (options) => (await import('./start.ts')).start(options)),
    'start',
    'start --votes 2000 --seed 7 --out out/small',
  );

  withExamples(
    primum
      .command('local')
      .description('run a local stack until Ctrl-C, and print its endpoints')
      .option('--emulator-port <port>', 'port of the S3 and SQS emulator (default: a free one)', wholeNumber)
      .option('--dynamodb-port <port>', 'port of the local DynamoDB (default: a free one)', wholeNumber)
      .option('--publish-every <minutes>', 'interval between snapshots', wholeNumber, 1)
      .option('--out <file>', 'file for the endpoints, which other commands read', DEFAULT_OUTPUTS)
      .addHelpText('after', DATABASE_HELP)
      .action(async (options) => (await import('./local.ts')).local(options)),
    'local',
    'local --emulator-port 4566 --publish-every 5',
  );

  withExamples(
    primum
      .command('generate')
      .summary('write the events of a made-up study as files')
      .description(
        'write the events of a made-up study in which preference and safety diverge\n\n' +
          'The file protocol.json states that the data are made up. Pass it to `audit --protocol`.\n' +
          'A MOOVE export has nine criteria without accuracy, and its models are in the mapping next to it.',
      )
      .argument('[directory]', 'directory for the files', 'out/generated')
      .option('--study <name>', 'name of the study', 'moove-demo')
      .option('--seed <number>', 'the same seed gives the same study', wholeNumber, 1)
      .option('--votes <number>', 'number of votes', wholeNumber, 18_685)
      .option('--clinicians <number>', 'number of clinicians', wholeNumber, 736)
      .option('--models <number>', 'number of models', wholeNumber, 13)
      .option('--specialties <number>', 'number of specialties', wholeNumber, 12)
      .option(
        '--items <number>',
        'prompts per specialty, which clinicians share, so that answers fail together (default: each judgment has a prompt of ' +
          'its own)',
        positive,
      )
      .option(
        '--sites <number>',
        'hospitals of the clinicians, which differ in how they judge; from 6 on, they are the sampling units (default: none)',
        positive,
      )
      .addOption(
        new Option('--format <format>', 'format of the files')
          .choices(['jsonl', 'csv', 'moove'])
          .default('jsonl'),
      )
      .action(async (directory, options) => (await import('./generate.ts')).generate(directory, options)),
    'generate',
    'generate out/small --votes 500 --clinicians 40 --models 4 --specialties 3 --format csv',
    'generate out/readers --votes 1200 --clinicians 5 --models 3 --specialties 2 --items 40',
    'generate out/hospitals --items 60 --sites 8',
  );

  withExamples(
    withProtocol(
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
          "tolerated failure rate on a safety-critical criterion, instead of the protocol's; the composite and " +
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
        .option(
          '--readers <number>',
          'number of clinicians who rate each cell, as in a reader study',
          positive,
        )
        .option(
          '--items <number>',
          'number of prompts per specialty (default: each judgment has its own)',
          positive,
        )
        .option('--item-icc <number>', 'intraclass correlation of answers to one prompt', share, 0.3)
        .option('--sites <number>', 'number of hospitals, if they are shared by clinicians', positive)
        .option('--site-icc <number>', 'intraclass correlation of answers at one site', share, 0.02)
        .option('--coverage <share>', 'share of the displayed answers that will be rated', share, 0.9)
        .option(
          '--unrated-ratio <number>',
          'number of times that unrated answers may fail more, or less, often than rated ones (default: that of the protocol)',
          positive,
        )
        .option(
          '--power <probability>',
          'probability with which the plan should detect the rate',
          fraction,
          0.8,
        ),
    ).action(async (options) => (await import('./plan.ts')).plan(options)),
    'plan --models 13 --specialties 12',
    'plan --models 5 --specialties 4 --readers 8 --items 60 --coverage 1',
    'plan --models 4 --specialties 6 --tolerance 0.05 --rate 0.12 --power 0.9',
  );
}
