import { Duration } from 'aws-cdk-lib/core';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, describe, expect, it } from 'vitest';
import { appUnderTest, logicalId, ofType, resourceOf } from './stack-under-test.ts';

afterAll(() => CloudAssembly.cleanupTemporaryDirectories());

const { stack } = appUnderTest();
const FOURTEEN_DAYS = 14 * 24 * 3600;
const { votes } = stack.recordVotes;
const { imports } = stack.importExport;

const queues = [
  { name: 'votes', queue: votes, fn: stack.recordVotes.lambda, receives: 100, hours: 10 },
  { name: 'imports', queue: imports, fn: stack.importExport.lambda, receives: 50, hours: 75 },
];

describe.each(queues)('the $name queue', ({ queue, fn, receives, hours }) => {
  const { Properties } = resourceOf(stack, queue.queue);

  it('hides a received message for six times the timeout of its function', () => {
    expect(Properties.VisibilityTimeout).toBe(6 * resourceOf(stack, fn.function).Properties.Timeout);
  });

  it('retries a message for longer than an outage before it becomes a dead letter', () => {
    expect(Properties.RedrivePolicy).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': [logicalId(stack, queue.deadLetters), 'Arn'] },
      maxReceiveCount: receives,
    });
    expect(receives * Properties.VisibilityTimeout).toBe(hours * 3600);
  });

  it('keeps a message until it becomes a dead letter, so that it cannot expire before', () => {
    expect(Properties.MessageRetentionPeriod).toBe(FOURTEEN_DAYS);
    expect(Properties.MessageRetentionPeriod).toBeGreaterThan(receives * Properties.VisibilityTimeout);
    expect(resourceOf(stack, queue.deadLetters).Properties.MessageRetentionPeriod).toBe(FOURTEEN_DAYS);
  });
});

describe('every queue', () => {
  it('is encrypted and refuses requests without TLS', () => {
    const all = ofType(stack, 'AWS::SQS::Queue');
    const policies = ofType(stack, 'AWS::SQS::QueuePolicy');
    expect(all).toHaveLength(4);
    expect(policies).toHaveLength(4);
    for (const { Properties } of all) expect(Properties.SqsManagedSseEnabled).toBe(true);
    for (const { Properties } of policies) {
      expect(Properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    }
  });

  it('accepts messages of a service only from the rule for new exports', () => {
    const rule = {
      'Fn::GetAtt': [logicalId(stack, stack.importExport.node.findChild('ExportDropped')), 'Arn'],
    };
    const allowed = ofType(stack, 'AWS::SQS::QueuePolicy')
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Effect }) => Effect === 'Allow');
    expect(allowed.map(({ Resource }) => Resource['Fn::GetAtt'][0]).sort()).toEqual(
      [logicalId(stack, imports.queue), logicalId(stack, imports.deadLetters)].sort(),
    );
    for (const { Principal, Condition } of allowed) {
      expect(Principal).toEqual({ Service: 'events.amazonaws.com' });
      expect(Condition).toEqual({ ArnEquals: { 'aws:SourceArn': rule } });
    }
  });
});

describe('a shorter timeout', () => {
  it('shortens the visibility timeout of the queue, too', () => {
    const quick = appUnderTest({ recordTimeout: Duration.seconds(4), votesMaxReceiveCount: 7 }).stack;
    const { Properties } = resourceOf(quick, quick.recordVotes.votes.queue);
    expect(Properties.VisibilityTimeout).toBe(24);
    expect(Properties.RedrivePolicy.maxReceiveCount).toBe(7);
  });
});
