import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { exportsFolder, protocolKey } from '../../../../shared/contracts/index.ts';
import type { Step } from '../../../command-line/terminal.ts';
import type { AwsClients } from '../../../deployment/aws-clients.ts';
import { sendMessages } from '../../../deployment/send-messages.ts';
import { generatedProtocolText } from '../../../generate/protocol.ts';
import { eventsOf, type GeneratedJudgment } from '../../../generate/study.ts';
import { csvOfVotes } from '../../../generate/write.ts';

/** Registers the study by a protocol with all default values that marks the data as made up. */
export async function registerStudy({ s3 }: AwsClients, bucket: string, study: string): Promise<void> {
  const Body = generatedProtocolText();
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: protocolKey(study), Body }));
}

/** Uploads the votes as CSV and the ratings as compressed JSONL, as a dataset owner would. Returns their keys. */
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
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: exportsFolder(study) + name, Body }));
  return files.map(([name]) => name);
}

/** Sends judgments as a rating app would: most as one message, and every fifth as a vote with separate ratings. */
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
  for await (sent of sendMessages(sqs, queue, bodies)) step.at(sent, bodies.length, 'messages');
  return sent;
}
