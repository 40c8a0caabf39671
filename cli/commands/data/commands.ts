import { type Command, Option } from 'commander';
import { moment, positive } from '../../command-line/option-values.ts';
import { withDeployment, withExamples, withProtocol } from '../../command-line/shared-options.ts';

/** Commands that read files of events, or send events to a deployment. */
export function addDataCommands(primum: Command): void {
  primum.commandsGroup('Read and send data:');

  withExamples(
    withProtocol(
      primum
        .command('inspect')
        .description(
          'show how a file is read, and write a starting mapping if it cannot be read\n\n' +
            'Nothing is stored. An existing mapping is used, and never overwritten. The command imports the file into' +
            ' memory and forgets it, so that the counts are those of an audit of this file.\n\n' +
            'Exit codes: 0 if an event can be read; 2 if used wrongly; 3 if none can be read, because the file is refused' +
            ' or empty, or because each record is rejected or left out.',
        )
        .argument(
          '<file>',
          'an export of any kind: CSV, JSON or JSONL, plain or gzip, Parquet, or an Excel workbook',
        )
        .option('--mapping <file>', 'a mapping to try (default: <file>.mapping.json if it exists)'),
    )
      .option(
        '--records <number>',
        'record and describe only this number of records from the beginning',
        positive,
      )
      .option('--write', 'write the mapping even if the file can be read without it')
      .option('--columns', 'the first line is a header, and may be shown')
      .option(
        '--trust-pseudonyms',
        'read the field `pseudonym` in place of `clinician`, as in a file of `primum export`',
      )
      .action(async (file, options) => (await import('./inspect.ts')).inspect(file, options)),
    'inspect examples/battles.jsonl',
    'inspect large.csv.gz --records 10000',
    'inspect export.csv --columns --write',
  );

  withExamples(
    withProtocol(
      primum
        .command('audit')
        .description(
          'audit files of events on this computer, without a server\n\n' +
            'The result has the same files as a snapshot of a deployment.',
        )
        .argument('<files...>', "Primum's own CSV or JSONL, or an export of another tool; plain or gzip")
        .option('--study <name>', 'name of the study (default: the study of the first event, else "study")'),
    )
      .option(
        '--mapping <file>',
        "mapping for files that are not in Primum's own form and have no <file>.mapping.json",
      )
      .option(
        '--secret-file <file>',
        'file with the secret that pseudonymises clinicians, such as the one of a deployment (default: $PRIMUM_SECRET, or' +
          ' a random secret in your configuration folder)',
      )
      .option(
        '--trust-pseudonyms',
        'read the field `pseudonym` in place of `clinician`, as in a file of `primum export`',
      )
      .option(
        '--locked-protocol <file>',
        'protocol whose settings were locked; the audit lists each setting that decides claims and differs as post hoc',
      )
      .option('--signing-key <file>', 'private key that signs the manifest of the snapshot (PEM, P-256)')
      .option('--out <directory>', 'directory for the files', 'out')
      .action(async (files, options) => (await import('./audit.ts')).auditCommand(files, options)),
    'audit examples/battles.jsonl',
    'audit out/generated/events.jsonl --protocol out/generated/protocol.json',
  );

  withExamples(
    withDeployment(primum.command('send'))
      .description(
        'check events, and send them to the votes queue\n\nA line that is not a valid event is reported, and not sent.',
      )
      .argument('<events.jsonl>', 'one event per line')
      .action(async (file, options) => (await import('./send.ts')).send(file, options)),
    'send events.jsonl',
    'send events.jsonl --stack Primum --region eu-central-1',
  );

  withExamples(
    withDeployment(primum.command('imports'))
      .description('list the imports of a study and their results')
      .argument('<study>', 'name of the study')
      .option('--file <id>', 'only the file with this id, as the logs of the importing function name it')
      .option(
        '--dir <directory>',
        'directory in which `primum audit` wrote its receipts, instead of a deployment',
      )
      .addOption(
        new Option('--format <format>', 'output format').choices(['table', 'csv', 'json']).default('table'),
      )
      .action(async (study, options) => (await import('./imports.ts')).importsCommand(study, options)),
    'imports my-study',
    'imports my-study --dir out --format csv',
  );

  withExamples(
    withDeployment(primum.command('rejects'))
      .summary('show the events of a study that were not counted')
      .description(
        'show the events of a study that were not counted: their reason, field, remedy and number\n\n' +
          'The list has the refused events of messages and of files, and conflicts. It never shows a clinician.\n\n' +
          'Exit codes: 0 if no event was refused; 2 if used wrongly; 3 if there are refused events.',
      )
      .argument('<study>', 'name of the study')
      .option('--since <time>', 'only rejects since this time, such as 2026-03-01, 30m, 12h or 7d', moment)
      .option('--follow', 'wait, and print each new reject on a line, until Ctrl-C')
      .option('--json', 'print each reject as a line of JSON, with the event')
      .action(async (study, options) => (await import('./rejects.ts')).rejectsCommand(study, options)),
    'rejects my-study',
    'rejects my-study --since 1d --json',
    'rejects my-study --follow',
  );

  withExamples(
    withDeployment(primum.command('resend'))
      .description(
        'send corrected rejects again, as a new export\n\n' +
          'Correct the events in the file of rejects first. A reject that is still wrong is reported, and not sent.',
      )
      .argument('<rejects...>', 'rejects.jsonl of an import, or an object of rejects/<study>/')
      .requiredOption('--study <name>', 'name of the study')
      .action(async (files, options) => (await import('./resend.ts')).resend(files, options)),
    'resend rejects.jsonl --study my-study',
  );
}
