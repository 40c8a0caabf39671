import type { Command } from 'commander';
import { withDeployment, withExamples } from '../../../command-line/shared-options.ts';

const withWaiting = (command: Command): Command =>
  command.option('--no-wait', 'do not wait until the publisher has carried out the order');

/** Commands for the settings and the public edition of a study. */
export function addStudyCommands(primum: Command): void {
  withExamples(
    withWaiting(withDeployment(primum.command('release')))
      .summary('publish a public edition of a study')
      .description(
        'publish a public edition of a study now\n\n' +
          'Public editions appear without this command when the rows of enough clinicians differ. The command is needed after a ' +
          'change of the protocol or the code. It is refused if the difference from the last edition would show the ' +
          'rows of few clinicians.',
      )
      .argument('<study>', 'name of the study')
      .action(async (study, options) => (await import('./release.ts')).releaseCommand(study, options)),
    'release my-study',
  );

  const group = withExamples(
    primum.command('study').description('lock the settings of a study, close it, or open it again'),
    'study lock my-study',
    'study close my-study',
    'study reopen my-study',
  );
  withExamples(
    withWaiting(withDeployment(group.command('lock')))
      .summary('lock the settings that decide claims')
      .description(
        'lock the settings of the protocol that decide claims\n\n' +
          'The settings may still change. Every later snapshot then says that its claims are post hoc, with the locked and the ' +
          'new values. The first event locks a study by itself, unless its protocol says "pilot": true. A lock is permanent.',
      )
      .argument('<study>', 'name of the study')
      .action(async (study, options) => (await import('./lock.ts')).lockCommand(study, options)),
    'study lock my-study',
  );
  withExamples(
    withWaiting(withDeployment(group.command('close')))
      .summary('end the public editions of a study with a last one')
      .description(
        'end the public editions of a study with a last one\n\n' +
          'Later events still count, and appear in the internal edition. The public edition changes only after an erasure.',
      )
      .argument('<study>', 'name of the study')
      .action(async (study, options) => (await import('./close.ts')).closeCommand(study, options)),
    'study close my-study',
  );
  withExamples(
    withWaiting(withDeployment(group.command('reopen')))
      .description('let public editions of a closed study appear again')
      .argument('<study>', 'name of the study')
      .action(async (study, options) => (await import('./close.ts')).reopenCommand(study, options)),
    'study reopen my-study',
  );
}
