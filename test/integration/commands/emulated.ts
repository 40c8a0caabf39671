import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { QueueDescription } from '../../../cli/local-stack/description.ts';
import { type Emulator, startEmulator } from '../../../cli/local-stack/emulator.ts';
import { clientEnvironment, clientSettings } from '../../../cli/local-stack/endpoints.ts';

const bucket = (name: string) => ({
  logicalId: name,
  name,
  arn: `arn:aws:s3:::${name}`,
  versioned: true,
  eventBridge: false,
});

const queue = (name: string, deadLetters?: string): QueueDescription => ({
  logicalId: name,
  name,
  arn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
  visibilitySeconds: 30,
  retentionSeconds: 3600,
  ...(deadLetters && {
    redrive: { deadLetterArn: `arn:aws:sqs:us-east-1:000000000000:${deadLetters}`, maxReceiveCount: 3 },
  }),
});

/** The buckets and queues of a deployment, without functions and tables. Its file of outputs names these resources. */
export async function emulatedDeployment(directory: string) {
  const emulator: Emulator = await startEmulator(() => ({
    buckets: [bucket('exports'), bucket('snapshots')],
    queues: [
      queue('votes-dead'),
      queue('imports-dead'),
      queue('votes', 'votes-dead'),
      queue('imports', 'imports-dead'),
    ],
    rules: [],
  }));
  const queueUrl = (name: string) => `${emulator.endpoint}/000000000000/${name}`;
  const outputs = {
    VotesQueueUrl: queueUrl('votes'),
    VotesDeadLetterQueueUrl: queueUrl('votes-dead'),
    ImportsQueueUrl: queueUrl('imports'),
    ImportsDeadLetterQueueUrl: queueUrl('imports-dead'),
    ExportsBucketName: 'exports',
    SnapshotsBucketName: 'snapshots',
    LedgerTableName: 'ledger',
    CountersTableName: 'counters',
    SecretArn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:none',
  };
  const { endpoint } = emulator;
  const nowhere = 'http://127.0.0.1:9';
  const environment = clientEnvironment({
    dynamodb: nowhere,
    s3: endpoint,
    sqs: endpoint,
    secretsmanager: nowhere,
  });
  const file = join(directory, 'outputs.json');
  writeFileSync(file, JSON.stringify({ outputs, environment }));
  const s3 = new S3Client({ ...clientSettings, endpoint });
  const sqs = new SQSClient({ ...clientSettings, endpoint });
  return {
    ...{ file, outputs, environment, s3, sqs, emulator },
    async stop() {
      s3.destroy();
      sqs.destroy();
      await emulator.close();
    },
  };
}

export type EmulatedDeployment = Awaited<ReturnType<typeof emulatedDeployment>>;
