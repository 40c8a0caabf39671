import { studyName } from '../../shared/contracts/identifier.ts';
import { awsClients } from '../clients.ts';
import { dropExports, registerStudy, streamVotes, untilImported, untilRecorded } from '../demo/feed.ts';
import { fetchLatest } from '../demo/fetch.ts';
import { splitStudy } from '../demo/split.ts';
import type { Stack } from '../stack/index.ts';
import { summarise } from '../summary.ts';
import { CommandError, count, step, usageError } from '../terminal.ts';
import { withStack } from './bring-up.ts';

export interface StartOptions {
  readonly study: string;
  readonly seed: number;
  readonly votes: number;
  readonly out: string;
}

/** `primum start`: the whole path once, from generated events to the published audit, on a local stack. */
export async function start(options: StartOptions): Promise<void> {
  if (!studyName.safeParse(options.study).success)
    throw usageError(`"${options.study}" is no name for a study: use 1 to 64 of a-z, 0-9, ".", "_" and "-"`);
  await withStack({}, (stack) => runStudy(stack, options));
}

async function runStudy(stack: Stack, { study, seed, votes, out }: StartOptions): Promise<void> {
  Object.assign(process.env, stack.environment);
  const {
    ExportsBucketName: exports,
    SnapshotsBucketName: snapshots,
    VotesQueueUrl: queue,
  } = stack.outputs as Record<string, string>;
  const aws = awsClients();
  const parts = splitStudy({ study, seed, votes });
  await registerStudy(aws, exports!, study);
  const dropped = await step('Dropping one half as exports into the bucket', async () => {
    const keys = await dropExports(aws, exports!, study, parts.exported);
    return [keys, `${keys.join(' and ')}, ${count(parts.exported.length)} judgments`];
  });
  await step('Streaming the other half to the queue', async (progress) => {
    const sent = await streamVotes(aws, queue!, parts.streamed, progress);
    return [undefined, `${count(sent)} messages, ${count(parts.streamed.length)} judgments`];
  });
  await step('Recording votes and importing exports', async (progress) => {
    await untilRecorded(aws, queue!, stack, progress);
    return [undefined, await untilImported(aws, exports!, study, dropped)];
  });
  await step('Publishing the audit', async () => {
    await stack.invoke('PublishSnapshotFunctionName', { study });
    return [undefined, 'published'];
  });
  const published = await fetchLatest(aws, snapshots!, study, out);
  if (published.snapshot.totals.votes !== votes)
    throw new CommandError(
      `${count(votes)} votes were sent, and the snapshot counts ${count(published.snapshot.totals.votes)}`,
    );
  console.log(summarise(published.snapshot));
  console.log(['Files:', ...published.files.map((file) => `  ${file}`), ''].join('\n'));
}
