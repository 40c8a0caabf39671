import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { CommandError, EXIT } from './command-line/errors.ts';
import { plain, plainLines } from './command-line/text.ts';
import { addCheckCommands } from './commands/check/commands.ts';
import { addDataCommands } from './commands/data/commands.ts';
import { addOperateCommands } from './commands/operate/commands.ts';
import { addTryCommands } from './commands/try/commands.ts';

/**
 * The command line with its groups of commands. Commands load their modules when they run, so that `--help` does not
 * wait for the AWS SDK.
 */
export function createProgram(): Command {
  const primum = new Command('primum')
    .description(
      'Is the clinical language model that clinicians prefer also the one that does not harm?\n' +
        'Exit codes: 0 done, 1 failed, 2 used wrongly, 3 done with rejects.',
    )
    .version(packageJson.version)
    .showHelpAfterError('(add --help for a list of options)')
    .configureOutput({ writeErr: (text) => process.stderr.write(plainLines(text)) })
    .exitOverride();
  addTryCommands(primum);
  addDataCommands(primum);
  addOperateCommands(primum);
  addCheckCommands(primum);
  return primum.commandsGroup('Help:').helpCommand(true);
}

/** Runs one command. Its exit code becomes the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  honourDefaultRegion(process.env);
  try {
    await createProgram().parseAsync([...argv]);
  } catch (error) {
    process.exitCode = await reportError(error);
  }
}

/** The AWS command line and CDK also read the region from AWS_DEFAULT_REGION, which the SDK does not read. */
function honourDefaultRegion(environment: NodeJS.ProcessEnv): void {
  const { AWS_REGION, AWS_DEFAULT_REGION } = environment;
  if (!AWS_REGION && AWS_DEFAULT_REGION) environment.AWS_REGION = AWS_DEFAULT_REGION;
}

/** Prints an error, and returns the exit code. */
async function reportError(error: unknown): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usedWrongly;
  if (error instanceof CommandError) {
    console.error(`primum: ${plain(error.message)}`);
    return error.exitCode;
  }
  const { errorFacts, OwnError } = await import('../shared/lib/index.ts');
  if (error instanceof OwnError || (error instanceof Error && error.name === 'LocalStackError')) {
    console.error(`primum: ${plain(error.message)}`);
    return EXIT.failed;
  }
  // A message of a library may quote its input, which may contain a clinician's name. Therefore, it is not printed.
  const { stack = '', ...facts } = errorFacts(error);
  const listed = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
  console.error(`primum: ${plainLines(`${listed.join(', ')}\n${stack}`)}`);
  return EXIT.failed;
}
