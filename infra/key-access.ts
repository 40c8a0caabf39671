import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Stack } from 'aws-cdk-lib/core';
import type { Grantee } from './grantee.ts';

/** What may be done with a key, by what is done with the data that it encrypts. */
const ACTIONS = {
  read: ['kms:Decrypt'],
  // A data key that is used again, as a bucket's, is decrypted before it encrypts.
  write: ['kms:Decrypt', 'kms:GenerateDataKey'],
  readTable: ['kms:Decrypt', 'kms:DescribeKey'],
  writeTable: [
    ...['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt'],
    ...['kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  ],
} as const;

/**
 * Allows using the key, through this service and not otherwise, for who reads or writes what the service keeps. Where it
 * is encrypted by a key of AWS, nobody needs to be allowed anything.
 */
export function allowKey(
  grantee: Grantee,
  key: kms.IKey | undefined,
  service: 'dynamodb' | 's3' | 'secretsmanager' | 'sqs',
  use: keyof typeof ACTIONS,
): void {
  if (!key) return;
  const through = `${service}.${Stack.of(grantee).region}.amazonaws.com`;
  grantee.grant(
    new iam.PolicyStatement({
      actions: [...ACTIONS[use]],
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': through } },
    }),
  );
}
