import type { Command } from 'commander';
import { withExamples } from '../../command-line/shared-options.ts';

const SNAPSHOT_PLACE = 'a directory, an http(s) address or s3://bucket/prefix';

/** Commands for readers of a published audit. */
export function addCheckCommands(primum: Command): void {
  primum.commandsGroup('Check audits:');

  withExamples(
    primum
      .command('verify')
      .summary('verify the files and the figures of a published snapshot')
      .description(
        'verify a published snapshot: check its files by hash, recompute its figures from its cells, and render its ' +
          'tables and report again',
      )
      .argument('<snapshot>', SNAPSHOT_PLACE)
      .option('--sha256 <hash>', 'SHA-256 of its manifest.json, from a source that you trust')
      .action(async (place, options) => (await import('./verify.ts')).verifyCommand(place, options)),
    'verify out/snapshots/my-study',
    'verify https://audits.example.org/snapshots/my-study',
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
