import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';

/** Private, encrypted, reached over TLS only, kept when the stack goes. */
const PRIVATE = {
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  encryption: s3.BucketEncryption.S3_MANAGED,
  objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  removalPolicy: RemovalPolicy.RETAIN,
} satisfies s3.BucketProps;

/** A key of the account's own, of which S3 derives one for the bucket: so it asks KMS once in a while, not for each object. */
const encryptedBy = (key: kms.IKey | undefined): s3.BucketProps =>
  key ? { encryption: s3.BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true } : {};

const abandonedUploads: s3.LifecycleRule = {
  id: 'abandoned-uploads',
  abortIncompleteMultipartUploadAfter: Duration.days(7),
};

const aYearOfLogs: s3.LifecycleRule = { id: 'a-year-of-logs', expiration: Duration.days(365) };

/**
 * Who read or wrote what in the other buckets: exports hold clinicians' ids as their owners wrote them. S3 delivers its logs only
 * where it may encrypt them by itself.
 */
export function logsBucket(scope: Construct, id: string): s3.IBucket {
  const bucket = new s3.Bucket(scope, id, {
    ...PRIVATE,
    lifecycleRules: [aYearOfLogs],
  });
  // CDK's classes do not spell out `undefined` where their interfaces leave a property out.
  return bucket as s3.IBucket;
}

/** Logs that a service delivers by access list, as CloudFront does: the bucket's owner owns them all the same. */
export function deliveredLogsBucket(scope: Construct, id: string): s3.IBucket {
  const bucket = new s3.Bucket(scope, id, {
    ...PRIVATE,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_PREFERRED,
    lifecycleRules: [aYearOfLogs],
  });
  acknowledge(
    bucket,
    'AwsSolutions-S1',
    'It holds access logs itself. Logging who reads the logs would need another bucket, and another for that.',
  );
  return bucket as s3.IBucket;
}

export function exportsBucket(
  scope: Construct,
  id: string,
  accessLogs: s3.IBucket,
  key: kms.IKey | undefined,
): s3.Bucket {
  const bucket = new s3.Bucket(scope, id, {
    ...PRIVATE,
    ...encryptedBy(key),
    versioned: true,
    serverAccessLogsBucket: accessLogs,
    serverAccessLogsPrefix: 'exports/',
    lifecycleRules: [
      abandonedUploads,
      // Bodies that could not be parsed could not be pseudonymised either: gone for good after 30 days, and
      // since a versioned bucket only hides what expires, the hidden version a day later.
      {
        id: 'unparsable-bodies',
        prefix: 'rejects/unparsable/',
        expiration: Duration.days(30),
        noncurrentVersionExpiration: Duration.days(1),
      },
    ],
  });
  announceObjects(bucket);
  return bucket;
}

export function snapshotsBucket(
  scope: Construct,
  id: string,
  accessLogs: s3.IBucket,
  key: kms.IKey | undefined,
): s3.Bucket {
  return new s3.Bucket(scope, id, {
    ...PRIVATE,
    ...encryptedBy(key),
    versioned: true,
    serverAccessLogsBucket: accessLogs,
    serverAccessLogsPrefix: 'snapshots/',
    lifecycleRules: [abandonedUploads],
  });
}

/**
 * Sends the bucket's events to EventBridge. Set on the resource itself: the construct's own option deploys a
 * custom resource, a function that may change the notifications of every bucket in the account.
 */
function announceObjects(bucket: s3.Bucket): void {
  const resource = bucket.node.defaultChild as s3.CfnBucket;
  resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
}
