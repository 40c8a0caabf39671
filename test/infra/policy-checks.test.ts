import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Validations } from 'aws-cdk-lib/core';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, describe, expect, it } from 'vitest';
import { allow } from '../../infra/grantee.ts';
import { appUnderTest } from './stack-under-test.ts';

afterAll(() => CloudAssembly.cleanupTemporaryDirectories());

/** Every acknowledgement in the stack: the finding, the construct and the reason. */
function acknowledgements() {
  const { stack } = appUnderTest();
  return stack.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter((entry) => entry.type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap((entry) => Object.entries(entry.data as Record<string, string>))
      .map(([id, reason]) => ({ where: construct.node.path, id: id.replace(/^annotation::/i, ''), reason })),
  );
}

describe('the policy checks', () => {
  it('have no finding without an acknowledgement', () => {
    expect(() => appUnderTest().app.synth()).not.toThrow();
  });

  it('stop synthesis for a bucket that allows access without TLS and has no access log', () => {
    const { app, stack } = appUnderTest();
    new s3.Bucket(stack, 'Careless');
    expect(() => app.synth()).toThrow(/AwsSolutions-S1\b[\s\S]*AwsSolutions-S10\b/);
  });

  it('stop synthesis for a right that is wider than the acknowledged rights', () => {
    const { app, stack } = appUnderTest();
    allow(stack.recordVotes.lambda, ['s3:GetObject'], stack.storage.exports.arnForObjects('*'));
    expect(() => app.synth()).toThrow(/AwsSolutions-IAM5\[Resource::<StorageExports\w+\.Arn>\/\*\]/);
  });

  it('stop synthesis for a second secret, because an acknowledgement covers one construct', () => {
    const { app, stack } = appUnderTest();
    new secretsmanager.Secret(stack.storage, 'Other');
    expect(() => app.synth()).toThrow(/AwsSolutions-SMG4\b/);
  });
});

describe('an acknowledgement', () => {
  it('covers only object keys under a prefix, the secret and CloudWatch', () => {
    const kinds = new Set(acknowledgements().map(({ id }) => id.replace(/<\w+\.Arn>/, '<bucket>')));
    expect([...kinds].sort()).toEqual([
      'AwsSolutions-IAM5[Resource::*]',
      'AwsSolutions-IAM5[Resource::<bucket>/exports/*]',
      'AwsSolutions-IAM5[Resource::<bucket>/integrity/*]',
      'AwsSolutions-IAM5[Resource::<bucket>/looks/*]',
      'AwsSolutions-IAM5[Resource::<bucket>/operator/*]',
      'AwsSolutions-IAM5[Resource::<bucket>/protocols/*]',
      'AwsSolutions-IAM5[Resource::<bucket>/public/*]',
      'AwsSolutions-IAM5[Resource::<bucket>/receipts/*]',
      'AwsSolutions-IAM5[Resource::<bucket>/rejects/*]',
      'AwsSolutions-IAM5[Resource::<bucket>/snapshots/*]',
      'AwsSolutions-IAM5[Resource::<bucket>/state/*]',
      'AwsSolutions-SMG4',
    ]);
  });

  it('belongs to one construct, never to the stack, and gives its reason in a sentence', () => {
    const all = acknowledgements();
    expect(all.length).toBeGreaterThan(0);
    for (const { where, reason } of all) {
      expect(where.split('/').length).toBeGreaterThan(2);
      expect(reason.length).toBeGreaterThan(60);
    }
  });
});
