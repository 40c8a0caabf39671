import * as iam from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { type CfnElement, Stack } from 'aws-cdk-lib/core';
import { acknowledge } from './acknowledge.ts';
import { allow, type Grantee } from './grantee.ts';
import { allowKey } from './key-access.ts';

/** Kinds of access to the objects with matching keys. */
type Access = 'read' | 'readVersions' | 'write' | 'writeParts' | 'delete';

const ACTIONS: Readonly<Record<Access, readonly string[]>> = {
  read: ['s3:GetObject'],
  readVersions: ['s3:GetObject', 's3:GetObjectVersion'],
  write: ['s3:PutObject'],
  // A multipart upload that fails must not leave its parts behind.
  writeParts: ['s3:PutObject', 's3:AbortMultipartUpload'],
  delete: ['s3:DeleteObject'],
};

/** Use of the encryption key that each kind of access needs. */
const KEY_USES: Readonly<Partial<Record<Access, 'read' | 'write'>>> = {
  ...{ read: 'read', readVersions: 'read' },
  ...{ write: 'write', writeParts: 'write' },
};

export interface ObjectAccess {
  readonly access: Access;
  /** One key, or a prefix and `*`. */
  readonly keys: string;
  /** Why the pattern is needed. It answers the finding that cdk-nag raises for a pattern. */
  readonly reason: string;
}

/** Allows one kind of access to the objects with matching keys. The reason covers exactly this bucket and these keys. */
export function allowObjects(grantee: Grantee, bucket: Bucket, { access, keys, reason }: ObjectAccess) {
  allow(grantee, ACTIONS[access], bucket.arnForObjects(keys));
  const use = KEY_USES[access];
  if (use) allowKey(grantee, bucket.encryptionKey, 's3', use);
  if (!keys.includes('*')) return;
  const logicalId = Stack.of(grantee).getLogicalId(bucket.node.defaultChild as CfnElement);
  acknowledge(grantee.holder, `AwsSolutions-IAM5[Resource::<${logicalId}.Arn>/${keys}]`, reason);
}

/**
 * Denies reading objects with matching keys, even if a wider pattern allows it.
 *
 * @param keys a prefix and `*`
 */
export function denyObjects(grantee: Grantee, bucket: Bucket, keys: string) {
  grantee.grant(
    new iam.PolicyStatement({
      effect: iam.Effect.DENY,
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: [bucket.arnForObjects(keys)],
    }),
  );
}

/**
 * Allows listing keys with these prefixes. Each prefix that may be read must also be listed: without this right S3 answers
 * 403 for a missing object, so a missing file would look like a forbidden file.
 *
 * @param prefixes folders, which end in `/`, or the whole keys of files
 * @see docs/decisions/0128-a-refusal-is-not-an-absence.md
 */
export function allowListing(grantee: Grantee, bucket: Bucket, prefixes: readonly string[]) {
  grantee.grant(
    new iam.PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [bucket.bucketArn],
      conditions: {
        StringLike: { 's3:prefix': prefixes.map((prefix) => (prefix.endsWith('/') ? `${prefix}*` : prefix)) },
      },
    }),
  );
}
