import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** Which key of the account's own encrypts what is stored: one that is there, or without an ARN one that the stack makes. */
export interface Encryption {
  readonly keyArn?: string;
}

/**
 * The key for everything that is stored. One that the stack makes is rotated every year, and outlives the stack as
 * what it encrypts does. The policy of one that is there is its owner's to mend: docs/encryption.md has the statements.
 */
export function encryptionKey(scope: Construct, id: string, { keyArn }: Encryption): kms.IKey {
  if (keyArn !== undefined) return kms.Key.fromKeyArn(scope, id, keyArn);
  const { stackName } = Stack.of(scope);
  const key = new kms.Key(scope, id, {
    alias: stackName,
    description: `${stackName}: encrypts tables, buckets, queues, logs and the secret`,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  for (const statement of servicesThatUse(scope)) key.addToResourcePolicy(statement);
  return key;
}

/**
 * Services that use the key in their own name, and not in that of who calls them. Those that the constructs let in
 * themselves come on top: EventBridge, which sends to the imports queue, and CloudFront, which reads snapshots.
 */
function servicesThatUse(scope: Construct): iam.PolicyStatement[] {
  const { account, partition, region } = Stack.of(scope);
  const logGroups = `arn:${partition}:logs:${region}:${account}:log-group:*`;
  return [
    new iam.PolicyStatement({
      sid: 'LogGroupsOfThisAccount',
      principals: [new iam.ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
    }),
    new iam.PolicyStatement({
      sid: 'AlarmsOfThisAccount',
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  ];
}
