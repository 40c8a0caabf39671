import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/**
 * The account's own key for stored data: an existing one, or without an ARN one that the stack makes.
 * @see docs/decisions/0018-one-optional-encryption-key.md
 */
export interface Encryption {
  readonly keyArn?: string;
}

/**
 * The key for all stored data. A key that the stack makes is rotated every year. It outlives the stack, as the
 * encrypted data does. The owner of an existing key must edit its policy: docs/encryption.md has the statements.
 */
export function encryptionKey(scope: Construct, id: string, { keyArn }: Encryption): kms.IKey {
  if (keyArn !== undefined) return kms.Key.fromKeyArn(scope, id, keyArn);
  const { stackName } = Stack.of(scope);
  const key = new kms.Key(scope, id, {
    alias: stackName,
    description: `${stackName}: encrypts tables, buckets, queues, logs and the secret`,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  for (const statement of servicesThatUse(scope)) key.addToResourcePolicy(statement);
  return key;
}

/**
 * Services that use the key in their own name, and not in the name of their caller. The constructs admit two more
 * services: EventBridge, which sends to the imports queue, and CloudFront, which reads snapshots.
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
