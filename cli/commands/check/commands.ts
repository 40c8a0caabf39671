import type { Command } from 'commander';
import { withExamples } from '../../command-line/shared-options.ts';

const SNAPSHOT_PLACE = 'a directory, an http(s) address or s3://bucket/prefix';

/** Commands for readers of a published audit. */
export function addCheckCommands(primum: Command): void {
  primum.commandsGroup('Check audits:');

  withExamples(
    primum
      .command('verify')
      .summary('verify a published snapshot, or all snapshots of a study')
      .description(
        'verify a published snapshot: check its files by hash, recompute its figures from its cells, render its ' +
          'tables and report again, and check its place in the chain of its study\n\n' +
          'In the folder of a study, verify the files of all snapshots, their chain, latest.json and history.json, ' +
          'and recompute the figures of the newest snapshot.',
      )
      .argument('<place>', `the folder of a study or of a snapshot: ${SNAPSHOT_PLACE}`)
      .option('--sha256 <hash>', 'SHA-256 of its manifest.json, from a source that you trust')
      .option('--head <line>', 'a line that `primum head` printed earlier, or its hash')
      .option('--key <file>', 'public key that must have signed each snapshot (PEM or DER)')
      .option('--protocol <file>', 'the protocol that you expect, or its hash')
      .option('--code-version <version>', 'the version of the code that you expect')
      .option('--all', 'recompute the figures of all snapshots of a study, and not only of the newest')
      .action(async (place, options) => (await import('./verify.ts')).verifyCommand(place, options)),
    'verify out/snapshots/my-study',
    'verify https://audits.example.org/snapshots/my-study --key public.pem',
  );

  withExamples(
    primum
      .command('head')
      .description(
        'print one line that identifies a snapshot and all snapshots before it, for minutes or a letter\n\n' +
          '`primum verify --head` later compares a study with this line.',
      )
      .argument('<place>', `the folder of a study or of a snapshot: ${SNAPSHOT_PLACE}`)
      .action(async (place) => (await import('./head.ts')).headCommand(place)),
    'head out/snapshots/my-study',
  );

  withExamples(
    primum
      .command('diff')
      .description('list the changes from one snapshot of a study to another')
      .argument('<older>', SNAPSHOT_PLACE)
      .argument('<newer>', 'the other snapshot')
      .option('--json', 'print all changes as JSON')
      .action(async (older, newer, options) => (await import('./diff.ts')).diff(older, newer, options)),
    'diff january/my-study out/snapshots/my-study',
    'diff s3://audits/2025/my-study s3://audits/2026/my-study --json',
  );
}
