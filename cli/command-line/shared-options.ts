import { type Command, Option } from 'commander';

/** The file in which `primum local` writes its outputs, and from which other commands read them. */
export const DEFAULT_OUTPUTS = 'out/local/outputs.json';

/** Adds the options that select a deployment. */
export const withDeployment = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--outputs <file>',
        'file with the outputs of the deployment: from `primum local` or `cdk deploy --outputs-file`',
      ).default(DEFAULT_OUTPUTS),
    )
    .addOption(new Option('--stack <name>', 'name of the deployed stack').conflicts('outputs'))
    .option('--region <region>', 'AWS region of the stack (default: $AWS_REGION or $AWS_DEFAULT_REGION)');

export const withProtocol = (command: Command): Command =>
  command.option('--protocol <file>', "JSON file with the study's protocol (default: all default values)");

/**
 * Ends the help of a command with examples. Each is one command line without `npm run primum --`. In the list of
 * commands, a command without a summary has the first line of its description.
 */
export function withExamples(command: Command, ...examples: readonly string[]): Command {
  const [firstLine = ''] = command.description().split('\n');
  return command
    .summary(command.summary() || firstLine)
    .addHelpText(
      'after',
      ['', examples.length === 1 ? 'Example:' : 'Examples:']
        .concat(examples.map((example) => `  npm run primum -- ${example}`))
        .join('\n'),
    );
}
