import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A handler that follows the message, so that one small function shows all ways in which a batch can end. Message
 * bodies: `fail` is returned to the queue, `throw` throws, `hang` exceeds the timeout, `crash` ends the process. The
 * function prints every event.
 */
const HANDLER = `
export async function handler(event, context) {
  if (!event.Records) {
    if (event.ask === 'throw') throw new TypeError('asked to');
    if (event.ask === 'secrets') {
      const response = await fetch(process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER, {
        method: 'POST',
        headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' },
        body: JSON.stringify({ SecretId: process.env.SECRET_ARN }),
      });
      return response.json();
    }
    if (event.ask === 'parse') return JSON.parse(event.text);
    if (event.ask === 'hang') for (;;) {}
    if (event.ask === 'block') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, event.ms);
    return {
      echo: event,
      environment: process.env,
      arguments: process.execArgv,
      context: { ...context, remaining: context.getRemainingTimeInMillis() },
    };
  }
  console.log(JSON.stringify(event));
  const bodies = event.Records.map(({ body }) => body);
  if (bodies.includes('crash')) process.kill(process.pid, 'SIGKILL');
  if (bodies.includes('hang')) await new Promise((resolve) => setTimeout(resolve, 60_000));
  if (bodies.includes('throw')) throw new Error('asked to');
  const failed = event.Records.filter(({ body }) => body.startsWith('fail'));
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
`;

const table = (name?: string) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    ...(name && { TableName: name }),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
  },
});

const lambda = (seconds: number) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: 'assets', S3Key: 'abc123.zip' },
    Handler: 'index.handler',
    Timeout: seconds,
    MemorySize: 256,
    Environment: {
      Variables: {
        LEDGER_TABLE: { Ref: 'Ledger' },
        QUEUE_URL: { Ref: 'Queue' },
        BUCKET_ARN: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Exports', 'Arn'] }, '/*']] },
        SECRET_ARN: { Ref: 'Secret' },
      },
    },
  },
});

/**
 * The resources of a stack with everything that the local stack runs. Timeouts are long enough for a busy machine.
 * Only a hanging event exceeds the timeout of Record, and only a test makes a hidden message visible again.
 */
export const resources = {
  Ledger: table(),
  Exports: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      VersioningConfiguration: { Status: 'Enabled' },
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    },
  },
  Snapshots: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'snapshots-of-mine' } },
  Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: {} } },
  Queue: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      VisibilityTimeout: 3600,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] }, maxReceiveCount: 2 },
    },
  },
  DeadLetters: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 1_209_600 } },
  Imports: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'imports', VisibilityTimeout: 6 } },
  /** A queue with batches that end only when they are full. */
  Whole: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 3600 } },
  Record: lambda(5),
  /** A function with a timeout that no event exceeds. */
  Patient: lambda(900),
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      FunctionName: { Ref: 'Record' },
      EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
      BatchSize: 25,
      MaximumBatchingWindowInSeconds: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    },
  },
  WholeMapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      FunctionName: { Ref: 'Patient' },
      EventSourceArn: { 'Fn::GetAtt': ['Whole', 'Arn'] },
      BatchSize: 24,
      MaximumBatchingWindowInSeconds: 300,
    },
  },
  ObjectCreated: {
    Type: 'AWS::Events::Rule',
    Properties: {
      State: 'ENABLED',
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [{ Ref: 'Exports' }] }, object: { key: [{ prefix: 'exports/' }] } },
      },
      Targets: [{ Arn: { 'Fn::GetAtt': ['Imports', 'Arn'] }, Id: 'Target0' }],
    },
  },
  Schedule: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      ScheduleExpression: 'rate(15 minutes)',
      State: 'ENABLED',
      Target: { Arn: { 'Fn::GetAtt': ['Record', 'Arn'] }, Input: '{"ask":"nothing"}' },
    },
  },
  Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
};

const outputs = {
  VotesQueueUrl: { Value: { Ref: 'Queue' } },
  WholeQueueUrl: { Value: { Ref: 'Whole' } },
  DeadLettersUrl: { Value: { Ref: 'DeadLetters' } },
  ImportsQueueUrl: { Value: { Ref: 'Imports' } },
  ExportsBucketName: { Value: { Ref: 'Exports' } },
  LedgerTableName: { Value: { Ref: 'Ledger' } },
  RecordFunctionName: { Value: { Ref: 'Record' } },
};

export interface Assembly {
  directory: string;
  remove(): void;
}

/** Writes a cloud assembly in the format of synthesis into a temporary folder. */
export function writeAssembly(template: object = { Resources: resources, Outputs: outputs }): Assembly {
  const directory = mkdtempSync(join(tmpdir(), 'primum-assembly-'));
  const write = (name: string, content: unknown) =>
    writeFileSync(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content));
  write('manifest.json', {
    artifacts: {
      'Primum.assets': { type: 'cdk:asset-manifest' },
      Primum: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Primum.template.json' } },
    },
  });
  write('Primum.template.json', template);
  write('Primum.assets.json', {
    files: {
      abc123: { source: { path: 'asset.abc123' }, destinations: { d: { objectKey: 'abc123.zip' } } },
    },
  });
  mkdirSync(join(directory, 'asset.abc123'));
  write('asset.abc123/index.mjs', HANDLER);
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
