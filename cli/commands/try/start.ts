import { join } from 'node:path';
import { studyName } from '../../../shared/contracts/index.ts';
import { s3ObjectStore } from '../../../shared/lib/object-store/s3/index.ts';
import { summarise } from '../../command-line/audit-summary.ts';
import { CommandError, count, plain, step, usageError } from '../../command-line/terminal.ts';
import { awsClients } from '../../deployment/aws-clients.ts';
import { outputNames } from '../../deployment/deployment.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { writingObjects } from '../../files/run-objects.ts';
import type { Stack } from '../../local-stack/index.ts';
import { moveEarlierCopy } from './demo/earlier-copy.ts';
import { dropExports, registerStudy, streamVotes } from './demo/feed.ts';
import { fetchStudy } from './demo/fetch.ts';
import { splitStudy } from './demo/split.ts';
import { waitUntilCounted } from './demo/wait-until-counted.ts';
import { withStack } from './with-stack.ts';

export interface StartCommandOptions {
  readonly study: string;
  readonly seed: number;
  readonly votes: number;
  readonly out: string;
}

/** `primum start`: runs the whole flow once on a local stack, from generated events to the published audit. */
export async function start(options: StartCommandOptions): Promise<void> {
  if (!studyName.safeParse(options.study).success)
    throw usageError(
      `"${options.study}" is not a valid name of a study: use 1 to 64 of a-z, 0-9, ".", "_" and "-"`,
    );
  await makeFolder(options.out).catch(({ code }: NodeJS.ErrnoException) => {
    throw usageError(`--out ${plain(options.out)} cannot be a folder: ${code}`);
  });
  await withStack({ log: showErrors }, (stack, interrupted) => runStudy(stack, options, interrupted));
}

/** Shows the errors of functions, and failed invocations. The run goes on, because their work is repeated. */
function showErrors(line: string): void {
  const isFailure = line.includes('"level":"ERROR"') || !line.includes('{');
  if (isFailure) console.error(`${process.stderr.isTTY ? '\n' : ''}  ${plain(line)}`);
}

async function runStudy(
  stack: Stack,
  { study, seed, votes, out }: StartCommandOptions,
  interrupted: AbortSignal,
): Promise<void> {
  Object.assign(process.env, stack.environment);
  const outputs = outputNames.parse(stack.outputs);
  const { ExportsBucketName: exports, SnapshotsBucketName: snapshots, VotesQueueUrl: queue } = outputs;
  const aws = awsClients();
  const parts = await step('Generating a study', async () => {
    const halves = splitStudy({ study, seed, votes });
    return [halves, `${count(halves.exported.length + halves.streamed.length)} judgments`];
  });
  await registerStudy(aws, exports, study);
  const dropped = await step('Uploading one half as exports to the bucket', async () => {
    const keys = await dropExports(aws, exports, study, parts.exported);
    return [keys, `${keys.join(' and ')}, ${count(parts.exported.length)} judgments`];
  });
  const messages = await step('Streaming the other half to the queue', async (progress) => {
    const sent = await streamVotes(aws, queue, parts.streamed, progress);
    return [sent, `${count(sent)} messages, ${count(parts.streamed.length)} judgments`];
  });
  await step('Recording votes and importing exports', async (progress) => {
    const sentStudy = { study, messages, files: dropped };
    return [undefined, await waitUntilCounted(sentStudy, { aws, outputs, step: progress, interrupted })];
  });
  await step('Publishing the audit', async (progress) => {
    progress.show('waiting for the snapshot with all votes');
    await stack.invoke('PublishSnapshotFunctionName', { study });
    return [undefined, 'published'];
  });
  const published = await step('Copying the published files', async () => {
    const earlier = await moveEarlierCopy(out, study, new Date());
    const copied = await writingObjects(out, (objects) =>
      fetchStudy(s3ObjectStore(aws.s3, snapshots), study, objects),
    );
    return [
      copied,
      `${plain(out)}/${earlier === null ? '' : `; the copy of an earlier run is now ${plain(earlier)}`}`,
    ];
  });
  if (published.snapshot.totals.votes !== votes)
    throw new CommandError(
      `${count(votes)} votes were sent, but the snapshot counts ${count(published.snapshot.totals.votes)}`,
    );
  console.log(summarise(published.snapshot));
  console.log(['Files:', ...published.keys.map((key) => `  ${plain(join(out, key))}`), ''].join('\n'));
}
