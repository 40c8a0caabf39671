import { type Command, Option } from 'commander';
import { linkLifetime, wholeNumber } from '../../command-line/option-values.ts';
import { withDeployment, withExamples } from '../../command-line/shared-options.ts';
import { addStudyCommands } from './study/commands.ts';

/** Commands for the operator of a deployment. */
export function addOperateCommands(primum: Command): void {
  primum.commandsGroup('Operate a deployment:');

  withExamples(
    withDeployment(primum.command('status'))
      .summary('show queues, studies and active alarms')
      .description('show the queues, the last import, snapshot and check of each study, and active alarms')
      .option('--json', 'print JSON')
      .action(async (options) => (await import('./status.ts')).status(options)),
    'status',
    'status --stack Primum --region eu-central-1 --json',
  );

  withExamples(
    withDeployment(primum.command('outputs'))
      .summary('print the names of resources as shell variables')
      .description(
        'print the names of queues, buckets, tables and functions as `export` lines for a shell\n\n' +
          'Read them with eval "$(npm run --silent primum -- outputs …)".',
      )
      .option('--json', 'print JSON')
      .action(async (options) => (await import('./outputs.ts')).printOutputs(options)),
    'outputs',
    'outputs --stack Primum --region eu-central-1',
  );

  withExamples(
    withDeployment(primum.command('redrive'))
      .description(
        'move messages from the dead-letter queues back to their queues\n\n' +
          'Each judgment still counts once. Resolve the cause of the failures first.',
      )
      .addOption(
        new Option('--queue <queue>', 'only the messages of this queue').choices(['votes', 'imports']),
      )
      .action(async (options) => (await import('./redrive.ts')).redriveCommand(options)),
    'redrive',
    'redrive --queue votes --stack Primum --region eu-central-1',
  );

  withExamples(
    withDeployment(primum.command('recount'))
      .description('compare the counters with the ledger, and correct them on request')
      .requiredOption('--study <name>', 'name of the study')
      .option('--fix', 'correct counters that differ; votes may continue to arrive')
      .action(async (options) => (await import('./recount.ts')).recountCommand(options)),
    'recount --study my-study',
    'recount --study my-study --fix',
  );

  withExamples(
    withDeployment(primum.command('erase'))
      .summary('erase a clinician from a study')
      .description(
        'erase a clinician from a study: from the ledger, the counters, and all later events\n\n' +
          'The command waits for writers that started earlier, then removes their judgments and verifies the counters. ' +
          'It also finishes the erasures of this study that were interrupted.',
      )
      .argument('[clinician]', 'name as it is sent, or pseudonym; - reads it from standard input')
      .requiredOption('--study <name>', 'name of the study')
      .option('--resume', 'only finish the erasures that were interrupted')
      .option(
        '--settle <minutes>',
        'time until all writers that started earlier have ended: their longest run plus one minute',
        wholeNumber,
        16,
      )
      .action(async (clinician, options) => (await import('./erase.ts')).eraseCommand(clinician, options)),
    'erase dr-17 --study my-study',
    'erase - --study my-study < name.txt',
    'erase --resume --study my-study',
  );

  withExamples(
    withDeployment(primum.command('export'))
      .description(
        'write all judgments of a study as events, for a backup or a move\n\n' +
          'Clinicians are pseudonyms, as in the ledger. The file gives the same counters and the same audit, if it is ' +
          'uploaded into an empty study or passed to `audit`.',
      )
      .argument('<study>', 'name of the study')
      .option(
        '--out <file>',
        'JSONL file; compressed if it ends in .gz; - for standard output (default: out/<study>.jsonl.gz)',
      )
      .action(async (study, options) => (await import('./export.ts')).exportStudy(study, options)),
    'export my-study',
    'export my-study --out - --stack Primum --region eu-central-1 > backup.jsonl',
  );

  addStudyCommands(primum);

  withExamples(
    withDeployment(primum.command('link'))
      .description('create temporary links to the files of a snapshot')
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
      .action(async (study, snapshot, options) => (await import('./link.ts')).link(study, snapshot, options)),
    'link my-study',
    'link my-study --expires 7d --stack Primum --region eu-central-1',
  );
}
