import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Stack } from 'aws-cdk-lib/core';
import type { Grantee } from './grantee.ts';

/** The rights on a key that each kind of access needs. Access here means access to the data that the key encrypts. */
const ACTIONS = {
  read: ['kms:Decrypt'],
  // A reused data key, such as a bucket's, is decrypted before it encrypts.
  write: ['kms:Decrypt', 'kms:GenerateDataKey'],
  readTable: ['kms:Decrypt', 'kms:DescribeKey'],
  writeTable: [
    ...['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt'],
    ...['kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  ],
} as const;

/**
 * Allows a grantee that reads or writes data to use the key of this data, through this service only. If a key of AWS
 * encrypts the data, no right is needed.
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
