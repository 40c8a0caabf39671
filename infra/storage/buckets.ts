import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { INTEGRITY_PREFIX, LOOKS_PREFIX, PUBLIC } from '../../shared/contracts/index.ts';
import { acknowledge } from '../acknowledge.ts';

/**
 * Private, encrypted, reachable over TLS only, and kept when the stack is removed.
 * @see docs/decisions/0127-keep-data-except-of-a-failed-creation.md
 */
const PRIVATE = {
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  encryption: s3.BucketEncryption.S3_MANAGED,
  objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
} satisfies s3.BucketProps;

/**
 * A key of the account's own. S3 derives a bucket key from it, so S3 sends a request to KMS only from time to time,
 * not for each object.
 */
const encryptedBy = (key: kms.IKey | undefined): s3.BucketProps =>
  key ? { encryption: s3.BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true } : {};

const abandonedUploads: s3.LifecycleRule = {
  id: 'abandoned-uploads',
  abortIncompleteMultipartUploadAfter: Duration.days(7),
};

/**
 * Days for which a replaced or deleted version is kept. An import reads the version that its message names, and a
 * message lives for at most 14 days in each of two queues.
 */
const OLD_VERSIONS_DAYS = 90;

/** Old versions of objects with this prefix expire. After its last version, the mark of a deletion is removed, too. */
const oldVersions = (id: string, prefix: string): s3.LifecycleRule => ({
  id,
  prefix,
  noncurrentVersionExpiration: Duration.days(OLD_VERSIONS_DAYS),
  expiredObjectDeleteMarker: true,
});

const aYearOfLogs: s3.LifecycleRule = { id: 'a-year-of-logs', expiration: Duration.days(365) };

/**
 * Access logs of the other buckets, because exports contain clinicians' ids as their owners wrote them. S3 delivers
 * its logs only to buckets that it can encrypt with its own key.
 * @see docs/decisions/0011-log-access-to-buckets.md
 */
export function logsBucket(scope: Construct, id: string): s3.IBucket {
  const bucket = new s3.Bucket(scope, id, {
    ...PRIVATE,
    lifecycleRules: [aYearOfLogs],
  });
  // With `exactOptionalPropertyTypes`, CDK's class is not assignable to its own interface.
  return bucket as s3.IBucket;
}

/**
 * Logs that a service delivers by access list, as CloudFront does. The bucket's owner still owns them all. The policy also
 * admits standard logging (v2), which operators set up in regions to which CloudFront delivers no other logs.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
 */
export function deliveredLogsBucket(scope: Construct, id: string): s3.IBucket {
  const bucket = new s3.Bucket(scope, id, {
    ...PRIVATE,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_PREFERRED,
    lifecycleRules: [aYearOfLogs],
  });
  const { account, partition } = Stack.of(scope);
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'DeliveryOfLogsOfThisAccount',
      principals: [new iam.ServicePrincipal('delivery.logs.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(`AWSLogs/${account}/*`)],
      conditions: {
        StringEquals: { 'aws:SourceAccount': account, 's3:x-amz-acl': 'bucket-owner-full-control' },
        // CloudFront's deliveries are in us-east-1, wherever the bucket is.
        ArnLike: { 'aws:SourceArn': `arn:${partition}:logs:us-east-1:${account}:delivery-source:*` },
      },
    }),
  );
  acknowledge(
    bucket,
    'AwsSolutions-S1',
    'This bucket contains access logs. Logging access to it would need another log bucket, which has the same finding.',
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
      // Bodies that could not be parsed could not be pseudonymised either. They are deleted after 30 days. Expiry in
      // a versioned bucket only hides an object, so its hidden version is deleted a day later.
      {
        id: 'unparsable-bodies',
        prefix: 'rejects/unparsable/',
        expiration: Duration.days(30),
        noncurrentVersionExpiration: Duration.days(1),
      },
      // Each run of publish-snapshot may replace the last look at a study. Nobody needs the former one.
      { id: 'former-looks', prefix: LOOKS_PREFIX, noncurrentVersionExpiration: Duration.days(1) },
      // Files contain clinicians' ids as their owners wrote them. A deleted file must not stay for ever.
      oldVersions('old-exports', 'exports/'),
      // Parts of unfinished lists of rejects, and results of the daily check. Their last version stays.
      oldVersions('old-receipts', 'receipts/'),
      oldVersions('old-checks', INTEGRITY_PREFIX),
      // Protocols and rejects have no rule: old protocols explain old audits, and a reject is written once.
    ],
  });
  announceObjects(bucket);
  return bucket;
}

/** The retention of each version of a published file. */
export interface ObjectLock {
  readonly days: number;
  /** In compliance mode nobody can delete a version early, not even the account's root user. */
  readonly isCompliance: boolean;
}

/**
 * Each version is locked from its upload. Pointers such as `latest.json` are still replaced, because the bucket keeps
 * the replaced version. S3 locks objects only if the bucket was created with Object Lock, or changed by hand.
 */
const lockedFor = ({ days, isCompliance }: ObjectLock): s3.BucketProps => ({
  objectLockEnabled: true,
  objectLockDefaultRetention: isCompliance
    ? s3.ObjectLockRetention.compliance(Duration.days(days))
    : s3.ObjectLockRetention.governance(Duration.days(days)),
});

export interface SnapshotsBucketProps {
  readonly accessLogs: s3.IBucket;
  readonly key: kms.IKey | undefined;
  readonly objectLock: ObjectLock | undefined;
}

export function snapshotsBucket(
  scope: Construct,
  id: string,
  { accessLogs, key, objectLock }: SnapshotsBucketProps,
): s3.Bucket {
  return new s3.Bucket(scope, id, {
    ...PRIVATE,
    ...encryptedBy(key),
    ...(objectLock && lockedFor(objectLock)),
    versioned: true,
    serverAccessLogsBucket: accessLogs,
    serverAccessLogsPrefix: 'snapshots/',
    lifecycleRules: [
      abandonedUploads,
      // An erasure deletes the public editions, which only hides them in a versioned bucket.
      {
        id: 'withdrawn-public-editions',
        prefix: PUBLIC,
        expiredObjectDeleteMarker: true,
        noncurrentVersionExpiration: Duration.days(30),
      },
    ],
  });
}

/**
 * Sends the bucket's events to EventBridge. The setting is made on the resource itself, because the construct's own
 * option deploys a custom resource: a function that may change the notifications of every bucket in the account.
 */
function announceObjects(bucket: s3.Bucket): void {
  const resource = bucket.node.defaultChild as s3.CfnBucket;
  resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
}
