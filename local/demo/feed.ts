import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { AwsClients } from '../clients.ts';
import { eventsOf, type GeneratedJudgment } from '../generate/study.ts';
import { csvOfVotes } from '../generate/write.ts';
import { sendAll } from '../queue.ts';
import type { Stack } from '../stack/index.ts';
import { CommandError, count, type Step } from '../terminal.ts';

/** Registers the study: a protocol that takes every default. */
export async function registerStudy({ s3 }: AwsClients, bucket: string, study: string): Promise<void> {
  const Body = JSON.stringify({ title: 'A made-up study in which preference and safety come apart' });
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `protocols/${study}.json`, Body }));
}

/** Drops the votes as CSV and the ratings as compressed JSONL, as a dataset owner would; returns their keys. */
export async function dropExports(
  { s3 }: AwsClients,
  bucket: string,
  study: string,
  judgments: readonly GeneratedJudgment[],
): Promise<string[]> {
  const ratings = judgments.flatMap((judgment) =>
    judgment.ratings.map((rating) => `${JSON.stringify(rating)}\n`),
  );
  const files: [string, string | Uint8Array][] = [
    ['votes.csv', [...csvOfVotes(judgments)].join('')],
    ['ratings.jsonl.gz', gzipSync(ratings.join(''))],
  ];
  for (const [name, Body] of files)
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `exports/${study}/${name}`, Body }));
  return files.map(([name]) => name);
}

/** Sends judgments as a rating app would: most as one message, every fifth as a vote and its ratings one by one. */
export async function streamVotes(
  { sqs }: AwsClients,
  queue: string,
  judgments: readonly GeneratedJudgment[],
  step: Step,
) {
  const bodies = judgments
    .flatMap((judgment, index) => eventsOf(judgment, index % 5 !== 0))
    .map((event) => JSON.stringify(event));
  let sent = 0;
  for await (sent of sendAll(sqs, queue, bodies)) step.at(sent, bodies.length);
  return sent;
}

/** Waits until the queues are empty, showing what is left of the votes. */
export async function untilRecorded(
  { sqs }: AwsClients,
  queue: string,
  stack: Stack,
  step: Step,
): Promise<void> {
  const depth = async () => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: queue,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return (
      Number(Attributes.ApproximateNumberOfMessages) +
      Number(Attributes.ApproximateNumberOfMessagesNotVisible)
    );
  };
  const first = await depth();
  let drained = false;
  const done = stack.drained().then(() => {
    drained = true;
  });
  while (!drained) {
    await Promise.race([done, sleep(500)]);
    if (!drained) step.at(Math.max(0, first - (await depth())), first, 'messages of votes');
  }
}

interface ReceiptSummary {
  readonly status?: string;
  readonly rows?: number;
  readonly rejected?: number;
  readonly reason?: string;
}

/** Waits for the receipts of the files dropped. @throws where one says that its file was not imported in full */
export async function untilImported(
  { s3 }: AwsClients,
  bucket: string,
  study: string,
  files: readonly string[],
): Promise<string> {
  const prefix = `receipts/${study}/`;
  for (;;) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
    const keys = Contents.flatMap(({ Key }) => (Key?.endsWith('/receipt.json') ? [Key] : []));
    if (keys.length >= files.length) {
      const receipts = await Promise.all(keys.map((key) => readReceipt(s3, bucket, key)));
      const failed = receipts.find(({ status, rejected }) => status !== 'finished' || (rejected ?? 0) > 0);
      if (failed) throw new CommandError(`an export was not imported in full: ${JSON.stringify(failed)}`);
      return `${count(receipts.reduce((sum, { rows = 0 }) => sum + rows, 0))} rows, ${keys.length} receipts`;
    }
    await sleep(300);
  }
}

async function readReceipt(s3: AwsClients['s3'], bucket: string, key: string): Promise<ReceiptSummary> {
  const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return JSON.parse((await object.Body?.transformToString()) ?? '{}') as ReceiptSummary;
}
