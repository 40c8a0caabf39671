import { Duration } from 'aws-cdk-lib/core';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, describe, expect, it } from 'vitest';
import { appUnderTest, logicalId, ofType, resourceOf } from './stack-under-test.ts';

afterAll(() => CloudAssembly.cleanupTemporaryDirectories());

const { app, stack } = appUnderTest();
const { storage, recordVotes, importExport, publishSnapshot, checkIntegrity, policies } = stack;
const functions = {
  recordVotes: recordVotes.lambda.function,
  importExport: importExport.lambda.function,
  publishSnapshot: publishSnapshot.lambda.function,
  checkIntegrity: checkIntegrity.lambda.function,
};
const properties = (name: keyof typeof functions) => resourceOf(stack, functions[name]).Properties;
const ref = (construct: Parameters<typeof logicalId>[1]) => ({ Ref: logicalId(stack, construct) });

describe('the functions', () => {
  it('are the only four functions of the stack', () => {
    expect(ofType(stack, 'AWS::Lambda::Function')).toHaveLength(4);
    const types = stack.node.findAll().map((construct) => construct.constructor.name);
    expect(types.filter((type) => /CustomResource/.test(type))).toEqual([]);
    expect(ofType(stack, 'AWS::CloudFormation::CustomResource')).toEqual([]);
  });

  it('run on Node.js 24 on Arm, and each has a log group with three months of retention', () => {
    for (const { Properties } of ofType(stack, 'AWS::Lambda::Function')) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
      });
    }
    const logs = ofType(stack, 'AWS::Logs::LogGroup');
    expect(logs.map(({ Properties }) => Properties.RetentionInDays)).toEqual([90, 90, 90, 90]);
  });

  it('have the names of all resources that they use in environment variables', () => {
    const shared = {
      LEDGER_TABLE: ref(storage.ledger),
      COUNTERS_TABLE: ref(storage.counters),
      EXPORTS_BUCKET: ref(storage.exports),
      PRIMUM_CODE_VERSION: '0.0.0+test',
      POWERTOOLS_METRICS_NAMESPACE: 'Primum',
      POWERTOOLS_LOG_LEVEL: 'INFO',
      NODE_OPTIONS: '--enable-source-maps',
    };
    expect(properties('recordVotes').Environment.Variables).toEqual({
      ...shared,
      POWERTOOLS_SERVICE_NAME: 'record-votes',
      SECRET_ARN: ref(storage.secret),
      VOTES_QUEUE_URL: ref(recordVotes.votes.queue),
      VOTES_WORKERS: '10',
    });
    expect(properties('importExport').Environment.Variables).toEqual({
      ...shared,
      POWERTOOLS_SERVICE_NAME: 'import-export',
      SECRET_ARN: ref(storage.secret),
      IMPORTS_QUEUE_URL: ref(importExport.imports.queue),
    });
    expect(properties('publishSnapshot').Environment.Variables).toEqual({
      ...shared,
      POWERTOOLS_SERVICE_NAME: 'publish-snapshot',
      SNAPSHOTS_BUCKET: ref(storage.snapshots),
    });
    expect(properties('checkIntegrity').Environment.Variables).toEqual({
      ...shared,
      POWERTOOLS_SERVICE_NAME: 'check-integrity',
    });
  });

  it('may not send to the queue that invokes them, except import-export, which continues itself', () => {
    expect(properties('importExport').RecursiveLoop).toBe('Allow');
    expect(properties('recordVotes').RecursiveLoop).toBeUndefined();
  });
});

describe('the event sources', () => {
  const sources = ofType(stack, 'AWS::Lambda::EventSourceMapping').map(({ Properties }) => Properties);
  const sourceOf = (name: keyof typeof functions) =>
    sources.find(({ FunctionName }) => FunctionName.Ref === logicalId(stack, functions[name]));

  it('pass votes in batches and accept failures of single messages', () => {
    expect(sourceOf('recordVotes')).toMatchObject({
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 5,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 10 },
    });
  });

  it('pass files one at a time', () => {
    expect(sourceOf('importExport')).toMatchObject({
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });
});

describe('a file under exports/ or operator/', () => {
  it('sends an event to the imports queue, or to its dead-letter queue if the delivery fails', () => {
    const [rule, ...others] = ofType(stack, 'AWS::Events::Rule');
    expect(others).toEqual([]);
    expect(rule?.Properties.EventPattern).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: {
        bucket: { name: [ref(storage.exports)] },
        object: { key: [{ prefix: 'exports/' }, { prefix: 'operator/' }] },
      },
    });
    const arn = (construct: Parameters<typeof logicalId>[1]) => ({
      'Fn::GetAtt': [logicalId(stack, construct), 'Arn'],
    });
    expect(rule?.Properties.Targets).toMatchObject([
      {
        Arn: arn(importExport.imports.queue),
        DeadLetterConfig: { Arn: arn(importExport.imports.deadLetters) },
      },
    ]);
  });
});

describe('the schedules', () => {
  const scheduled = (under: typeof stack) =>
    ofType(under, 'AWS::Scheduler::Schedule').map(({ Properties }) => [
      Properties.Target.Arn['Fn::GetAtt'][0],
      Properties.ScheduleExpression,
    ]);

  it('publish every 15 minutes and check the counters every day', () => {
    expect(scheduled(stack)).toEqual([
      [logicalId(stack, functions.publishSnapshot), 'rate(15 minutes)'],
      [logicalId(stack, functions.checkIntegrity), 'rate(1 day)'],
    ]);
  });

  it('use the configured intervals', () => {
    const hourly = appUnderTest({ publishEvery: Duration.hours(1) }).stack;
    expect(scheduled(hourly)[0]?.[1]).toBe('rate(1 hour)');
  });
});

describe('the outputs', () => {
  it('name all resources that applications and operators need', () => {
    const { Outputs } = app.synth().getStackByName(stack.stackName).template;
    const values = Object.entries(Outputs as Record<string, { Value: unknown }>).map(
      ([name, { Value }]) => [name, Value] as const,
    );
    expect(new Map(values)).toEqual(
      new Map([
        ['VotesQueueUrl', ref(recordVotes.votes.queue)],
        ['VotesDeadLetterQueueUrl', ref(recordVotes.votes.deadLetters)],
        ['ImportsQueueUrl', ref(importExport.imports.queue)],
        ['ImportsDeadLetterQueueUrl', ref(importExport.imports.deadLetters)],
        ['ExportsBucketName', ref(storage.exports)],
        ['SnapshotsBucketName', ref(storage.snapshots)],
        ['LedgerTableName', ref(storage.ledger)],
        ['CountersTableName', ref(storage.counters)],
        ['SecretArn', ref(storage.secret)],
        ['RecordVotesFunctionName', ref(functions.recordVotes)],
        ['ImportExportFunctionName', ref(functions.importExport)],
        ['PublishSnapshotFunctionName', ref(functions.publishSnapshot)],
        ['CheckIntegrityFunctionName', ref(functions.checkIntegrity)],
        ['ProducerPolicyArn', ref(policies.producer)],
        ['ReaderPolicyArn', ref(policies.reader)],
        ['AuditorPolicyArn', ref(policies.auditor)],
        ['ImporterPolicyArn', ref(policies.importer)],
        ['OperatorPolicyArn', ref(policies.operator)],
      ]),
    );
  });
});
